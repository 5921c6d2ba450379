"""The leads that owners are given to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tasuki.platform import rows
from tasuki.platform.refusals import NotFound, NotPossibleNow
from tasuki.records.models import Lead
from tasuki.records.queries import lead_at_hand
from tasuki.rules.lifecycle import STATE_LABELS, LeadState
from tasuki.rules.wording import N_, Sentence

AT_WORK = frozenset(
    {
        LeadState.CAPTURED, LeadState.MQL, LeadState.SAL, LeadState.SQL, LeadState.DISCOVERY, LeadState.RECYCLED,
    }
)  # fmt: skip


def locked_at_work(lead_ids: Sequence[UUID]) -> list[Lead]:
    """The leads in the order asked for, at hand or locked in the order of their ids.

    Raises NotFound, NotPossibleNow.
    """
    found = {lead.pk: lead for key in lead_ids if (lead := lead_at_hand(key)) is not None}
    asked = "row.id = ANY(%(ids)s) ORDER BY row.id FOR UPDATE OF row"
    others = [key for key in lead_ids if key not in found]
    if others:
        found |= {lead.pk: lead for lead in rows.fetch(Lead, asked, {"ids": others}, also=("campaign",))}
    for key in lead_ids:
        if key not in found:
            raise NotFound("lead", key)
    for lead in found.values():
        if LeadState(lead.state) not in AT_WORK:
            text = N_("A lead that is %(state)s is given to nobody any more.")
            raise NotPossibleNow(Sentence(text, {"state": Sentence(STATE_LABELS[LeadState(lead.state)])}))
    return [found[key] for key in dict.fromkeys(lead_ids)]
