from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Clash, Invalid
from tasuki.platform.rows import fetch
from tasuki.records import moves
from tasuki.records.models import Lead
from tasuki.records.moves import not_in_this_state
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.meeting_kinds import DISCOVERY, KINDS
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.meetings.actions.near import reminder_of
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import ae_called

BOOKABLE_FROM = (LeadState.SAL, LeadState.SQL, LeadState.DISCOVERY, LeadState.CONVERTED)
"""X-13: a meeting may be booked before SQL, but never before sales accepted the lead."""
THE_SAME = "row.lead_id = %(lead)s AND row.kind = %(kind)s AND row.booked_for = %(booked_for)s AND row.state = 'booked'"
SHORTEST, LONGEST = 5, 480
"""Minutes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The meeting somebody wants."""

    booked_for: datetime
    kind: str
    minutes: int
    attendees: tuple[str, ...]
    place: str
    key: str | None


@transaction.atomic
def book(
    lead_id: UUID,
    booked_for: datetime,
    *,
    by: Actor,
    at: datetime,
    ae: str | None = None,
    kind: str = DISCOVERY,
    minutes: int = 60,
    attendees: Sequence[str] = (),
    place: str = "",
    key: str | None = None,
) -> Meeting:
    """Book a meeting with the buyer (BK-1, X-13); ``ae`` (handle or id) becomes the lead's AE.

    Twice is once: the same ``key``, or without one the same kind for the same moment, gives the meeting that stands.
    Raises Forbidden, NotFound, NotPossibleNow (not accepted yet, or over), Invalid (a past moment …), Clash (the key
    was used for something else).
    """
    lead = locked_lead(lead_id, "ae")
    ask_about(lead, by, "meeting.book")
    wish = Wish(booked_for, kind, minutes, _names(attendees), place.strip(), key or None)
    standing = _already_booked(lead, wish)
    if standing is not None:
        return standing
    _check_the_lead_is_accepted(lead)
    _check(wish, at)
    moves.move("meeting", "book", None)
    person = ae_called(ae) if ae else None
    before = lead.ae_id
    meeting = _insert(lead, wish, person, by, at)
    if person is not None and before != person.pk:
        lead.ae = person
        lead.version += 1
        lead.save(update_fields=["ae", "version"])
    append(_booked(meeting, before, by, at), at_hand=[lead])
    return meeting


def _names(attendees: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip()[:200] for name in attendees if name.strip()))


def _already_booked(lead: Lead, wish: Wish) -> Meeting | None:
    if wish.key is None:
        asked = {"lead": lead.pk, "kind": wish.kind, "booked_for": wish.booked_for}
        return next(iter(fetch(Meeting, THE_SAME, asked, also=("ae",))), None)
    standing = next(iter(fetch(Meeting, "row.key = %(key)s", {"key": wish.key}, also=("ae",))), None)
    if standing is not None and not _is_what_was_wished(standing, lead, wish):
        raise _key_taken()
    return standing


def _is_what_was_wished(standing: Meeting, lead: Lead, wish: Wish) -> bool:
    same_moment = standing.booked_for == wish.booked_for or standing.times_moved > 0
    return standing.lead_id == lead.pk and standing.kind == wish.kind and same_moment


def _key_taken() -> Clash:
    return Clash(Sentence(N_("This key was used for another meeting. Use a new key for a new meeting.")))


def _check_the_lead_is_accepted(lead: Lead) -> None:
    if lead.state not in BOOKABLE_FROM:
        text = N_("A meeting cannot be booked while the lead is %(state)s; it has to be %(wanted)s.")
        raise not_in_this_state(text, lead.state, *BOOKABLE_FROM)


def _check(wish: Wish, at: datetime) -> None:
    problems: list[Problem] = []
    if wish.booked_for <= at:
        text = N_("%(booked_for)s is not ahead. Choose a later moment, or record a call that has been held.")
        problems.append(Problem("/booked_for", "past", Sentence(text, {"booked_for": wish.booked_for})))
    if wish.kind not in KINDS:
        text = N_("There is no kind of meeting “%(kind)s”; known: %(known)s.")
        problems.append(
            Problem("/kind", "not_allowed", Sentence(text, {"kind": wish.kind, "known": tuple(KINDS)}))
        )
    if not SHORTEST <= wish.minutes <= LONGEST:
        text = N_("A meeting lasts from %(shortest)s to %(longest)s minutes.")
        values = {"shortest": SHORTEST, "longest": LONGEST}
        problems.append(Problem("/minutes", "not_allowed", Sentence(text, values)))
    if problems:
        raise Invalid(problems)


def _insert(lead: Lead, wish: Wish, person: Person | None, by: Actor, at: datetime) -> Meeting:
    try:
        with transaction.atomic():
            return Meeting.objects.create(
                id=new_id(at),
                lead=lead,
                kind=wish.kind,
                ae=person or lead.ae,
                sdr_id=lead.owner_id,
                booked_for=wish.booked_for,
                minutes=wish.minutes,
                booked_at=at,
                remind_at=reminder_of(wish.kind, wish.booked_for, at),
                booked_by_id=by.person_id,
                attendees=list(wish.attendees),
                place=wish.place[:300],
                key=wish.key,
            )
    except IntegrityError:
        raise _key_taken() from None


def _booked(meeting: Meeting, ae_before: UUID | None, by: Actor, at: datetime) -> Entry:
    data = {
        "kind": meeting.kind,
        "booked_for": meeting.booked_for.isoformat(),
        "minutes": meeting.minutes,
        "ae": str(meeting.ae_id) if meeting.ae_id else None,
        "ae_before": str(ae_before) if ae_before else None,
        "sdr": str(meeting.sdr_id) if meeting.sdr_id else None,
    }
    words = {"attendees": meeting.attendees, "place": meeting.place}
    return Entry(
        "meeting.booked", at, by, "meeting", meeting.pk, lead_id=meeting.lead_id, data=data, words=words
    )
