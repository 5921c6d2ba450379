"""Conditions that a company writes in its playbook: a closed vocabulary over the dossier, three-valued, never eval.

In TOML a condition is one table: ``{field = "lead.company.employees", at_least = 50}``, or ``{all = […]}``,
``{any = […]}``, ``{not = {…}}``. A field that holds nothing makes the answer *unknown*, unless the condition asks
just that (``present``). All, any and not follow Kleene's logic: one “no” settles an *all*, one “yes” an *any*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, cast

from tasuki.rules.decision import Standing
from tasuki.rules.dossier import Dossier
from tasuki.rules.reading import Problem, Unreadable, shape_of
from tasuki.rules.wording import N_, Sentence

Test = Callable[[Any, Any], bool]


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    return bool(value == wanted)


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


OPERATORS: Mapping[str, Test] = {
    "is": _same,
    "is_not": lambda value, wanted: not _same(value, wanted),
    "in": lambda value, wanted: any(_same(value, one) for one in wanted),
    "not_in": lambda value, wanted: not any(_same(value, one) for one in wanted),
    "at_least": lambda value, wanted: _number(value) >= _number(wanted),
    "at_most": lambda value, wanted: _number(value) <= _number(wanted),
    "above": lambda value, wanted: _number(value) > _number(wanted),
    "below": lambda value, wanted: _number(value) < _number(wanted),
    "contains": lambda value, wanted: (
        any(_same(one, wanted) for one in value)
        if isinstance(value, tuple | list)
        else str(wanted).casefold() in str(value).casefold()
    ),
    "starts_with": lambda value, wanted: str(value).casefold().startswith(str(wanted).casefold()),
    "ends_with": lambda value, wanted: str(value).casefold().endswith(str(wanted).casefold()),
    "before": lambda value, wanted: value < _as_day(wanted),
    "after": lambda value, wanted: value > _as_day(wanted),
}


def _as_day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


@dataclass(frozen=True, slots=True)
class Comparison:
    field: str
    operator: str
    wanted: Any

    def standing(self, dossier: Dossier) -> Standing:
        value = value_at(dossier, self.field)
        if self.operator == "present":
            return _standing(is_filled(value) is self.wanted)
        if not is_filled(value):
            return Standing.UNKNOWN
        return _standing(OPERATORS[self.operator](value, self.wanted))


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Condition, ...]

    def standing(self, dossier: Dossier) -> Standing:
        standings = [part.standing(dossier) for part in self.parts]
        if Standing.UNMET in standings:
            return Standing.UNMET
        return Standing.UNKNOWN if Standing.UNKNOWN in standings else Standing.MET


@dataclass(frozen=True, slots=True)
class Any_:
    parts: tuple[Condition, ...]

    def standing(self, dossier: Dossier) -> Standing:
        standings = [part.standing(dossier) for part in self.parts]
        if Standing.MET in standings:
            return Standing.MET
        return Standing.UNKNOWN if Standing.UNKNOWN in standings else Standing.UNMET


@dataclass(frozen=True, slots=True)
class Opposite:
    part: Condition

    def standing(self, dossier: Dossier) -> Standing:
        return _OPPOSITE[self.part.standing(dossier)]


Condition = Comparison | Every | Any_ | Opposite
_OPPOSITE = {Standing.MET: Standing.UNMET, Standing.UNMET: Standing.MET, Standing.UNKNOWN: Standing.UNKNOWN}


def _standing(holds: bool) -> Standing:
    return Standing.MET if holds else Standing.UNMET


def is_filled(value: object) -> bool:
    """Whether a field holds anything at all; 0 and false are values, an empty text or list is not."""
    return value is not None and value != "" and value != () and value != {}


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.strip("/").replace("/", ".").split("."))


def value_at(dossier: Dossier, path: str) -> Any:
    """The value at ``lead.company.name`` or ``/lead/company/name``; None where the way there is empty."""
    value: Any = dossier
    for step in _steps(path):
        if value is None:
            return None
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return value


def path_exists(path: str) -> bool:
    """Whether the dossier has such a field; anything below a ``fields`` or ``custom`` table is the company's own."""
    schema: Any = Dossier
    for step in _steps(path):
        shape = shape_of(schema)
        if step not in shape:
            return False
        hint = shape[step][1]
        schema = _dataclass_in(hint)
        if schema is None:
            return True
    return True


