"""The one listener of the journal that moves clocks: an event starts, stops, releases or hands over promises.

An event that touches no clock costs no SQL. One that stops clocks costs one statement, and the journal rows that tell
of it. Imported history (``origin="import"``) and the clocks' own events are not heard.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.sql import run
from tasuki.rules import clock as rules
from tasuki.sla.actions.reckon import reckon_with_limit
from tasuki.sla.facts import Situation, situation_of
from tasuki.sla.models import Clock
from tasuki.sla.moments import limit_for
from tasuki.sla.rows import put
from tasuki.sla.telling import Stopped, tell_of_the_end
from tasuki.sla.terms import Agreement, Heard, Promise, agreement_in_force, calendar_of

OWN_SUBJECT = frozenset({"dispute"})
"""What has its own clock even where it is about a lead."""
AMONG_OURSELVES = frozenset({"sync"})
"""Kinds of meeting without the buyer: they keep no promise."""

# Stop what the event promised to stop, and release what it makes pointless, in one statement. A clock on pause is
# judged by the instant at which it was held; a promise is kept up to and including its due moment.
END_CLOCKS = """
UPDATE sla_clock SET
  stopped_at = greatest(%(moment)s, started_at), stopped_by = %(code)s, next_at = NULL,
  outcome = CASE WHEN NOT sla = ANY(%(stops)s) THEN 'released'
                 WHEN least(%(moment)s, paused_at) <= due_at THEN 'met' ELSE 'late' END,
  breached_at = CASE WHEN sla = ANY(%(stops)s) AND least(%(moment)s, paused_at) > due_at
                     THEN coalesce(breached_at, due_at) ELSE breached_at END
WHERE subject_id = %(subject)s AND stopped_at IS NULL AND (%(everything)s OR sla = ANY(%(touched)s))
RETURNING id, sla, owner_id, lead_id, playbook, due_at, outcome, fired > cardinality(warn_at)
"""

HAND_OVER_CLOCKS = """
UPDATE sla_clock SET owner_id = %(person)s
WHERE lead_id = %(lead)s AND owner_role = %(role)s AND stopped_at IS NULL AND owner_id IS DISTINCT FROM %(person)s
"""


def on_event(entry: Entry) -> None:
    """Hear one event, inside the transaction that writes it."""
    if entry.origin == "import" or entry.code.startswith("sla."):
        return
    _hand_over(entry)
    agreement = agreement_in_force(entry.at)
    if agreement is None:
        return
    if entry.code == "meeting.rescheduled":
        _move_limits(entry, agreement)
    heard = agreement.by_code.get(entry.code)
    if heard is None or not _counts(entry):
        return
    if heard.ends_any:
        _end(entry, heard)
    if heard.starts:
        _start(entry, heard.starts, agreement)


def reassign_owner(lead_id: UUID, role: str, person_id: UUID | None) -> None:
    """The running promises of this role are now this person's."""
    run(HAND_OVER_CLOCKS, {"lead": lead_id, "role": role, "person": person_id})


def _counts(entry: Entry) -> bool:
    """The buyer's own touch keeps no promise of ours (SL-2: outbound), nor does a meeting without the buyer."""
    if entry.code == "touch.logged":
        return entry.data.get("direction") != "inbound"
    return not (entry.subject == "meeting" and entry.data.get("kind") in AMONG_OURSELVES)


def _hand_over(entry: Entry) -> None:
    data = entry.data
    if entry.lead_id is None:
        return
    if entry.code == "lead.assigned":
        reassign_owner(entry.lead_id, str(data.get("run", "sdr")), _id(data.get("person")))
    elif entry.code == "meeting.booked" and data.get("ae_before") and data.get("ae") != data["ae_before"]:
        reassign_owner(entry.lead_id, "ae", _id(data.get("ae")))


def _id(text: object) -> UUID | None:
    return UUID(str(text)) if text else None


def _end(entry: Entry, heard: Heard) -> None:
    _, subject_id = _subject(entry)
    asked: dict[str, Any] = {
        "moment": _moment(entry),
        "code": entry.code,
        "subject": subject_id,
        "stops": list(heard.stops),
        "touched": [*heard.stops, *heard.releases],
        "everything": heard.releases_everything,
    }
    tell_of_the_end([Stopped(*row) for row in run(END_CLOCKS, asked)], by=entry.by, at=entry.at)


def _start(entry: Entry, promises: tuple[Promise, ...], agreement: Agreement) -> None:
    situation = situation_of(entry.lead_id) if entry.lead_id else None
    owed = [one for one in promises if situation is None or one.sla.when.holds(situation.dossier)]
    # While one runs, a further start changes nothing: the unique constraint says so.
    Clock.objects.bulk_create(
        [_new_clock(entry, promise, agreement, situation) for promise in owed], ignore_conflicts=True
    )


def _new_clock(entry: Entry, promise: Promise, agreement: Agreement, situation: Situation | None) -> Clock:
    terms, moment = promise.terms, _moment(entry)
    limit = _limit(entry, promise, agreement)
    calendar = calendar_of(agreement.book, terms.calendar, moment)
    subject, subject_id = _subject(entry)
    row = Clock(
        id=new_id(entry.at),
        sla=terms.sla,
        lead_id=entry.lead_id,
        subject=subject,
        subject_id=subject_id,
        owner_id=situation.owners.get(terms.owner) if situation else None,
        owner_role=terms.owner,
        playbook=agreement.book.stamp,
        within=promise.sla.within,
    )
    return put(rules.start(terms, moment, calendar, limit), row)


def _limit(entry: Entry, promise: Promise, agreement: Agreement) -> datetime | None:
    expires_on = entry.data.get("expires_on") if entry.code == "gate.overridden" else None
    if expires_on:
        day = date.fromisoformat(str(expires_on)) + timedelta(days=1)
        return datetime.combine(day, time(), ZoneInfo(agreement.book.playbook.zone)).astimezone(UTC)
    return limit_for(promise.sla.no_later_than, entry) if promise.sla.no_later_than else None


def _move_limits(entry: Entry, agreement: Agreement) -> None:
    limited = [one.sla.id for one in agreement.promises.values() if one.sla.no_later_than.startswith("meeting.")]
    booked_for = entry.data.get("booked_for")
    if entry.lead_id and booked_for and limited and _counts(entry):
        reckon_with_limit(entry.lead_id, limited, datetime.fromisoformat(str(booked_for)), at=entry.at)


def _subject(entry: Entry) -> tuple[str, UUID]:
    if entry.lead_id is None or entry.subject in OWN_SUBJECT:
        return entry.subject, entry.subject_id
    return "lead", entry.lead_id


def _moment(entry: Entry) -> datetime:
    """When it happened, which may be before it was recorded: a call counts from when it was held (X-3)."""
    held_at = entry.data.get("held_at")
    return datetime.fromisoformat(held_at) if isinstance(held_at, str) else entry.at
