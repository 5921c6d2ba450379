"""Conditions that a company writes in its playbook: a closed vocabulary over the dossier, three-valued, never eval.

In TOML a condition is one table: ``{field = "lead.company.employees", at_least = 50}``, or ``{all = […]}``,
``{any = […]}``, ``{not = {…}}``. A field that holds nothing makes the answer *unknown*, unless the condition asks
just that (``present``). All, any and not follow Kleene's logic: one “no” settles an *all*, one “yes” an *any*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, cast

from tasuki.rules.decision import Standing
from tasuki.rules.dossier import Dossier
from tasuki.rules.fields import path_exists, reader
from tasuki.rules.reading import Problem, Unreadable
from tasuki.rules.wording import N_, Sentence

Test = Callable[[Any], bool]
"""Whether a value that is there is as the condition wants it."""


def _is(wanted: Any) -> Test:
    return _is_one_of((wanted,))


def _is_one_of(wanted: Iterable[Any]) -> Test:
    """Texts are the same in any case of letters."""
    values = tuple(wanted)
    texts = frozenset(one.casefold() for one in values if isinstance(one, str))
    return lambda value: value.casefold() in texts if isinstance(value, str) else value in values


def _not(test: Callable[[Any], Test]) -> Callable[[Any], Test]:
    def negated(wanted: Any) -> Test:
        holds = test(wanted)
        return lambda value: not holds(value)

    return negated


def _number(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[Any], Test]:
    return lambda wanted: lambda value: compare(Decimal(str(value)), Decimal(str(wanted)))


def _contains(wanted: Any) -> Test:
    is_wanted, part = _is(wanted), str(wanted).casefold()
    return lambda value: (
        any(map(is_wanted, value)) if isinstance(value, tuple | list) else part in str(value).casefold()
    )


OPERATORS: Mapping[str, Callable[[Any], Test]] = {
    "is": _is,
    "is_not": _not(_is),
    "in": _is_one_of,
    "not_in": _not(_is_one_of),
    "at_least": _number(ge),
    "at_most": _number(le),
    "above": _number(gt),
    "below": _number(lt),
    "contains": _contains,
    "starts_with": lambda wanted: lambda value: str(value).casefold().startswith(str(wanted).casefold()),
    "ends_with": lambda wanted: lambda value: str(value).casefold().endswith(str(wanted).casefold()),
    "before": lambda wanted: lambda value: value < _as_day(wanted),
    "after": lambda wanted: lambda value: value > _as_day(wanted),
}
"""What each operator asks, given the value that the playbook wants."""


def _as_day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


Answer = Callable[[Dossier], Standing]
"""A condition, put together once and asked of every dossier."""


def _answer() -> Any:
    return dataclass_field(init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    field: str
    operator: str
    wanted: Any
    standing: Answer = _answer()

    def __post_init__(self) -> None:
        object.__setattr__(self, "standing", self._presence() if self.operator == "present" else self._test())

    def _presence(self) -> Answer:
        read, wanted = reader(self.field), self.wanted
        return lambda dossier: Standing.MET if is_filled(read(dossier)) is wanted else Standing.UNMET

    def _test(self) -> Answer:
        read, holds = reader(self.field), OPERATORS[self.operator](self.wanted)

        def standing(dossier: Dossier) -> Standing:
            value = read(dossier)
            if not is_filled(value):
                return Standing.UNKNOWN
            return Standing.MET if holds(value) else Standing.UNMET

        return standing


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


def is_filled(value: object) -> bool:
    """Whether a field holds anything at all; 0 and false are values, an empty text or list is not."""
    return value is not None and value != "" and value != () and value != {}


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


def _always(dossier: Dossier) -> Standing:
    return Standing.MET


@dataclass(frozen=True, slots=True)
class When:
    """A condition as it stands in a playbook table, with the TOML it was read from; no condition means always."""

    condition: Condition | None = None
    source: Mapping[str, Any] | None = None
    standing: Answer = _answer()

    def __post_init__(self) -> None:
        object.__setattr__(self, "standing", self.condition.standing if self.condition else _always)

    @classmethod
    def read_from(cls, source: object, pointer: str) -> When:
        return cls(read_condition(source, pointer), cast(Mapping[str, Any], source))

    def holds(self, dossier: Dossier) -> bool:
        return self.standing(dossier) is Standing.MET


ALWAYS = When()


def fields_of(condition: Condition) -> tuple[str, ...]:
    """The dossier fields that a condition reads, in order and once each."""
    if isinstance(condition, Comparison):
        return (condition.field,)
    parts = (condition.part,) if isinstance(condition, Opposite) else condition.parts
    return tuple(dict.fromkeys(name for part in parts for name in fields_of(part)))
