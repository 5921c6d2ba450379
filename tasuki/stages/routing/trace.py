"""The reasons of a choice as they are kept: templates and values, so that they can be told in either language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tasuki.rules.routing import WORDED, Assignment, Passed, PassedOver, Step
from tasuki.rules.wording import Language, Sentence, Text


def because_of(choice: Assignment) -> dict[str, Any]:
    return {**kept(choice.because), "status": choice.status.value}


def trace_of(choice: Assignment) -> dict[str, Any]:
    """Every row tried with its conditions resolved, and everybody passed over, by the code of the reason."""
    people: defaultdict[Passed, list[str]] = defaultdict(list)
    for person, code in choice.passed.items():
        people[code].append(person)
    passed_over = {code.value: those for code, those in people.items()}
    return {"steps": [_step(step) for step in choice.trace], "passed_over": passed_over}


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
        "checks": [
            {
                "field": check.field,
                "operator": check.operator,
                "wanted": _plain(check.wanted),
                "value": _plain(check.value),
                "standing": check.standing.value,
            }
            for check in step.checks
        ],
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
    """A stored sentence, to be spoken later."""
    return Sentence(stored["says"], {name: _value(value) for name, value in stored["values"].items()})


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
