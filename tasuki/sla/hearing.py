"""The one listener of the journal that moves clocks: an event starts, stops, releases or hands over promises.

Events that touch no clock cost no SQL; what events of many leads hand over, stop and start costs one statement each.
Imported history (``origin="import"``, the event's or the lead's) starts none, and the clocks' own events are not heard.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tasuki.platform.journal.append import Entry
from tasuki.platform.jsonb import dumps
from tasuki.platform.sql import send
from tasuki.rules.conditions import ALWAYS
from tasuki.rules.meeting_kinds import is_with_the_buyer
from tasuki.sla.actions.open_review import ask_for_review
from tasuki.sla.actions.pause import hold_clocks
from tasuki.sla.actions.reckon import reckon_with_limit
from tasuki.sla.ending import Ending, end
from tasuki.sla.facts import NOBODYS, Situation, situations_of
from tasuki.sla.models import Clock
from tasuki.sla.moments import limit_for
from tasuki.sla.starting import Owed, start
from tasuki.sla.terms import Agreement, Heard, Promise, agreement_in_force

__all__ = ["ask_for_review", "hand_to", "on_event", "reassign_owner"]

OWN_SUBJECT = frozenset({"dispute"})
"""What has its own clock even where it is about a lead."""

HAND_OVER_CLOCKS = """
UPDATE sla_clock SET owner_id = given.person
FROM jsonb_to_recordset(%(given)s::jsonb) AS given(lead uuid, role varchar, person uuid)
WHERE lead_id = given.lead AND owner_role = given.role AND stopped_at IS NULL
  AND owner_id IS DISTINCT FROM given.person
"""
Given = tuple[UUID, str, UUID]
"""A lead, a role, and who has it from now on."""


def on_event(*entries: Entry) -> None:
    """Hear events that were written together, inside the transaction that writes them.

    Those of one lead are heard one after the other; the first ones of all leads together, then the second ones …
    """
    for together in _rounds(entry for entry in entries if _is_heard(entry)):
        _hear(together)


def reassign_owner(lead_id: UUID, role: str, person_id: UUID | None) -> None:
    """The running promises of this role are now this person's; where nobody follows, they stay whose they were."""
    if person_id is not None:
        _hand_over([(lead_id, role, person_id)])


def hand_to(subject_id: UUID, role: str, person_id: UUID) -> None:
    """What runs about this subject, which is no lead, is owed by somebody of another role from now on."""
    running = Clock.objects.filter(subject_id=subject_id, stopped_at=None)
    running.update(owner=person_id, owner_role=role)


def _rounds(entries: Iterable[Entry]) -> Iterable[Sequence[Entry]]:
    rounds: defaultdict[int, list[Entry]] = defaultdict(list)
    heard: Counter[UUID] = Counter()
    for entry in entries:
        about = entry.lead_id or entry.subject_id
        rounds[heard[about]].append(entry)
        heard[about] += 1
    return rounds.values()


def _is_heard(entry: Entry) -> bool:
    return entry.origin != "import" and not entry.code.startswith("sla.")


def _hear(entries: Sequence[Entry]) -> None:
    """Hear one event each of different leads."""
    _hand_over(given for entry in entries for given in _given(entry))
    for entry in entries:
        if entry.code == "lead.edited" and entry.lead_id and "on_hold" in entry.data:
            hold_clocks(entry.lead_id, bool(entry.data["on_hold"]), by=entry.by, at=entry.at)
    agreement = agreement_in_force(entries[0].at)
    if agreement is None:
        return
    for entry in entries:
        if entry.code == "meeting.rescheduled":
            _move_limits(entry, agreement)
    counted = [
        (entry, heard)
        for entry in entries
        if (heard := agreement.by_code.get(entry.code)) is not None and _counts(entry)
    ]
    endings = [_ending(entry, heard) for entry, heard in counted if heard.ends_any]
    if endings:
        end(endings)
    started = [(entry, heard.starts) for entry, heard in counted if heard.starts]
    if started:
        start(_owed(started, agreement), agreement, entries[0].at)


def _counts(entry: Entry) -> bool:
    """The buyer's own touch keeps no promise of ours (SL-2: outbound), nor does a meeting without the buyer."""
    if entry.code == "touch.logged":
        return entry.data.get("direction") != "inbound"
    return entry.subject != "meeting" or is_with_the_buyer(entry.data.get("kind"))


def _given(entry: Entry) -> Iterator[Given]:
    """A new owner takes over what runs: after an assignment, or where a booking or a handoff names another AE."""
    data = entry.data
    if entry.lead_id is None:
        return
    role, person = "ae", None
    if entry.code == "lead.assigned":
        role, person = str(data.get("run", "sdr")), _id(data.get("person"))
    elif "ae_before" in data and data.get("ae") != data["ae_before"]:
        person = _id(data.get("ae"))
    if person is not None:
        yield entry.lead_id, role, person


def _hand_over(given: Iterable[Given]) -> None:
    named = [dict(zip(("lead", "role", "person"), one, strict=True)) for one in given]
    if named:
        send(HAND_OVER_CLOCKS, {"given": dumps(named).decode()})


def _id(text: object) -> UUID | None:
    return UUID(str(text)) if text else None


def _ending(entry: Entry, heard: Heard) -> Ending:
    _, subject_id = _subject(entry)
    return Ending(
        subject_id,
        entry.code,
        moment=_moment(entry),
        by=entry.by,
        at=entry.at,
        stops=heard.stops,
        releases=heard.releases,
        releases_everything=heard.releases_everything,
    )


def _owed(started: Sequence[tuple[Entry, tuple[Promise, ...]]], agreement: Agreement) -> Iterator[Owed]:
    """What begins with these events: the promises that are meant for their leads, unless those are imported history."""
    situations = situations_of({entry.lead_id for entry, _ in started if entry.lead_id})
    for entry, promises in started:
        situation = situations.get(entry.lead_id) if entry.lead_id else NOBODYS
        if situation is None or situation.origin == "import":
            continue
        subject, subject_id = _subject(entry)
        for promise in promises:
            if promise.sla.when is ALWAYS or promise.sla.when.holds(situation.dossier):
                yield Owed(
                    promise,
                    _moment(entry),
                    _limit(entry, promise, agreement),
                    entry.lead_id,
                    subject,
                    subject_id,
                    owner_id=_owner(entry, promise.terms.owner, situation),
                )


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
