"""A condition as rows of field, operator and value, or, where it is nested, as the TOML that it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from tasuki.desk.forms.field import Option, options
from tasuki.desk.words import spoken
from tasuki.playbooks.telling.conditions import when_told
from tasuki.playbooks.telling.fields import FIELDS
from tasuki.rules.conditions import OPERATORS, When
from tasuki.rules.layering import inline
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import Unreadable
from tasuki.rules.wording import N_

SPARE = 2
"""Empty rows at the end, so that a condition grows without JavaScript."""
WORDS: Mapping[str, str] = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "in": N_("is one of"),
    "not_in": N_("is none of"),
    "at_least": N_("is at least"),
    "at_most": N_("is at most"),
    "above": N_("is above"),
    "below": N_("is below"),
    "contains": N_("contains"),
    "starts_with": N_("begins with"),
    "ends_with": N_("ends in"),
    "before": N_("is before"),
    "after": N_("is after"),
    "present": N_("is known (yes or no)"),
}
_NUMERIC = frozenset({"at_least", "at_most", "above", "below"})
_LISTS = frozenset({"in", "not_in"})


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison."""

    number: int
    field: str
    operators: tuple[Option, ...]
    value: str


@dataclass(frozen=True, slots=True)
class ConditionField:
    """``rows`` where the condition is simple, ``toml`` where it is nested; ``said`` is what it says now."""

    name: str
    label: str
    joins: tuple[Option, ...]
    rows: tuple[Row, ...]
    toml: str
    said: str
    problem: str = ""

    @property
    def is_nested(self) -> bool:
        return not self.rows


def condition_field(name: str, label: str, source: Any, book: Playbook) -> ConditionField:
    parts = _parts(source)
    join = "any" if isinstance(source, Mapping) and "any" in source else "all"
    joins = options([("all", gettext("all of these")), ("any", gettext("any of these"))], join, None)
    if parts is None:
        toml = inline(source) if isinstance(source, Mapping) else str(source)
        return ConditionField(name, label, joins, (), toml, _said(source, book))
    rows = [_row(number, part) for number, part in enumerate(parts)]
    rows += [_row(len(parts) + number, {}) for number in range(SPARE)]
    return ConditionField(name, label, joins, tuple(rows), "", _said(source, book))


def _said(source: Any, book: Playbook) -> str:
    if not source:
        return ""
    try:
        return spoken(when_told(When.read_from(source, ""), book))
    except Unreadable:
        return ""


def _parts(source: Any) -> list[Mapping[str, Any]] | None:
    """The comparisons of a simple condition; None for one that is nested."""
    if not source:
        return []
    if not isinstance(source, Mapping):
        return None
    if "field" in source:
        return [source]
    parts = source.get("all") or source.get("any") or [source]
    simple = all(isinstance(one, Mapping) and "field" in one for one in parts)
    return list(parts) if simple else None


def _row(number: int, part: Mapping[str, Any]) -> Row:
    operator = next((key for key in part if key != "field"), "is")
    value = part.get(operator, "")
    pairs = [(key, gettext(WORDS[key])) for key in (*OPERATORS, "present")]
    return Row(number, str(part.get("field", "")), options(pairs, operator, None), _written(value))


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_written(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def condition_typed(typed: Mapping[str, Any]) -> Any:
    """What was typed, as TOML holds it; None for no condition. What cannot be read stays text: the reader names it."""
    if "toml" in typed:
        return _toml_typed(str(typed["toml"]).strip())
    rows = [
        typed[number]
        for number in sorted((key for key in typed if key.isdecimal()), key=int)
        if str(typed[number].get("field", "")).strip()
    ]
    parts = [_comparison(row) for row in rows]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {str(typed.get("join", "all")): parts}


def _toml_typed(text: str) -> Any:
    if not text:
        return None
    try:
        return tomllib.loads(f"when = {text}")["when"]
    except tomllib.TOMLDecodeError:
        return text


def _comparison(row: Mapping[str, Any]) -> dict[str, Any]:
    operator, text = str(row.get("operator", "is")), str(row.get("value", "")).strip()
    return {"field": str(row["field"]).strip(), operator: _value(operator, text)}


def _value(operator: str, text: str) -> Any:
    if operator == "present":
        return text.casefold() not in ("false", "no", "いいえ")
    if operator in _LISTS:
        return [_plain(one.strip()) for one in text.replace("、", ",").split(",") if one.strip()]
    if operator in _NUMERIC:
        return _number(text)
    return _plain(text)


def _plain(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def _number(text: str) -> Any:
    plain = text.replace(",", "")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return text


def known_fields(book: Playbook) -> tuple[Option, ...]:
    """The dossier's fields with their names, to choose from while typing."""
    return tuple(Option(path, gettext(label)) for path, label in FIELDS.items())
