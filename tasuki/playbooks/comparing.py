"""What differs between two playbooks, in words: “Budget at the opportunity gate: level 2 → 3”.

The same comparison stands on the pages, in the API and at the command line. A key that is left out counts as its
default; a value that is written differently and means the same is no difference.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass
from difflib import SequenceMatcher, unified_diff
from enum import Enum
from typing import Any, Literal

from tasuki.playbooks.shape import TABLES, is_list_of_rows, schema_of
from tasuki.playbooks.telling.chapter import Said
from tasuki.playbooks.telling.given import NOTHING, given_told
from tasuki.playbooks.telling.keys import key_called, table_called
from tasuki.playbooks.telling.values import WEEKDAYS, hours_told
from tasuki.rules.labels import gate_called
from tasuki.rules.layering import name_of, toml_of
from tasuki.rules.playbook import CalendarTerms, Playbook, read_playbook
from tasuki.rules.reading import read, shape_of
from tasuki.rules.wording import N_, Sentence, Text

Kind = Literal["added", "removed", "changed", "moved"]
Row = Mapping[str, Any]
_TOLD_ELSEWHERE = frozenset({"playbook/version", "agreement/sign_offs"})
"""The stamp says the one, the signatures the other."""
_LANGUAGES: Mapping[str, str] = {"en": N_("%(key)s in English"), "ja": N_("%(key)s in Japanese")}
_TEMPLATES: Mapping[Kind, str] = {
    "added": N_("New: %(row)s"),
    "removed": N_("Taken out: %(row)s"),
    "moved": N_("%(row)s: place %(before)s → %(after)s"),
    "changed": N_("%(row)s, %(key)s: %(before)s → %(after)s"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. ``path`` names it as the file does (``sla/SL-4/within``), ``said`` in words."""

    kind: Kind
    table: str
    path: str
    said: Sentence
    before: object = None
    after: object = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what its file holds, and what that says."""

    tables: Mapping[str, Any]
    book: Playbook


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """What the second complete TOML text says differently. Raises `Unreadable` where one is no playbook."""
    old, new = (Side(tomllib.loads(text), read_playbook(text)) for text in (before, after))
    return tuple(one for table in TABLES for one in _of_table(table, old, new))


def lines_that_differ(before: str, after: str) -> tuple[str, ...]:
    """The same as a unified diff of both files, each written in the one way that the product writes TOML."""
    old, new = (toml_of(tomllib.loads(text)).splitlines() for text in (before, after))
    return tuple(line.rstrip("\n") for line in unified_diff(old, new, n=2, lineterm=""))[2:]


def _of_table(table: str, old: Side, new: Side) -> Iterator[Difference]:
    was, now = old.tables.get(table), new.tables.get(table)
    if was == now:
        return
    if is_list_of_rows(table):
        yield from _rows(table, was or [], now or [], old, new)
    elif isinstance(was or now, Mapping):
        yield from _keys(table, "", table_called(table), was or {}, now or {}, old, new)
    else:
        yield _changed(table, table, table_called(table), None, was, now, old, new)


def _rows(table: str, was: Sequence[Row], now: Sequence[Row], old: Side, new: Side) -> Iterator[Difference]:
    before, after = {name_of(row): row for row in was}, {name_of(row): row for row in now}
    for name, row in before.items():
        if name not in after:
            yield _whole("removed", table, name, row, old)
    for name, row in after.items():
        if name not in before:
            yield _whole("added", table, name, row, new)
        elif row != before[name]:
            said = row_called(table, name, row, new.book)
            yield from _keys(table, name, said, before[name], row, old, new)
    yield from _moved(table, [name for name in before if name in after], after, new)


def _whole(kind: Kind, table: str, name: str, row: Row, side: Side) -> Difference:
    where = {"table": table_called(table), "row": row_called(table, name, row, side.book)}
    said = Sentence(N_("%(row)s (%(table)s)"), where)
    path = f"{table}/{name}"
    return Difference(
        kind,
        table,
        path,
        Sentence(_TEMPLATES[kind], {"row": said}),
        dict(row) if kind == "removed" else None,
        dict(row) if kind == "added" else None,
    )


def _moved(table: str, order: Sequence[str], after: Mapping[str, Row], new: Side) -> Iterator[Difference]:
    """Rows that stand elsewhere among those that both have; as few as explain the new order."""
    now = [name for name in after if name in set(order)]
    stayed = {
        name
        for block in SequenceMatcher(a=order, b=now, autojunk=False).get_matching_blocks()
        for name in order[block.a : block.a + block.size]
    }
    for name in now:
        if name not in stayed:
            was, is_ = order.index(name) + 1, now.index(name) + 1
            values = {"row": row_called(table, name, after[name], new.book), "before": was, "after": is_}
            yield Difference(
                "moved", table, f"{table}/{name}", Sentence(_TEMPLATES["moved"], values), was, is_
            )


def _keys(table: str, name: str, row: Said, was: Row, now: Row, old: Side, new: Side) -> Iterator[Difference]:
    for key in dict.fromkeys((*was, *now)):
        before, after = (_value(table, key, side) for side in (was, now))
        path = "/".join(part for part in (table, name, key) if part)
        if before == after or f"{table}/{key}" in _TOLD_ELSEWHERE:
            continue
        if key == "require":
            yield from _requirements(table, name, before or [], after or [], old, new)
        elif f"{table}/{key}" == "calendar/hours":
            yield from _working_hours(path, row, before or {}, after or {})
        elif key == "enforcement" and isinstance(before or after, Mapping):
            yield from _enforcements(path, row, before or {}, after or {}, old, new)
        elif _is_text(before) or _is_text(after):
            yield from _languages(table, path, row, key, before, after, old, new)
        else:
            yield _changed(table, path, row, key, before, after, old, new)


def _value(table: str, key: str, row: Row) -> Any:
    """What the row says; what it leaves out is its default."""
    if key in row:
        return row[key]
    field = shape_of(schema_of(table)).get(key)
    default = field[0].default if field else None
    if default is MISSING or default == "" or isinstance(default, Text) or hasattr(default, "condition"):
        return None
    if isinstance(default, Enum):
        return default.value
    return list(default) if isinstance(default, tuple) else default


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and value.keys() <= {"en", "ja"}


def _languages(
    table: str, path: str, row: Said, key: str, was: Any, now: Any, old: Side, new: Side
) -> Iterator[Difference]:
    for language, template in _LANGUAGES.items():
        before, after = (value.get(language) if isinstance(value, Mapping) else value for value in (was, now))
        if before != after:
            called = Sentence(template, {"key": key_called(table, key)})
            values = {"row": row, "key": called, "before": _quoted(before), "after": _quoted(after)}
            said = Sentence(_TEMPLATES["changed"], values)
            yield Difference("changed", table, f"{path}/{language}", said, before, after)


def _quoted(text: str | None) -> Said:
    return Sentence(N_("“%(text)s”"), {"text": text}) if text else NOTHING


def _changed(
    table: str, path: str, row: Said, key: str | None, was: Any, now: Any, old: Side, new: Side
) -> Difference:
    values: dict[str, object] = {
        "row": row,
        "before": given_told(table, key or "", was, old.book),
        "after": given_told(table, key or "", now, new.book),
    }
    template = N_("%(row)s: %(before)s → %(after)s")
    if key is not None:
        template, values["key"] = _TEMPLATES["changed"], key_called(table, key)
    return Difference("changed", table, path, Sentence(template, values), was, now)


def _requirements(
    table: str, gate: str, was: Sequence[Row], now: Sequence[Row], old: Side, new: Side
) -> Iterator[Difference]:
    """The levels that a gate asks for: “Budget at the opportunity gate: level 2 → 3”."""
    before, after = ({one["criterion"]: one["level"] for one in side} for side in (was, now))
    for criterion in dict.fromkeys((*before, *after)):
        low, high = before.get(criterion), after.get(criterion)
        if low == high:
            continue
        book = new.book if criterion in new.book.criteria else old.book
        label = book.criteria[criterion].label if criterion in book.criteria else criterion
        values = {"criterion": label, "gate": gate_called(gate), "before": low, "after": high}
        said = Sentence(_level_template(low, high), values)
        yield Difference("changed", table, f"{table}/{gate}/require/{criterion}/level", said, low, high)


def _level_template(low: int | None, high: int | None) -> str:
    if low is None:
        return N_("%(criterion)s at the %(gate)s gate: not asked for → level %(after)s")
    if high is None:
        return N_("%(criterion)s at the %(gate)s gate: level %(before)s → not asked for")
    return N_("%(criterion)s at the %(gate)s gate: level %(before)s → %(after)s")


def _enforcements(path: str, row: Said, was: Row, now: Row, old: Side, new: Side) -> Iterator[Difference]:
    for rule in dict.fromkeys((*was, *now)):
        before, after = was.get(rule), now.get(rule)
        if before == after:
            continue
        usual = Sentence(N_("as the rule says"))
        values = {
            "row": row,
            "rule": rule,
            "before": given_told("", "enforcement", before, old.book) if before else usual,
            "after": given_told("", "enforcement", after, new.book) if after else usual,
        }
        said = Sentence(N_("%(row)s: if %(rule)s is not met, %(before)s → %(after)s"), values)
        yield Difference("changed", "gate", f"{path}/{rule}", said, before, after)


def _working_hours(path: str, row: Said, was: Row, now: Row) -> Iterator[Difference]:
    """Day by day; 09:00 and 09:00:00 are the same hour."""
    before, after = (read(CalendarTerms, {"key": "", "zone": "", "hours": side}).hours for side in (was, now))
    for number, day in enumerate(WEEKDAYS):
        one, other = before.get(str(number), ()), after.get(str(number), ())
        if one != other:
            values = {"row": row, "key": Sentence(day), "before": hours_told(one), "after": hours_told(other)}
            said = Sentence(_TEMPLATES["changed"], values)
            yield Difference(
                "changed", "calendar", f"{path}/{number}", said, was.get(str(number)), now.get(str(number))
            )


def row_called(table: str, name: str, row: Row, book: Playbook) -> Said:
    """What a row is called: its label or wording, with its id where people know it by that."""
    if table == "gate":
        return Sentence(N_("the %(gate)s gate"), {"gate": gate_called(str(row.get("key", name)))})
    written = row.get("label") or row.get("text")
    label: Said = name
    if isinstance(written, Mapping):
        label = Text(written.get("en", ""), written.get("ja", ""))
    elif written:
        label = Text(str(written), str(written))
    if table == "required":
        values = {"row": label, "gate": gate_called(str(row.get("gate", "")))}
        return Sentence(N_("%(row)s at the %(gate)s gate"), values)
    return Sentence(N_("%(id)s %(text)s"), {"id": row["id"], "text": label}) if "id" in row else label
