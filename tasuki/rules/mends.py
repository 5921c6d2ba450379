"""What there is to mend: several rules may miss the same field, and a person fills it in once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasuki.rules.decision import Decision, Enforcement, Finding, Standing
from tasuki.rules.fields import pointer_to
from tasuki.rules.playbook import Playbook
from tasuki.rules.validation.opportunity import OWN_QUESTIONS

Fields = Mapping[str, Mapping[str, Sequence[str]]]
"""Rule that only asks for fields → where it points → every field that would do."""
_WORST_FIRST = (Enforcement.BLOCK, Enforcement.MANAGER_REVIEW, Enforcement.WARN)


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing to mend: the finding that says it best, and the other rules that would be content with it."""

    finding: Finding
    besides: tuple[str, ...] = ()


def mends_of(decision: Decision, book: Playbook) -> tuple[Mend, ...]:
    """The decision's troubles in the gate's order, those once that filling in one field mends.

    A rule that only asks whether one of some fields is filled gives way to one that asks more about such a field or a
    part of it.
    Of those that miss the same field, the one that stops most speaks, and of equals the last: a gate asks first what
    holds for every field, then what holds for this one. What contradicts is said by each rule that it contradicts.
    """
    fields = _fields_asked_for(decision.gate, book)
    particular = [one for one in decision.troubles if one.rule not in fields]
    silent: list[Finding] = []
    spoken: list[Finding] = []
    for one in decision.troubles:
        is_said = any(_says(another, one, fields) for another in particular)
        (silent if is_said else spoken).append(one)
    return tuple(_mend(group, silent, fields) for group in _alike(spoken))


@lru_cache(maxsize=64)
def _fields_asked_for(gate: str, book: Playbook) -> Fields:
    found: dict[str, dict[str, Sequence[str]]] = defaultdict(dict)
    for field in book.required:
        if field.gate == gate and field.rule not in OWN_QUESTIONS:
            places = [pointer_to(path) for path in field.any_of]
            found[field.rule][places[0]] = places
    return found


def _says(one: Finding, general: Finding, fields: Fields) -> bool:
    """Whether ``general`` only asks for fields, and ``one`` asks more about one of them and stops no less."""
    places = fields.get(general.rule, {}).get(general.pointer, ())
    is_about = any(f"{one.pointer}/".startswith(f"{place}/") for place in places)
    return is_about and _stops(one) <= _stops(general)


def _stops(finding: Finding) -> int:
    """What stops most comes first."""
    return _WORST_FIRST.index(finding.enforcement)


def _alike(troubles: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Those together that miss the same field, at the place of the first."""
    missing: dict[str, list[Finding]] = defaultdict(list)
    for one in troubles:
        if one.standing is Standing.UNKNOWN:
            missing[one.pointer].append(one)
    for one in troubles:
        if one.standing is not Standing.UNKNOWN:
            yield [one]
        elif one is missing[one.pointer][0]:
            yield missing[one.pointer]


def _mend(group: Sequence[Finding], silent: Sequence[Finding], fields: Fields) -> Mend:
    worst = min(map(_stops, group))
    speaks = [one for one in group if _stops(one) == worst][-1]
    others = [*group, *(one for one in silent if _says(speaks, one, fields))]
    return Mend(speaks, tuple(dict.fromkeys(one.rule for one in others if one.rule != speaks.rule)))
