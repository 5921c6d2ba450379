"""Note the moment at which a brief becomes complete: it stops the SDR's clock (SL-5), once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry
from tasuki.rules.brief import BriefStanding, completeness
from tasuki.rules.dossier import Dossier
from tasuki.rules.playbook import Playbook
from tasuki.stages.handoff.models import Handoff


def share(standing: BriefStanding) -> Decimal:
    """Filled ÷ required as the rows keep it."""
    return Decimal(str(round(standing.fraction, 4)))


def note_completeness(
    handoff: Handoff, dossier: Dossier, book: Playbook, by: Actor, at: datetime
) -> tuple[Entry, ...]:
    """Set the draft's completeness; the event to append if it is complete for the first time. The caller saves."""
    standing = completeness(dossier, book)
    handoff.completeness = share(standing)
    if not standing.is_complete or handoff.completed_at is not None:
        return ()
    handoff.completed_at = at
    data = {"required": standing.required}
    return (
        Entry(
            "brief.completed",
            at,
            by,
            "handoff",
            handoff.pk,
            lead_id=handoff.lead_id,
            playbook=book.stamp,
            data=data,
        ),
    )