def _dataclass_in(hint: Any) -> Any:
    candidates = [hint, *getattr(hint, "__args__", ())]
    if getattr(hint, "__origin__", None) in (tuple, Mapping, dict):
        return None
    return next((one for one in candidates if hasattr(one, "__dataclass_fields__")), None)


def read_condition(source: object, pointer: str = "") -> Condition:
    """A condition from its TOML table. Raises `Unreadable` naming the table, the key and what is allowed."""
    if not isinstance(source, Mapping):
        raise _refused(pointer, N_("A condition is a table such as {field = “lead.industry”, is = “saas”}."))
    for key, kind in (("all", Every), ("any", Any_)):
        if key in source:
            _only(source, {key}, pointer)
            return kind(_parts(source[key], f"{pointer}/{key}"))
    if "not" in source:
        _only(source, {"not"}, pointer)
        return Opposite(read_condition(source["not"], f"{pointer}/not"))
    return _comparison(source, pointer)


def _parts(source: object, pointer: str) -> tuple[Condition, ...]:
    if not isinstance(source, Sequence) or isinstance(source, str) or not source:
        raise _refused(pointer, N_("“all” and “any” take a list of at least one condition."))
    return tuple(read_condition(part, f"{pointer}/{index}") for index, part in enumerate(source))


def _comparison(source: Mapping[str, Any], pointer: str) -> Condition:
    operators = [key for key in source if key != "field"]
    if "field" not in source or len(operators) != 1:
        raise _refused(pointer, N_("A condition names one field and one operator: %(allowed)s."))
    operator = operators[0]
    if operator != "present" and operator not in OPERATORS:
        raise _refused(f"{pointer}/{operator}", N_("No such operator; allowed: %(allowed)s."))
    if not path_exists(source["field"]):
        raise _refused(f"{pointer}/field", N_("The dossier has no field “%(field)s”."), field=source["field"])
    wanted = source[operator]
    if operator in ("in", "not_in") and not isinstance(wanted, list | tuple):
        raise _refused(f"{pointer}/{operator}", N_("“in” and “not_in” take a list of values."))
    return Comparison(source["field"], operator, tuple(wanted) if isinstance(wanted, list) else wanted)


def _only(source: Mapping[str, Any], allowed: set[str], pointer: str) -> None:
    if set(source) != allowed:
        raise _refused(pointer, N_("“all”, “any” and “not” stand alone in their table."))


def _refused(pointer: str, template: str, **values: object) -> Unreadable:
    values.setdefault("allowed", [*OPERATORS, "present", "all", "any", "not"])
    return Unreadable([Problem(pointer, "bad_condition", Sentence(template, values))])


@dataclass(frozen=True, slots=True)
class When:
    """A condition as it stands in a playbook table, with the TOML it was read from; no condition means always."""

    condition: Condition | None = None
    source: Mapping[str, Any] | None = None

    @classmethod
    def read_from(cls, source: object, pointer: str) -> When:
        return cls(read_condition(source, pointer), cast(Mapping[str, Any], source))

    def standing(self, dossier: Dossier) -> Standing:
        return self.condition.standing(dossier) if self.condition else Standing.MET

    def holds(self, dossier: Dossier) -> bool:
        return self.standing(dossier) is Standing.MET


ALWAYS = When()


def fields_of(condition: Condition) -> tuple[str, ...]:
    """The dossier fields that a condition reads, in order and once each."""
    if isinstance(condition, Comparison):
        return (condition.field,)
    parts = (condition.part,) if isinstance(condition, Opposite) else condition.parts
    return tuple(dict.fromkeys(name for part in parts for name in fields_of(part)))
