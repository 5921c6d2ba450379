"""Sentences and problems as they are kept: a template with its values, in no language, worded when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tasuki.rules.problem import Problem
from tasuki.rules.wording import Sentence, Text


def kept_sentence(sentence: Sentence) -> dict[str, Any]:
    """``{"say": template, "with": values}``; a template without values stands alone."""
    if not sentence.values:
        return {"say": sentence.template}
    values = {name: _kept_value(value) for name, value in sentence.values.items()}
    return {"say": sentence.template, "with": values}


def _kept_value(value: object) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Sentence):
        return kept_sentence(value)
    if isinstance(value, Text):
        return {"text": [value.en, value.ja]}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, Decimal):
        return {"figure": str(value)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_kept_value(one) for one in value]
    return str(value)


def sentence_of(held: Mapping[str, Any]) -> Sentence:
    """The sentence that `kept_sentence` put away."""
    return Sentence(held["say"], {name: _value_of(value) for name, value in held.get("with", {}).items()})


def _value_of(held: Any) -> object:
    if isinstance(held, list):
        return [_value_of(one) for one in held]
    if not isinstance(held, Mapping):
        return held
    if "say" in held:
        return sentence_of(held)
    if "text" in held:
        return Text(*held["text"])
    if "at" in held:
        return datetime.fromisoformat(held["at"])
    return date.fromisoformat(held["on"]) if "on" in held else Decimal(held["figure"])


def kept_problem(problem: Problem) -> dict[str, Any]:
    """The problem as JSON; `problem_of` is the way back."""
    return {
        "pointer": problem.pointer,
        "code": problem.code,
        "message": kept_sentence(problem.message),
        "fix": kept_sentence(problem.fix) if problem.fix else None,
    }


def problem_of(held: Mapping[str, Any]) -> Problem:
    fix = sentence_of(held["fix"]) if held["fix"] else None
    return Problem(held["pointer"], held["code"], sentence_of(held["message"]), fix)
