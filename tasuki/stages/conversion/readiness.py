"""Which leads could be opportunities today: every criterion is met, and nobody has converted them (SL-10b)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Money
from tasuki.rules.gates import OVERRIDABLE, decide
from tasuki.stages.conversion.gather import Gathered, Wanted, gather
from tasuki.stages.conversion.prefill import contacts_known, prefilled

MOST = 60
"""Of how many leads it is worked out at once: one statement reads them, and the gate takes about a millisecond each."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """``open`` are the criteria that still block; ``to_fill`` how many other things the conversion page asks for."""

    lead_id: UUID
    open: tuple[str, ...]
    to_fill: int
    amount: Money | None

    @property
    def is_ready(self) -> bool:
        return not self.open


def how_ready(leads: Iterable[UUID], *, at: datetime) -> Mapping[UUID, Readiness]:
    """What the opportunity gate says of each lead, with what the record already knows of the opportunity."""
    wanted = [Wanted(lead_id) for lead_id in dict.fromkeys(leads)][:MOST]
    if not wanted:
        return {}
    return {lead_id: _readiness(around, at) for lead_id, around in gather(wanted).items()}


def _readiness(around: Gathered, at: datetime) -> Readiness:
    dossier, book = around.dossier, around.book
    owner = around.handles.get(around.lead["ae_id"] or "", "")
    facts = prefilled(dossier.opportunity, dossier, book, owner)
    facts = replace(facts, contacts=facts.contacts or contacts_known(dossier))
    decision = decide("opportunity", replace(dossier, opportunity=facts), book, at)
    blocking = [one for one in decision.troubles if one.enforcement is Enforcement.BLOCK]
    criteria = dict.fromkeys(one.rule for one in blocking if one.rule in OVERRIDABLE)
    return Readiness(
        lead_id=around.lead_id,
        open=tuple(criteria),
        to_fill=len({one.pointer for one in blocking if one.rule not in OVERRIDABLE}),
        amount=dossier.answers.budget.amount,
    )
