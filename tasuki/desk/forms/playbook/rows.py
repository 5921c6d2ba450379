"""The fields of one row or table, with what the file says, and what was typed as the file would say it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING
from datetime import time
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, get_args

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options
from tasuki.desk.forms.playbook.conditions import ConditionField, condition_field, condition_typed
from tasuki.desk.forms.playbook.kinds import PROSE, Kind, allowed_values, kind_of
from tasuki.desk.words import spoken
from tasuki.playbooks.shape import is_plain_list, schema_of
from tasuki.playbooks.telling.given import NOTHING
from tasuki.playbooks.telling.keys import choices_of, key_called
from tasuki.playbooks.telling.rules import rule_told
from tasuki.playbooks.telling.values import ENFORCEMENTS, WEEKDAYS, level_told
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import rules_of
from tasuki.rules.layering import inline
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import shape_of

Row = Mapping[str, Any]
Asked = Field | ConditionField
LEVELS = range(4)


def fields_of_row(table: str, row: Row, book: Playbook) -> tuple[Asked, ...]:
    """The fields of a row of ``table``, in the order of the schema."""
    if is_plain_list(table):
        return (_lines(table, "value", list(row.get("value", ()))),)
    return tuple(
        field
        for key, (_, hint) in shape_of(schema_of(table)).items()
        for field in _FIELDS[kind_of(table, key, hint)](table, key, hint, row, book)
    )


def row_typed(table: str, typed: Mapping[str, Any], before: Row) -> dict[str, Any]:
    """The row as the file would say it. ``typed`` is a tree of texts; what stays empty is left out, and so is a
    default that the file does not name."""
    row: dict[str, Any] = {}
    for key, (field, hint) in shape_of(schema_of(table)).items():
        kind = kind_of(table, key, hint)
        said = typed.get(key, {} if kind in _TREES else "")
        value = before.get(key) if kind == "hidden" else _READ[kind](said, hint)
        if value in (None, "", [], {}):
            continue
        if key not in before and value == _default(field):
            continue
        row[key] = before[key] if key in before and _is_the_same(before[key], value) else value
    return row


def _is_the_same(written: Any, typed: Any) -> bool:
    """Whether two ways of writing mean one value: 0.20 and 0.2, a time and its text."""
    if isinstance(written, Mapping) and isinstance(typed, Mapping):
        return written.keys() == typed.keys() and all(_is_the_same(written[key], typed[key]) for key in typed)
    if isinstance(written, list) and isinstance(typed, list):
        return len(written) == len(typed) and all(map(_is_the_same, written, typed))
    if isinstance(written, time):
        return bool(written.strftime("%H:%M") == typed)
    if isinstance(written, bool) or isinstance(typed, bool):
        return written is typed
    try:
        return Decimal(str(written)) == Decimal(str(typed))
    except InvalidOperation:
        return str(written) == str(typed)


def _default(field: Any) -> Any:
    default = field.default
    if default is MISSING or default is None:
        return None
    if isinstance(default, Enum):
        return default.value
    return list(default) if isinstance(default, tuple) else default


def _named(table: str, key: str) -> str:
    return spoken(key_called(table, key))


def _words(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    value = row.get(key, "")
    both = value if isinstance(value, Mapping) else {"ja": value, "en": value}
    kind = "area" if key in PROSE else "text"
    for language, called in (("ja", gettext("%(key)s in Japanese")), ("en", gettext("%(key)s in English"))):
        label = called % {"key": _named(table, key)}
        yield Field(f"{key}/{language}", label, kind, str(both.get(language, "")))  # type: ignore[arg-type]


def _condition(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    yield condition_field(key, _named(table, key), row.get(key), book)


def _levels(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    """A choice for every criterion: the level that the gate asks for, or none."""
    asked = {one["criterion"]: str(one["level"]) for one in row.get(key, ())}
    labels = {criterion.key: spoken(criterion.label) for criterion in book.criterion}
    for criterion in dict.fromkeys((*asked, *labels)):
        level = asked.get(criterion, "")
        pairs = [(str(n), spoken(level_told(n))) for n in LEVELS]
        yield Field(
            f"{key}/{criterion}",
            labels.get(criterion, criterion),
            "choice",
            level,
            options(pairs, level, gettext("not asked for")),
        )


def _enforcements(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    """A choice for every rule of the gate: what it does when it is not met."""
    agreed, gate = row.get(key, {}), str(row.get("key", ""))
    if gate not in book.gates:
        return
    pairs = [(code, gettext(words)) for code, words in ENFORCEMENTS.items()]
    for rule in dict.fromkeys(one.id for one in rules_of(gate, Dossier(), book)):
        chosen = str(agreed.get(rule, ""))
        yield Field(
            f"{key}/{rule}",
            f"{rule} {spoken(rule_told(rule, book))}",
            "choice",
            chosen,
            options(pairs, chosen, gettext("as the rule says")),
        )


def _ticks(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    chosen = list(row.get(key, ()))
    words = choices_of(table, key)
    for code in dict.fromkeys((*chosen, *words)):
        yield Field(
            f"{key}/{code}",
            gettext(words[code]) if code in words else code,
            "check",
            "on" if code in chosen else "",
        )


def _choice(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    field = shape_of(schema_of(table))[key][0]
    value = str(row.get(key, _default(field) or ""))
    words = choices_of(table, key)
    codes = allowed_values(hint) or tuple(words)
    named = [(code, gettext(words[code]) if code in words else code) for code in codes if code]
    if value and value not in codes:
        named.append((value, value))
    may_be_empty = field.default == "" or field.default is None
    empty = spoken(NOTHING) if may_be_empty else None
    yield Field(key, _named(table, key), "choice", value, options(named, value, empty))


def _referred(table: str, key: str, book: Playbook) -> list[tuple[str, str]]:
    """Names of other tables that this key may hold."""
    if key == "calendar":
        return [(one.key, one.key) for one in book.calendar]
    if key == "criterion":
        return [*((one.key, spoken(one.label)) for one in book.criterion), ("brief", gettext("The brief"))]
    if key == "framework":
        return [(one.key, spoken(one.label)) for one in book.framework]
    return []


def _text(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    value = str(row.get(key, ""))
    referred = _referred(table, key, book)
    if referred:
        codes = [code for code, _ in referred]
        pairs = referred if value in ("", *codes) else [*referred, (value, value)]
        yield Field(key, _named(table, key), "choice", value, options(pairs, value, spoken(NOTHING)))
        return
    yield Field(key, _named(table, key), "text", value, help=_help(key))


def _help(key: str) -> str:
    helps = {
        "within": gettext("5 min, 24 h, 3 days, 4 business hours, 5 business days, or next Monday 12:00"),
        "key": gettext("How the file and other tables call it: letters, digits and “_”."),
        "field": gettext("A field of the dossier, such as opportunity.amount."),
        "signal": gettext("As a touch carries it, such as demo_request; empty: the condition decides."),
    }
    return helps.get(key, "")


def _truth(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    value = row.get(key, _default(shape_of(schema_of(table))[key][0]))
    yield Field(key, _named(table, key), "check", "on" if value else "")


def _number(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    value = row.get(key, "")
    yield Field(key, _named(table, key), "number", str(value))


def _share(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    yield Field(key, _named(table, key), "number", _percent(row.get(key, "")))


def _shares(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    value = row.get(key, _default(shape_of(schema_of(table))[key][0]) or ())
    yield Field(key, _named(table, key), "text", ", ".join(_percent(one) for one in value))


def _percent(value: Any) -> str:
    return f"{(Decimal(str(value)) * 100).normalize():f}" if value != "" else ""


def _lines(table: str, key: str, value: list[Any]) -> Field:
    text = "\n".join(str(one) for one in value)
    return Field(key, _named(table, key), "lines", text, help=gettext("One per line."))


def _list(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    value = row.get(key, _default(shape_of(schema_of(table))[key][0]) or [])
    yield _lines(table, key, list(value))


def _hours(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    hours = row.get(key, {})
    for number, weekday in enumerate(WEEKDAYS):
        spans = ", ".join(f"{_time(one['start'])}-{_time(one['end'])}" for one in hours.get(str(number), ()))
        help_ = gettext("Such as 09:00-12:00, 13:00-18:00; empty: closed.") if number == 0 else ""
        yield Field(f"{key}/{number}", gettext(weekday), "text", spans, help=help_)


def _half_days(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    lines = [
        f"{one['on']} " + ", ".join(f"{_time(span['start'])}-{_time(span['end'])}" for span in one["hours"])
        for one in row.get(key, ())
    ]
    help_ = gettext("One per line, such as 2026-12-30 09:00-12:00.")
    yield Field(key, _named(table, key), "lines", "\n".join(lines), help=help_)


def _time(value: Any) -> str:
    return value.strftime("%H:%M") if hasattr(value, "strftime") else str(value)[:5]


def _agenda(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    items = [one if isinstance(one, Mapping) else {"ja": one, "en": one} for one in row.get(key, ())]
    for language, called in (("ja", gettext("%(key)s in Japanese")), ("en", gettext("%(key)s in English"))):
        text = "\n".join(str(one.get(language, "")) for one in items)
        label = called % {"key": _named(table, key)}
        yield Field(f"{key}/{language}", label, "lines", text, help=gettext("One per line."))


def _toml(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    value = row.get(key)
    yield Field(
        key,
        _named(table, key),
        "area",
        inline(value) if value else "",
        help=gettext("As TOML, in one piece."),
    )


def _nothing(table: str, key: str, hint: Any, row: Row, book: Playbook) -> Iterator[Asked]:
    return iter(())


_FIELDS: Mapping[Kind, Callable[[str, str, Any, Row, Playbook], Iterator[Asked]]] = {
    "words": _words,
    "condition": _condition,
    "levels": _levels,
    "enforcements": _enforcements,
    "ticks": _ticks,
    "choice": _choice,
    "truth": _truth,
    "whole": _number,
    "number": _number,
    "share": _share,
    "shares": _shares,
    "lines": _list,
    "numbers": _list,
    "hours": _hours,
    "half_days": _half_days,
    "agenda": _agenda,
    "toml": _toml,
    "text": _text,
    "hidden": _nothing,
}


def _read_words(typed: Any, hint: Any) -> Any:
    both = {language: str(typed.get(language, "")).strip() for language in ("en", "ja")}
    return {language: text for language, text in both.items() if text}


def _read_levels(typed: Any, hint: Any) -> Any:
    return [
        {"criterion": criterion, "level": int(level)}
        for criterion, level in typed.items()
        if str(level).isdecimal()
    ]


def _read_enforcements(typed: Any, hint: Any) -> Any:
    return {rule: chosen for rule, chosen in typed.items() if chosen}


def _read_ticks(typed: Any, hint: Any) -> Any:
    return [code for code, ticked in typed.items() if ticked]


def _read_text(typed: Any, hint: Any) -> Any:
    return str(typed).strip()


def _read_truth(typed: Any, hint: Any) -> Any:
    return bool(typed)


def _read_whole(typed: Any, hint: Any) -> Any:
    text = str(typed).strip().replace(",", "")
    return int(text) if text.lstrip("+-").isdecimal() else text


def _read_number(typed: Any, hint: Any) -> Any:
    """Decimals stay text, as the file writes them: nothing is rounded on the way."""
    text = str(typed).strip().replace(",", "")
    if hint is Decimal or Decimal in get_args(hint) or not text:
        return text
    return _float(text)


def _float(text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and "." not in text else number


def _read_share(typed: Any, hint: Any) -> Any:
    text = str(typed).strip().removesuffix("%").strip()
    if not text:
        return None
    try:
        share = Decimal(text) / 100
    except InvalidOperation:
        return text
    return f"{share:f}" if hint is Decimal else float(share)


def _read_shares(typed: Any, hint: Any) -> Any:
    return [_read_share(one, float) for one in str(typed).replace("、", ",").split(",") if one.strip()]


def _read_lines(typed: Any, hint: Any) -> Any:
    return [line.strip() for line in str(typed).splitlines() if line.strip()]


def _read_numbers(typed: Any, hint: Any) -> Any:
    return [_float(line) for line in _read_lines(typed, hint)]


def _read_hours(typed: Any, hint: Any) -> Any:
    hours: dict[str, Any] = {}
    for day, text in typed.items():
        spans = [one.strip() for one in str(text).replace("、", ",").split(",") if one.strip()]
        if spans:
            hours[day] = [_span(one) for one in spans]
    return hours


def _read_half_days(typed: Any, hint: Any) -> Any:
    days = []
    for line in _read_lines(typed, hint):
        on, _, spans = line.partition(" ")
        days.append(
            {"on": on, "hours": [_span(one) for one in spans.replace("、", ",").split(",") if one.strip()]}
        )
    return days


def _span(text: str) -> Any:
    start, _, end = text.replace("–", "-").replace("〜", "-").partition("-")
    return {"start": start.strip(), "end": "00:00" if end.strip() == "24:00" else end.strip()}


def _read_agenda(typed: Any, hint: Any) -> Any:
    japanese, english = (_read_lines(typed.get(language, ""), hint) for language in ("ja", "en"))
    count = max(len(japanese), len(english))
    return [
        {"en": one_en, "ja": one_ja}
        for one_en, one_ja in zip(
            [*english, *[""] * (count - len(english))],
            [*japanese, *[""] * (count - len(japanese))],
            strict=True,
        )
    ]


def _read_toml(typed: Any, hint: Any) -> Any:
    text = str(typed).strip()
    if not text:
        return None
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _read_condition(typed: Any, hint: Any) -> Any:
    return condition_typed(typed)


_TREES = frozenset({"words", "condition", "levels", "enforcements", "ticks", "hours", "agenda"})
"""Kinds whose inputs are several."""
_READ: Mapping[Kind, Callable[[Any, Any], Any]] = {
    "words": _read_words,
    "condition": _read_condition,
    "levels": _read_levels,
    "enforcements": _read_enforcements,
    "ticks": _read_ticks,
    "choice": _read_text,
    "truth": _read_truth,
    "whole": _read_whole,
    "number": _read_number,
    "share": _read_share,
    "shares": _read_shares,
    "lines": _read_lines,
    "numbers": _read_numbers,
    "hours": _read_hours,
    "half_days": _read_half_days,
    "agenda": _read_agenda,
    "toml": _read_toml,
    "text": _read_text,
}
