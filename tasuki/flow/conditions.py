"""The questions that the process asks before something follows. Their first lines are the labels of the diagram."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from tasuki.platform.journal.append import Entry
from tasuki.platform.sql import run
from tasuki.rules.lifecycle import LeadState, MeetingState
from tasuki.stages.meetings.models import Meeting

AMONG_OURSELVES = "sync"


def is_native(entry: Entry) -> bool:
    """it is no imported history"""
    return entry.origin != "import"


def is_still_captured(entry: Entry) -> bool:
    """the lead waits for marketing"""
    return entry.by.door != "import" and _how_it_stands(entry).state == LeadState.CAPTURED


def has_no_sdr(entry: Entry) -> bool:
    """nobody active is its SDR"""
    lead = _how_it_stands(entry)
    return lead.exists and not lead.has_sdr


def has_its_sdr(entry: Entry) -> bool:
    """an active SDR has it already"""
    return _how_it_stands(entry).has_sdr


def has_no_ae(entry: Entry) -> bool:
    """nobody active is its AE"""
    lead = _how_it_stands(entry)
    return lead.exists and not lead.has_ae


def has_a_draft(entry: Entry) -> bool:
    """its brief is being written"""
    return _how_it_stands(entry).has_draft


def was_waived(entry: Entry) -> bool:
    """its deal came by an override"""
    return _how_it_stands(entry).is_waived


def is_with_the_buyer(entry: Entry) -> bool:
    """the buyer was there"""
    return entry.data.get("kind") != AMONG_OURSELVES


def is_not_marked(entry: Entry) -> bool:
    """its meeting is not marked as held"""
    return entry.data.get("meeting") is not None and (
        Meeting.objects.filter(pk=UUID(entry.data["meeting"])).exclude(state=MeetingState.HELD).exists()
    )


def was_not_booked(entry: Entry) -> bool:
    """nobody had booked it"""
    return entry.data.get("meeting") is None


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


def _how_it_stands(entry: Entry) -> HowItStands:
    if entry.lead_id is None:
        return HowItStands()
    rows = run(HOW_THE_LEAD_STANDS, {"lead": entry.lead_id})
    return HowItStands(*rows[0]) if rows else HowItStands()
