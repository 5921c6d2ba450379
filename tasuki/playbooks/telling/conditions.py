"""A condition of the agreement as a sentence: “employees is at least 50, and country is one of JP, US”."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasuki.playbooks.telling.fields import field_called
from tasuki.rules.conditions import Any_, Comparison, Condition, Every, Opposite, When
from tasuki.rules.labels import INDUSTRIES, SEGMENTS
from tasuki.rules.lifecycle import STATE_LABELS
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence, Text

OPERATORS: Mapping[str, str] = {
    "is": N_("%(field)s is %(value)s"),
    "is_not": N_("%(field)s is not %(value)s"),
    "in": N_("%(field)s is one of: %(value)s"),
    "not_in": N_("%(field)s is none of: %(value)s"),
    "at_least": N_("%(field)s is at least %(value)s"),
    "at_most": N_("%(field)s is at most %(value)s"),
    "above": N_("%(field)s is above %(value)s"),
    "below": N_("%(field)s is below %(value)s"),
    "contains": N_("%(field)s contains %(value)s"),
    "starts_with": N_("%(field)s begins with %(value)s"),
    "ends_with": N_("%(field)s ends in %(value)s"),
    "before": N_("%(field)s is before %(value)s"),
    "after": N_("%(field)s is after %(value)s"),
}
_STATES = {str(state): label for state, label in STATE_LABELS.items()}
_WORDS: Mapping[str, Mapping[str, str]] = {"industry": INDUSTRIES, "segment": SEGMENTS, "state": _STATES}


def when_told(when: When, book: Playbook) -> Sentence | None:
    """The condition in words; None where there is none, so that it holds always."""
    return condition_told(when.condition, book) if when.condition else None


def condition_told(condition: Condition, book: Playbook) -> Sentence:
    if isinstance(condition, Comparison):
        return _comparison(condition, book)
    if isinstance(condition, Opposite):
        return Sentence(N_("it is not so that %(part)s"), {"part": _inner(condition.part, book)})
    both = N_("%(first)s, and %(then)s") if isinstance(condition, Every) else N_("%(first)s, or %(then)s")
    told = _inner(condition.parts[0], book)
    for part in condition.parts[1:]:
        told = Sentence(both, {"first": told, "then": _inner(part, book)})
    return told


def _inner(condition: Condition, book: Playbook) -> Sentence:
    told = condition_told(condition, book)
    is_a_group = isinstance(condition, Every | Any_) and len(condition.parts) > 1
    return Sentence(N_("(%(inner)s)"), {"inner": told}) if is_a_group else told


def _comparison(comparison: Comparison, book: Playbook) -> Sentence:
    field = field_called(comparison.field, book)
    if comparison.operator == "present":
        template = N_("%(field)s is known") if comparison.wanted else N_("%(field)s is not known")
        return Sentence(template, {"field": field})
    return Sentence(
        OPERATORS[comparison.operator], {"field": field, "value": _value(comparison, comparison.wanted, book)}
    )


def _value(comparison: Comparison, wanted: Any, book: Playbook) -> Any:
    if isinstance(wanted, tuple):
        return tuple(_value(comparison, one, book) for one in wanted)
    if isinstance(wanted, bool):
        return Sentence(N_("yes") if wanted else N_("no"))
    named = comparison.field.rpartition(".")[2]
    if named == "source":
        return next((one.label for one in book.source if one.key == wanted), wanted)
    if named == "stage" and wanted in book.stages:
        return book.stages[wanted].label
    worded = _WORDS.get(named, {}).get(str(wanted))
    return Sentence(worded) if worded else _plain(comparison, wanted)


def _plain(comparison: Comparison, wanted: Any) -> Any:
    """A number that was written as text reads as a number."""
    if comparison.operator in ("at_least", "at_most", "above", "below"):
        return Decimal(str(wanted))
    return wanted if isinstance(wanted, Text) else str(wanted)
