"""A decision as it is kept: templates with their values, so that everybody reads it in their own language later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tasuki.rules.decision import Decision, Finding
from tasuki.rules.kept import kept_sentence, sentence_of
from tasuki.rules.wording import Language


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
