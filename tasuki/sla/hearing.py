"""The one listener of the journal that moves clocks: an event starts, stops, releases or hands over promises.

An event that touches no clock costs no SQL; one that stops clocks costs one statement. Imported history
(``origin="import"``, the event's or the lead's) starts none, and the clocks' own events are not heard.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry
from tasuki.platform.sql import run
from tasuki.rules import clock as rules
from tasuki.rules.meeting_kinds import is_with_the_buyer
from tasuki.sla.actions.open_review import ask_for_review
from tasuki.sla.actions.pause import hold_clocks
from tasuki.sla.actions.reckon import reckon_with_limit
from tasuki.sla.ending import Ending, end
from tasuki.sla.facts import NOBODYS, Situation, situation_of
from tasuki.sla.models import Clock
from tasuki.sla.moments import limit_for
from tasuki.sla.rows import put
from tasuki.sla.starting import start
from tasuki.sla.terms import Agreement, Heard, Promise, agreement_in_force, calendar_of, side_of

__all__ = ["ask_for_review", "on_event", "reassign_owner"]

OWN_SUBJECT = frozenset({"dispute"})
"""What has its own clock even where it is about a lead."""

HAND_OVER_CLOCKS = """
UPDATE sla_clock SET owner_id = %(person)s
WHERE lead_id = %(lead)s AND owner_role = %(role)s AND stopped_at IS NULL AND owner_id IS DISTINCT FROM %(person)s
"""


def on_event(entry: Entry) -> None:
    """Hear one event, inside the transaction that writes it."""
    if entry.origin == "import" or entry.code.startswith("sla."):
        return
    _hand_over(entry)
    if entry.code == "lead.edited" and entry.lead_id and "on_hold" in entry.data:
        hold_clocks(entry.lead_id, bool(entry.data["on_hold"]), by=entry.by, at=entry.at)
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
    """The running promises of this role are now this person's; where nobody follows, they stay whose they were."""
    if person_id is None:
        return
    run(HAND_OVER_CLOCKS, {"lead": lead_id, "role": role, "person": person_id})


def _counts(entry: Entry) -> bool:
    """The buyer's own touch keeps no promise of ours (SL-2: outbound), nor does a meeting without the buyer."""
    if entry.code == "touch.logged":
        return entry.data.get("direction") != "inbound"
    return entry.subject != "meeting" or is_with_the_buyer(entry.data.get("kind"))


def _hand_over(entry: Entry) -> None:
    """A new owner takes over what runs: after an assignment, or where a booking or a handoff names another AE."""
    data = entry.data
    if entry.lead_id is None:
        return
    if entry.code == "lead.assigned":
        reassign_owner(entry.lead_id, str(data.get("run", "sdr")), _id(data.get("person")))
    elif "ae_before" in data and data.get("ae") != data["ae_before"]:
        reassign_owner(entry.lead_id, "ae", _id(data.get("ae")))


def _id(text: object) -> UUID | None:
    return UUID(str(text)) if text else None


def _end(entry: Entry, heard: Heard) -> None:
    _, subject_id = _subject(entry)
    end(
        Ending(
            subject_id,
            entry.code,
            moment=_moment(entry),
            by=entry.by,
            at=entry.at,
            stops=heard.stops,
            releases=heard.releases,
            releases_everything=heard.releases_everything,
        )
    )


def _start(entry: Entry, promises: tuple[Promise, ...], agreement: Agreement) -> None:
    situation = situation_of(entry.lead_id) if entry.lead_id else NOBODYS
    if situation is None or situation.dossier.lead.origin == "import":
        return
    owed = [one for one in promises if one.sla.when.holds(situation.dossier)]
    start((_new_clock(entry, promise, agreement, situation) for promise in owed), entry.at)


def _new_clock(entry: Entry, promise: Promise, agreement: Agreement, situation: Situation) -> Clock:
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
        owner_id=_owner(entry, terms.owner, situation),
        owner_role=terms.owner,
        side=side_of(promise.sla),
        playbook=agreement.book.stamp,
        within=promise.sla.within,
    )
    return put(rules.start(terms, moment, calendar, limit), row)


def _owner(entry: Entry, role: str, situation: Situation) -> UUID | None:
    """Whom an event about no lead names, else whoever stands behind the role."""
    named = _id(entry.data.get("owner")) if entry.lead_id is None else None
    return named or situation.person(role)


def _limit(entry: Entry, promise: Promise, agreement: Agreement) -> datetime | None:
    expires_on = entry.data.get("expires_on") if entry.code == "gate.overridden" else None
    if expires_on:
        day = date.fromisoformat(str(expires_on)) + timedelta(days=1)
        return datetime.combine(day, time(), ZoneInfo(agreement.book.playbook.zone)).astimezone(UTC)
    return limit_for(promise.sla.no_later_than, entry) if promise.sla.no_later_than else None


def _move_limits(entry: Entry, agreement: Agreement) -> None:
    limited = [
        one.sla.id for one in agreement.promises.values() if one.sla.no_later_than.startswith("meeting.")
    ]
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
