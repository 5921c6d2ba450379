"""What the conditions of the process look at: the event, and how its lead stands at this point of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from tasuki.platform.journal.append import Entry
from tasuki.platform.sql import run
from tasuki.records.models import Lead
from tasuki.records.queries import lead_at_hand

# Asked after nearly every event, hence one prepared look.
HOW_THE_LEAD_STANDS = """
SELECT lead.state, coalesce(sdr.is_active, false), coalesce(ae.is_active, false),
  EXISTS (SELECT FROM handoff_handoff h WHERE h.lead_id = lead.id AND h.state = 'draft'),
  EXISTS (SELECT FROM records_opportunity o
    WHERE o.lead_id = lead.id AND o.state = 'open' AND o.waiver_expires_on IS NOT NULL)
FROM records_lead lead
LEFT JOIN people_person sdr ON sdr.id = lead.owner_id
LEFT JOIN people_person ae ON ae.id = lead.ae_id
WHERE lead.id = %(lead)s
"""


class HowItStands(NamedTuple):
    """The event's lead: its state, whether somebody active has it, and what is open about it."""

    state: str = ""
    has_sdr: bool = False
    has_ae: bool = False
    has_draft: bool = False
    is_waived: bool = False

    @property
    def exists(self) -> bool:
        return self.state != ""


@dataclass(frozen=True)
class Look:
    """One look at an event. ``seen`` has the leads that were looked at since something last followed."""

    entry: Entry
    seen: dict[UUID, HowItStands] = field(default_factory=dict)

    @property
    def lead(self) -> HowItStands:
        lead_id = self.entry.lead_id
        if lead_id is None:
            return HowItStands()
        if lead_id not in self.seen:
            rows = run(HOW_THE_LEAD_STANDS, {"lead": lead_id})
            self.seen[lead_id] = HowItStands(*rows[0]) if rows else HowItStands()
        return self.seen[lead_id]

    @property
    def state(self) -> str:
        """Of the lead; empty where there is none."""
        return self.at_hand.state if self.at_hand is not None else self.lead.state

    @property
    def has_lead(self) -> bool:
        return self.at_hand is not None or self.lead.exists

    @property
    def has_sdr(self) -> bool:
        """Whether somebody active is its SDR; where the lead at hand has none, nobody needs to ask."""
        if self.at_hand is not None and self.at_hand.owner_id is None:
            return False
        return self.lead.has_sdr

    @property
    def at_hand(self) -> Lead | None:
        return lead_at_hand(self.entry.lead_id) if self.entry.lead_id else None
