"""What another agreement would have decided: a gate's answer of the past, asked again on what was known then (PB-1).

A decision is judged twice from the same facts: under the agreement of its day, which has to give the answer that was
given, and under the draft. Where the first does not, the facts are not those of the day, and nothing is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tasuki.rules.decision import Finding, Verdict
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import decide
from tasuki.rules.playbook import Playbook
from tasuki.rules.scoring import score
from tasuki.rules.wording import N_, Sentence


class Outcome(StrEnum):
    """What a draft does to one decision."""

    SAME = "same"
    NEWLY_REFUSED = "newly_refused"
    NEWLY_LET_THROUGH = "newly_let_through"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Past:
    """A gate's answer as it is kept.

    ``verdict`` is None where a lead left before the gate and nobody asked it; ``open`` are the rules that were in
    trouble, None where only the verdict is kept. ``scored_at`` is when the lead had last been scored.
    """

    gate: str
    at: datetime
    verdict: Verdict | None = None
    open: frozenset[str] | None = None
    scored_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """Both verdicts, the findings that the draft adds and those it drops; ``because`` says why nothing is told."""

    outcome: Outcome
    before: Verdict | None = None
    after: Verdict | None = None
    appeared: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    because: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """The decisions of one gate by what the draft does to them; ``otherwise`` are the same with other findings."""

    gate: str
    same: int
    otherwise: int
    newly_refused: int
    newly_let_through: int
    untold: int

    @property
    def decisions(self) -> int:
        return self.same + self.newly_refused + self.newly_let_through + self.untold


def untold(because: str, **values: object) -> Replayed:
    return Replayed(Outcome.UNTOLD, because=Sentence(because, values))


def replay(past: Past, known: Dossier, then: Playbook, draft: Playbook) -> Replayed:
    """The decision under ``draft``, on what was ``known`` when it was made under ``then``."""
    if past.gate not in draft.gates:
        return untold(N_("The draft has no such gate."))
    was = decide(past.gate, known, then, past.at)
    if past.verdict is not None and was.verdict is not past.verdict:
        return untold(N_("What is kept does not lead to the answer that was given."))
    if past.open is not None and past.open != {one.rule for one in was.troubles}:
        return untold(N_("What is kept does not lead to the findings that were there."))
    rescored = scored_by(draft, known, then, past)
    if rescored is None:
        return untold(
            N_("The scores of that day cannot be worked out again, and the draft scores differently.")
        )
    would = decide(past.gate, rescored, draft, past.at)
    before, after = {_key(one) for one in was.troubles}, {_key(one) for one in would.troubles}
    return Replayed(
        _outcome(past, was.verdict, would.verdict),
        was.verdict,
        would.verdict,
        tuple(one for one in would.troubles if _key(one) not in before),
        tuple(one for one in was.troubles if _key(one) not in after),
    )


def scored_by(draft: Playbook, known: Dossier, then: Playbook, past: Past) -> Dossier | None:
    """The facts with the draft's scores; None where those of the day cannot be worked out again."""
    lead = known.lead
    if scores_alike(draft, then) or lead.fit is None or lead.intent is None:
        return known
    moment = past.scored_at or past.at
    kept = score(known, then, moment)
    if (kept.fit, kept.intent) != (lead.fit, lead.intent):
        return None
    anew = score(known, draft, moment)
    scored = replace(lead, fit=anew.fit, intent=anew.intent, intent_tier=anew.intent_tier)
    return replace(known, lead=scored)


def scores_alike(one: Playbook, other: Playbook) -> bool:
    return one.score == other.score and one.playbook.zone == other.playbook.zone


def tallied(found: Iterable[tuple[str, Replayed]], order: Iterable[str]) -> tuple[Tally, ...]:
    """Each gate that decided something, in the order of the process."""
    counts = Counter[tuple[str, Outcome]]()
    otherwise = Counter[str]()
    for gate, one in found:
        counts[gate, one.outcome] += 1
        otherwise[gate] += one.outcome is Outcome.SAME and bool(one.appeared or one.gone)
    rows = (
        Tally(gate, counts[gate, Outcome.SAME], otherwise[gate], *(counts[gate, one] for one in _CHANGES))
        for gate in order
    )
    return tuple(one for one in rows if one.decisions)


_CHANGES = (Outcome.NEWLY_REFUSED, Outcome.NEWLY_LET_THROUGH, Outcome.UNTOLD)


def _outcome(past: Past, before: Verdict, after: Verdict) -> Outcome:
    """A gate that stood open when a lead left has let nobody through, and would have refused nobody."""
    left_an_open_gate = past.verdict is None and before.lets_through
    if left_an_open_gate or before.lets_through == after.lets_through:
        return Outcome.SAME
    return Outcome.NEWLY_REFUSED if before.lets_through else Outcome.NEWLY_LET_THROUGH


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.pointer, finding.enforcement
