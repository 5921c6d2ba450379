"""How an event is put to the action that follows: whom it is about, when, and by whose hand (the product's own)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.flow.row import Arguments
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry


def as_it_is(entry: Entry) -> Arguments:
    return (entry,), {}


def nothing_to_say(entry: Entry) -> Arguments:
    return (), {}


def its_rows(entry: Entry) -> Arguments:
    return (), {"import_id": str(entry.subject_id)}


def about_the_lead(entry: Entry) -> Arguments:
    return (entry.lead_id,), _system(entry)


def about_the_survivor(entry: Entry) -> Arguments:
    return (UUID(entry.data["survivor"]),), _system(entry)


def because_of_this(entry: Entry) -> Arguments:
    return (entry.lead_id, entry.code), _system(entry)


def when_it_was(entry: Entry) -> Arguments:
    return (entry.lead_id, datetime.fromisoformat(entry.data["touched_at"])), {}


def assign_its_sdr(entry: Entry) -> Arguments:
    return (entry.lead_id,), _system(entry, run="sdr")


def assign_its_ae(entry: Entry) -> Arguments:
    return (entry.lead_id,), _system(entry, run="ae")


def as_an_sdr_refuses(entry: Entry) -> Arguments:
    return (entry.lead_id, "sdr", "rejected"), _system(entry)


def as_an_ae_refuses(entry: Entry) -> Arguments:
    return (entry.lead_id, "ae", "rejected"), _system(entry)


def as_nobody_came(entry: Entry) -> Arguments:
    return (entry.lead_id, "ae", "no_show"), _system(entry)


def whoever_has_it(entry: Entry) -> Arguments:
    """A job takes what JSON holds: the clock, its lead, in which run, and who owed the promise when it went up."""
    data, clock = entry.data, str(entry.subject_id)
    return (), {
        "clock_id": clock, "lead_id": str(entry.lead_id), "run": data["owner_role"], "since": data["owner"],
    }  # fmt: skip


def the_conversation(entry: Entry) -> Arguments:
    """A meeting is a conversation both ways: it proves contact for the SQL gate."""
    held_at = datetime.fromisoformat(entry.data["held_at"])
    return (entry.lead_id, "meeting"), _system(entry, direction="inbound", two_way=True, touched_at=held_at)


def to_its_approver(entry: Entry) -> Arguments:
    """The promise to decide (AP-5) is owed by whoever is asked."""
    return (entry.lead_id, "manager", UUID(entry.data["approver"])), {"at": entry.at}


def to_whoever_may_overrule(entry: Entry) -> Arguments:
    """The promise to review (DG-1) goes up with the registration; where nobody may overrule, it stays."""
    owner = entry.data.get("owner")
    return (entry.subject_id, "revops", UUID(owner) if owner else None), {"at": entry.at}


def hold_the_meeting(entry: Entry) -> Arguments:
    return (UUID(entry.data["meeting"]),), _system(entry, **_call(entry))


def as_the_call_was(entry: Entry) -> Arguments:
    return (entry.lead_id,), _system(entry, **_call(entry))


def as_it_was_ruled(entry: Entry) -> Arguments:
    return (entry.lead_id,), _system(entry, rationale=entry.words["rationale"], reason="dispute_ruling")


def _call(entry: Entry) -> dict[str, Any]:
    return {
        "held_at": datetime.fromisoformat(entry.data["held_at"]),
        "attendees": tuple(entry.words.get("attendees", ())),
        "sdr_attended": entry.data.get("sdr_attended"),
    }


def _system(entry: Entry, **more: Any) -> dict[str, Any]:
    return {"by": SYSTEM, "at": entry.at, **more}
