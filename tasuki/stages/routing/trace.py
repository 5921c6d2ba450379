"""The reasons of a choice as they are kept: templates and values, so that they can be told in either language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any
from uuid import UUID

from tasuki.platform.countries import country_in
from tasuki.platform.jsonb import dumps
from tasuki.rules.labels import INDUSTRIES, SEGMENTS
from tasuki.rules.routing import WORDED, Assignment, Check, Passed, PassedOver, Run, Step
from tasuki.rules.wording import Language, Sentence, Text


def because_of(choice: Assignment) -> dict[str, Any]:
    return {**kept(choice.because), "status": choice.status.value}


@dataclass(frozen=True, slots=True)
class Kept:
    """A choice's trace in two parts: the way that it shares with whatever reads alike, and what is the lead's own."""

    way: UUID
    own: Mapping[str, Any]


class Ways:
    """The traces of many choices of a run: a way that several of them went is made data once."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[int, tuple[Assignment, UUID, dict[str, Any]]] = {}
        self._unsent: dict[UUID, dict[str, Any]] = {}

    def kept(self, choice: Assignment) -> Kept:
        first = choice.like or choice
        if id(first) not in self._known:
            told = _way_of(first, self._run)
            key = UUID(bytes=blake2b(dumps(told), digest_size=16).digest())
            self._known[id(first)] = first, key, _checks_of(first)
            self._unsent[key] = told
        _, way, checks = self._known[id(first)]
        return Kept(way, {**checks, "chosen": choice.person})

    def unsent(self) -> list[dict[str, Any]]:
        """The ways that are new since this was asked last, as rows."""
        found, self._unsent = self._unsent, {}
        return [{"id": key, "told": told} for key, told in found.items()]


def traced(
    way: Mapping[str, Any] | None, own: Mapping[str, Any], because: Mapping[str, Any]
) -> dict[str, Any]:
    """Every row tried with its conditions resolved, and everybody passed over, by the code of the reason."""
    if way is None:
        return {}
    chosen, checks = own["chosen"], own.get("checks", {})
    steps = [{**step, "checks": checks.get(str(n), [])} for n, step in enumerate(way["steps"])]
    people = way["passed_over"]
    if way["by_turn"]:
        says = {name: because[name] for name in ("says", "values")}
        steps[-1] = {**steps[-1], "because": says, "chosen": chosen}
        people = {code: [one for one in those if one != chosen] for code, those in people.items()}
    return {"steps": steps, "passed_over": people}


def _way_of(choice: Assignment, run: Run) -> dict[str, Any]:
    """All of the choice that does not depend on the lead; where the turn decided, nor on whose it was."""
    people: defaultdict[str, list[str]] = defaultdict(list)
    for person, code in choice.passed.items():
        people[code.value].append(person)
    steps = [_step(step) for step in choice.trace]
    if choice.pool is not None:
        people[Passed.NOT_THEIR_TURN.value].append(str(choice.person))
        steps[-1] |= {"because": None, "chosen": None}
    passed_over = {code: sorted(people[code]) for code in sorted(people)}
    return {"run": run, "by_turn": choice.pool is not None, "steps": steps, "passed_over": passed_over}


def _checks_of(choice: Assignment) -> dict[str, Any]:
    """What the lead holds where conditions looked, by the number of the row tried."""
    checks = {
        str(n): [_check(one) for one in step.checks] for n, step in enumerate(choice.trace) if step.checks
    }
    return {"checks": checks} if checks else {}


def passed_over_in(trace: Mapping[str, Any]) -> tuple[PassedOver, ...]:
    """Everybody passed over in a stored trace, each with the reason, in the order of their handles."""
    coded = (
        (person, Passed(code)) for code, people in trace.get("passed_over", {}).items() for person in people
    )
    return tuple(PassedOver(person, code, WORDED[code]) for person, code in sorted(coded))


def _step(step: Step) -> dict[str, Any]:
    return {
        "route": step.route,
        "strategy": step.strategy,
        "standing": step.standing.value,
        "chosen": step.chosen,
        "because": kept(step.because),
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "field": check.field,
        "operator": check.operator,
        "wanted": _plain(check.wanted),
        "value": _plain(check.value),
        "standing": check.standing.value,
    }


def kept(sentence: Sentence) -> dict[str, Any]:
    """A sentence as data."""
    return {
        "says": sentence.template,
        "values": {name: _plain(value) for name, value in sentence.values.items()},
    }


def told(stored: Mapping[str, Any], language: Language, translate: Callable[[str], str]) -> str:
    """A stored sentence, spoken."""
    return sentence_kept(stored).spoken(language, translate)


def sentence_kept(stored: Mapping[str, Any]) -> Sentence:
    """A stored sentence, to be spoken later; countries, industries and segments are called by their names."""
    values = stored["values"]
    named = _NAMED.get(values.get("of"), str)
    return Sentence(
        stored["says"],
        {name: _each(named, value) if name == "sought" else _value(value) for name, value in values.items()},
    )


def _each(named: Callable[[str], object], value: str | list[str]) -> object:
    return [named(one) for one in value] if isinstance(value, list) else named(value)


def _country(code: str) -> Text:
    return Text(country_in(code, "en"), country_in(code, "ja"))


def _industry(key: str) -> Sentence:
    return Sentence(INDUSTRIES.get(key, "%(key)s"), {} if key in INDUSTRIES else {"key": key})


def _segment(key: str) -> Sentence:
    return Sentence(SEGMENTS.get(key, "%(key)s"), {} if key in SEGMENTS else {"key": key})


_NAMED: Mapping[str, Callable[[str], object]] = {
    "territories": _country, "industries": _industry, "segments": _segment,
}  # fmt: skip
"""What a row of the table looks for in its candidates, by the name of their field."""


def with_names(sentence: Sentence, names: Mapping[str, str]) -> Sentence:
    """The sentence with people called by their names instead of their handles."""
    return replace(
        sentence, values={name: _called(name, value, names) for name, value in sentence.values.items()}
    )


def _called(placeholder: str, value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, Sentence):
        return with_names(value, names)
    return names.get(str(value), value) if placeholder == "person" else value


def _value(value: Any) -> Any:
    if isinstance(value, Mapping) and "says" in value:
        return sentence_kept(value)
    if isinstance(value, Mapping) and {"en", "ja"} <= set(value):
        return Text(value["en"], value["ja"])
    return [_value(one) for one in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Sentence):
        return kept(value)
    if isinstance(value, Text):
        return {"en": value.en, "ja": value.ja}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
