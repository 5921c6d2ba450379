"""What a rule answers: a decision that carries every finding, with reasons, evidence and the way to mend it (G-06).

The same object feeds the gate page, the API's refusal, the journal, the brief, the report and the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tasuki.rules.wording import Language, Sentence


class Standing(StrEnum):
    """How a criterion stands. Unknown means nobody has asked or answered yet: a third answer, never a silent no."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class Enforcement(StrEnum):
    """What an unmet or unknown criterion does to the gate (G-07)."""

    BLOCK = "block"
    MANAGER_REVIEW = "manager_review"
    WARN = "warn"


class Verdict(StrEnum):
    """The gate's answer; the worst finding wins."""

    PASSED = "passed"
    PASSED_WITH_WARNINGS = "passed_with_warnings"
    NEEDS_REVIEW = "needs_review"
    REFUSED = "refused"

    @property
    def lets_through(self) -> bool:
        return self is not Verdict.REFUSED


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion's standing at a gate: why, by which evidence, where the field is, and what would mend it."""

    rule: str
    standing: Standing
    enforcement: Enforcement
    because: Sentence
    pointer: str
    criterion: str | None = None
    evidence: tuple[str, ...] = ()
    fix: Sentence | None = None

    @property
    def troubles(self) -> bool:
        return self.standing is not Standing.MET

    def spoken(self, language: Language, translate: Callable[[str], str] = str) -> dict[str, object]:
        """The public shape of a finding (design.md §6), worded in ``language``."""
        return {
            "rule": self.rule,
            "criterion": self.criterion,
            "standing": self.standing.value,
            "enforcement": self.enforcement.value,
            "because": self.because.spoken(language, translate),
            "evidence": list(self.evidence),
            "pointer": self.pointer,
            "fix": self.fix.spoken(language, translate) if self.fix else None,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """A gate's verdict under one version of the playbook at one moment, with all findings at once."""

    gate: str
    verdict: Verdict
    playbook: str
    at: datetime
    findings: tuple[Finding, ...]

    @property
    def troubles(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.troubles)

    def by_rule(self, rule: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.rule == rule)

    def spoken(self, language: Language, translate: Callable[[str], str] = str) -> dict[str, object]:
        """The public shape of a decision (design.md §6), worded in ``language``."""
        return {
            "gate": self.gate,
            "verdict": self.verdict.value,
            "playbook": self.playbook,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "findings": [finding.spoken(language, translate) for finding in self.findings],
        }


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The worst standing wins: block refuses, manager_review asks, warn only warns."""
    worst = Verdict.PASSED
    for finding in findings:
        if not finding.troubles:
            continue
        if finding.enforcement is Enforcement.BLOCK:
            return Verdict.REFUSED
        if finding.enforcement is Enforcement.MANAGER_REVIEW:
            worst = Verdict.NEEDS_REVIEW
        elif worst is Verdict.PASSED:
            worst = Verdict.PASSED_WITH_WARNINGS
    return worst
