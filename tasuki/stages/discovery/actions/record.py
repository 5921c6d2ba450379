from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid
from tasuki.platform.rows import fetch
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.moves import not_in_this_state, not_now
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.discovery.models import Discovery
from tasuki.stages.discovery.queries import checklist
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import discovery_meeting_near

ON_RECORD = "SELECT id FROM discovery_discovery WHERE lead_id = %(lead)s AND held_at = %(held_at)s"
OUTCOMES = ("qualified", "not_qualified", "undecided")


@transaction.atomic
def record(
    lead_id: UUID,
    *,
    held_at: datetime,
    by: Actor,
    at: datetime,
    outcome: str = "undecided",
    notes: str = "",
    meeting_id: UUID | None = None,
    attendees: Sequence[str] = (),
    sdr_attended: bool | None = None,
) -> Discovery:
    """The AE held the discovery call (G-04, C-6). What was learned is recorded as answers, before this.

    Without ``meeting_id`` it was the discovery meeting booked for the nearest moment, if any. The event discovery.held
    carries ids, attendees and ``sdr_attended`` (HB-6), so that flow can mark or make the meeting. Raises Forbidden,
    NotFound, NotPossibleNow (the handoff is not accepted, or this call is on record), Invalid.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "discovery.record", lead.ae_id)
    _check_discovery_has_begun(lead)
    meeting = _meeting(lead, meeting_id, held_at)
    _check(held_at, outcome, meeting_id, meeting, at)
    if run(ON_RECORD, {"lead": lead.pk, "held_at": held_at}):
        raise _on_record(held_at)
    found = checklist(lead, at)
    discovery = Discovery.objects.create(
        id=new_id(at),
        lead=lead,
        meeting=meeting,
        ae_id=lead.ae_id,
        held_at=held_at,
        outcome=outcome,
        notes=notes.strip(),
        checklist=[{"id": one.item.id, "standing": one.standing.value} for one in found],
        recorded_at=at,
        recorded_by_id=by.person_id,
    )
    append(_held(discovery, tuple(attendees), sdr_attended, by, at), at_hand=[lead])
    return discovery


def _check_discovery_has_begun(lead: Lead) -> None:
    if lead.state != LeadState.DISCOVERY:
        text = N_("A discovery call is recorded once the AE accepted the handoff; the lead is %(state)s.")
        raise not_in_this_state(text, lead.state)


def _meeting(lead: Lead, meeting_id: UUID | None, held_at: datetime) -> Meeting | None:
    if meeting_id is not None:
        asked = {"id": meeting_id, "lead": lead.pk}
        return next(iter(fetch(Meeting, "row.id = %(id)s AND row.lead_id = %(lead)s", asked)), None)
    return discovery_meeting_near(lead.pk, held_at)


def _check(
    held_at: datetime, outcome: str, meeting_id: UUID | None, meeting: Meeting | None, at: datetime
) -> None:
    problems: list[Problem] = []
    if held_at > at:
        text = N_("%(held_at)s lies ahead; a call is recorded once it was held.")
        problems.append(Problem("/held_at", "future", Sentence(text, {"held_at": held_at})))
    if outcome not in OUTCOMES:
        text = N_("“%(outcome)s” is no outcome of a discovery call; known: %(known)s.")
        problems.append(
            Problem("/outcome", "not_allowed", Sentence(text, {"outcome": outcome, "known": OUTCOMES}))
        )
    if meeting_id is not None and meeting is None:
        text = N_("The lead has no meeting “%(meeting)s”.")
        problems.append(Problem("/meeting_id", "not_found", Sentence(text, {"meeting": str(meeting_id)})))
    if problems:
        raise Invalid(problems)


def _on_record(held_at: datetime) -> Exception:
    return not_now(
        Sentence(N_("The call held on %(held_at)s is on record already."), {"held_at": held_at}),
        Sentence(N_("Record what else was learned as answers, or record another call.")),
    )


def _held(
    discovery: Discovery, attendees: tuple[str, ...], sdr_attended: bool | None, by: Actor, at: datetime
) -> Entry:
    data = {
        "meeting": str(discovery.meeting_id) if discovery.meeting_id else None,
        "held_at": discovery.held_at.isoformat(),
        "outcome": discovery.outcome,
        "sdr_attended": sdr_attended,
        "checklist": {one["id"]: one["standing"] for one in discovery.checklist},
        "ae": str(discovery.ae_id) if discovery.ae_id else None,
    }
    words = {"notes": discovery.notes, "attendees": list(attendees)}
    return Entry(
        "discovery.held",
        at,
        by,
        "discovery",
        discovery.pk,
        lead_id=discovery.lead_id,
        playbook=in_force().stamp,
        data=data,
        words=words,
    )
