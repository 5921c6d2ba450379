"""A decision as it is kept: templates with their values, so that everybody reads it in their own language later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tasuki.rules.decision import Decision, Finding
from tasuki.rules.wording import Language, Sentence, Text


def kept(decision: Decision) -> dict[str, Any]:
    """The decision as JSON, in no language: `spoken` says it."""
    return {
        "gate": decision.gate,
        "verdict": decision.verdict.value,
        "playbook": decision.playbook,
        "at": decision.at.isoformat().replace("+00:00", "Z"),
        "findings": [_kept_finding(finding) for finding in decision.findings],
    }


def _kept_finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "criterion": finding.criterion,
        "standing": finding.standing.value,
        "enforcement": finding.enforcement.value,
        "because": kept_sentence(finding.because),
        "evidence": list(finding.evidence),
        "pointer": finding.pointer,
        "fix": kept_sentence(finding.fix) if finding.fix else None,
    }


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


def spoken(
    decision: Mapping[str, Any], language: Language, translate: Callable[[str], str] = str
) -> dict[str, Any]:
    """A kept decision in its public shape (design.md §6), worded in ``language``."""
    findings = [_spoken_finding(finding, language, translate) for finding in decision["findings"]]
    return {**decision, "findings": findings}


def _spoken_finding(
    finding: Mapping[str, Any], language: Language, translate: Callable[[str], str]
) -> dict[str, Any]:
    said = {
        name: sentence_of(finding[name]).spoken(language, translate) if finding[name] else None
        for name in ("because", "fix")
    }
    return {**finding, **said}


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
