"""The why-not panel: everything that stands between a lead and its next gate, what blocks first."""

from __future__ import annotations

from dataclasses import dataclass

from tasuki.rules.decision import Decision, Enforcement, Finding, Standing
from tasuki.rules.mends import Mend, mends_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Text

_ENFORCED = (Enforcement.BLOCK, Enforcement.MANAGER_REVIEW, Enforcement.WARN)
_STANDS = (Standing.UNMET, Standing.UNKNOWN, Standing.MET)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A gate's decision, ordered for people."""

    label: Text
    decision: Decision
    mends: tuple[Mend, ...]

    @property
    def gate(self) -> str:
        return self.decision.gate

    @property
    def verdict(self) -> str:
        return self.decision.verdict.value

    @property
    def is_open(self) -> bool:
        return self.decision.verdict.lets_through

    @property
    def met(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.decision.findings if not finding.troubles)

    @property
    def checks(self) -> int:
        """How many questions the gate asks: a rule that finds three things wrong is one of them."""
        return len(checks_of(self.decision))

    @property
    def checks_met(self) -> int:
        return len(checks_of(self.decision) - troubled(self.decision))


def checks_of(decision: Decision) -> set[str]:
    return {finding.rule for finding in decision.findings}


def troubled(decision: Decision) -> set[str]:
    """The rules with something unmet or unknown."""
    return {finding.rule for finding in decision.troubles}


def _weight(mend: Mend) -> tuple[int, int]:
    return _ENFORCED.index(mend.finding.enforcement), _STANDS.index(mend.finding.standing)


def why_not(decision: Decision, book: Playbook) -> WhyNot:
    mends = tuple(sorted(mends_of(decision, book), key=_weight))
    return WhyNot(book.gates[decision.gate].label, decision, mends)
