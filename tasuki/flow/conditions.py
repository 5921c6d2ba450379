"""The questions that the process asks before something follows. Their first lines are the labels of the diagram."""

from __future__ import annotations

from uuid import UUID

from tasuki.flow.look import Look
from tasuki.platform.sql import run
from tasuki.rules import meeting_kinds
from tasuki.rules.escalation import JOINT_REVIEW, MANAGER
from tasuki.rules.lifecycle import LeadState, MeetingState
from tasuki.stages.routing.leads import AT_WORK

RUNS = ("sdr", "ae")
WHO_HAS_LEFT = """
SELECT lead.owner_id = person.id, lead.ae_id = person.id
FROM records_lead lead JOIN people_person person ON person.id IN (lead.owner_id, lead.ae_id) AND NOT person.is_active
WHERE lead.id = %(lead)s AND lead.state = ANY(%(at_work)s)
"""
NOT_HELD = "SELECT id FROM meetings_meeting WHERE id = %(meeting)s AND state <> %(held)s"


def is_native(look: Look) -> bool:
    """it is no imported history"""
    return look.entry.origin != "import"


def is_still_captured(look: Look) -> bool:
    """the lead waits for marketing"""
    return look.entry.by.door != "import" and look.state == LeadState.CAPTURED


def has_no_sdr(look: Look) -> bool:
    """nobody active is its SDR"""
    return look.has_lead and not look.has_sdr


def has_its_sdr(look: Look) -> bool:
    """an active SDR has it already"""
    return look.has_sdr


def has_no_ae(look: Look) -> bool:
    """nobody active is its AE"""
    return look.lead.exists and not look.lead.has_ae


def has_lost_its_sdr(look: Look) -> bool:
    """somebody is to work it, and its SDR has left"""
    return any(is_its_sdr for is_its_sdr, _ in _who_has_left(look))


def has_lost_its_ae(look: Look) -> bool:
    """somebody is to work it, and its AE has left"""
    return any(is_its_ae for _, is_its_ae in _who_has_left(look))


def has_a_draft(look: Look) -> bool:
    """its brief is being written"""
    return look.state in (LeadState.SAL, LeadState.SQL) and look.lead.has_draft


def was_waived(look: Look) -> bool:
    """its deal came by an override"""
    return look.lead.is_waived


def has_a_deal(look: Look) -> bool:
    """the lead is an opportunity already"""
    return look.state == LeadState.CONVERTED


def is_with_the_buyer(look: Look) -> bool:
    """the buyer was there"""
    return meeting_kinds.is_with_the_buyer(look.entry.data.get("kind"))


def was_never_accepted(look: Look) -> bool:
    """sales had not accepted it yet"""
    return look.entry.data.get("from") in (LeadState.CAPTURED, LeadState.MQL)


def is_from_the_buyer(look: Look) -> bool:
    """the buyer got in touch"""
    return look.entry.data.get("direction") == "inbound"


def is_not_marked(look: Look) -> bool:
    """its meeting is not marked as held"""
    meeting = look.entry.data.get("meeting")
    return meeting is not None and bool(run(NOT_HELD, {"meeting": UUID(meeting), "held": MeetingState.HELD}))


def reaches_the_manager(look: Look) -> bool:
    """it has climbed to the manager, and is an SDR's or an AE's"""
    entry = look.entry
    return entry.data["rung"] == MANAGER and entry.lead_id is not None and entry.data["owner_role"] in RUNS


def reaches_the_leaders(look: Look) -> bool:
    """it has climbed to the last rung"""
    return bool(look.entry.data["rung"] == JOINT_REVIEW)


def was_not_booked(look: Look) -> bool:
    """nobody had booked it"""
    return look.entry.data.get("meeting") is None


def opens_it_again(look: Look) -> bool:
    """the ruling takes a disqualification back"""
    return look.entry.data.get("way_back") == "reopen"


def brings_it_back(look: Look) -> bool:
    """the ruling takes a recycling back"""
    return look.entry.data.get("way_back") == "reengage"


def _who_has_left(look: Look) -> list[tuple[bool | None, bool | None]]:
    return run(WHO_HAS_LEFT, {"lead": look.entry.lead_id, "at_work": list(AT_WORK)})
