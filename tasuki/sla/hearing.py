"""The one listener of the journal that moves clocks: an event starts, stops, releases or hands over promises.

Events that touch no clock cost no SQL; what events of many leads hand over, stop and start costs one statement each.
Imported history (``origin="import"``, the event's or the lead's) starts none, and the clocks' own events are not heard;
a dispute is no history, and has its clock about an imported lead as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry
from tasuki.platform.rows import asked_of
from tasuki.platform.sql import send
from tasuki.records.alike import held
from tasuki.rules.conditions import ALWAYS
from tasuki.rules.meeting_kinds import is_with_the_buyer
from tasuki.sla.actions.open_review import ask_for_review
from tasuki.sla.actions.pause import OWN_SUBJECT, hold_clocks
from tasuki.sla.actions.reckon import reckon_with_limit
from tasuki.sla.ending import Ending, end
from tasuki.sla.facts import NOBODYS, Situation, situations_of
from tasuki.sla.moments import limit_for
from tasuki.sla.starting import Owed, start
from tasuki.sla.telling import TOLD_OF_A_CLOCK
from tasuki.sla.terms import (
    MOVES_A_LIMIT,
    Agreement,
    Heard,
    Promise,
    agreement_in_force,
    may_touch_clocks,
)

__all__ = ["ask_for_review", "hand_to", "on_event", "reassign_owner"]

# The promises that run about a lead and that this role owes, or those about a subject of its own: whose they are now.
HAND_OVER = """
WITH handed AS (
  UPDATE sla_clock SET owner_id = given.person, owner_role = given.role
  FROM jsonb_to_recordset(%(given)s::jsonb) AS given(about uuid, role varchar, person uuid, at timestamptz)
  WHERE {of_these} AND stopped_at IS NULL
    AND (owner_id, owner_role) IS DISTINCT FROM (given.person, given.role)
  RETURNING id, lead_id, playbook, given.at, {told} AS data)
INSERT INTO journal_event (code, at, door, subject, subject_id, lead_id, playbook, reason, origin, data)
SELECT 'sla.assigned', at, '{door}', 'clock', id, lead_id, playbook, '', 'native', data FROM handed
"""
OF_THE_ROLE = "lead_id = given.about AND owner_role = given.role"
OF_THE_SUBJECT = "subject_id = given.about"
HAND_OVER_CLOCKS, HAND_TO = (
    HAND_OVER.format(of_these=these, told=TOLD_OF_A_CLOCK, door=SYSTEM.door)
    for these in (OF_THE_ROLE, OF_THE_SUBJECT)
)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody has in this role from ``at`` on: the promises about a lead, or about a subject of its own."""

    about: UUID
    role: str
    person: UUID
    at: datetime


def on_event(*entries: Entry) -> None:
    """Hear events that were written together, inside the transaction that writes them.

    Those of one lead are heard one after the other; the first ones of all leads together, then the second ones …
    """
    for together in _rounds(entry for entry in entries if is_heard(entry)):
        _hear(together)


def reassign_owner(lead_id: UUID, role: str, person_id: UUID, *, at: datetime) -> None:
    """The running promises of this role are now this person's."""
    _hand_over([Given(lead_id, role, person_id, at)])


def hand_to(subject_id: UUID, role: str, person_id: UUID, *, at: datetime) -> None:
    """What runs about this subject, which is no lead, is owed by somebody of another role from now on."""
    _hand_over([Given(subject_id, role, person_id, at)], HAND_TO)


def _rounds(entries: Iterable[Entry]) -> Iterable[Sequence[Entry]]:
    rounds: defaultdict[int, list[Entry]] = defaultdict(list)
    heard: Counter[UUID] = Counter()
    for entry in entries:
        about = entry.lead_id or entry.subject_id
        rounds[heard[about]].append(entry)
        heard[about] += 1
    return rounds.values()


def is_heard(entry: Entry) -> bool:
    """Whether clocks listen: not to imported history, nor to their own events."""
    return entry.origin != "import" and not entry.code.startswith("sla.")


def _hear(entries: Sequence[Entry]) -> None:
    """Hear one event each of different leads."""
    _hand_over(given for entry in entries for given in _given(entry))
    for entry in entries:
        if entry.code == "lead.edited" and entry.lead_id and "on_hold" in entry.data:
            hold_clocks(entry.lead_id, bool(entry.data["on_hold"]), by=entry.by, at=entry.at)
    is_touched = may_touch_clocks((entry.code for entry in entries), entries[0].at)
    agreement = agreement_in_force() if is_touched else None
    if agreement is None:
        return
    for entry in entries:
        moved = limits_moved(entry, agreement)
        if moved is not None and entry.lead_id:
            reckon_with_limit(entry.lead_id, *moved, at=entry.at)
    counted = [
        (entry, heard)
        for entry in entries
        if (heard := agreement.by_code.get(entry.code)) is not None and counts(entry)
    ]
    endings = [ending_of(entry, heard) for entry, heard in counted if heard.ends_any]
    if endings:
        end(endings)
    started = [(entry, heard.starts) for entry, heard in counted if heard.starts]
    if started:
        start(_owed(started, agreement), agreement, entries[0].at)


def counts(entry: Entry) -> bool:
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
        yield Given(entry.lead_id, role, person, entry.at)


def _hand_over(given: Iterable[Given], how: str = HAND_OVER_CLOCKS) -> None:
    named = [{"about": one.about, "role": one.role, "person": one.person, "at": one.at} for one in given]
    if named:
        statement, told = asked_of(how, named)
        send(statement, {"given": told})


def _id(text: object) -> UUID | None:
    return UUID(str(text)) if text else None


def ending_of(entry: Entry, heard: Heard) -> Ending:
    """What this event does to the running promises of its subject."""
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
    judged: dict[Hashable, bool] = {}
    for entry, promises in started:
        situation = situations.get(entry.lead_id) if entry.lead_id else NOBODYS
        if situation is None:
            continue
        subject, subject_id = _subject(entry)
        if situation.origin == "import" and subject not in OWN_SUBJECT:
            continue
        for promise in promises:
            if _is_meant(promise, situation, judged):
                yield Owed(
                    promise,
                    _moment(entry),
                    _limit(entry, promise, agreement),
                    entry.lead_id,
                    subject,
                    subject_id,
                    owner_id=_owner(entry, promise.terms.owner, situation),
                )


def _is_meant(promise: Promise, situation: Situation, judged: dict[Hashable, bool]) -> bool:
    """Whether the promise is given to such a lead; those that hold the same where it looks are judged once."""
    if promise.sla.when is ALWAYS:
        return True
    if promise.looks_at is None or situation is NOBODYS:
        return promise.sla.when.holds(situation.dossier)
    holds = promise.sla.id, held(situation.row, promise.looks_at)
    if holds not in judged:
        judged[holds] = promise.sla.when.holds(situation.dossier)
    return judged[holds]


def _owner(entry: Entry, role: str, situation: Situation) -> UUID | None:
    """Whom an event about no lead, or about what has its own clock, names; else whoever stands behind the role."""
    has_its_own = entry.lead_id is None or entry.subject in OWN_SUBJECT
    named = _id(entry.data.get("owner")) if has_its_own else None
    return named or situation.person(role)


def _limit(entry: Entry, promise: Promise, agreement: Agreement) -> datetime | None:
    expires_on = entry.data.get("expires_on") if entry.code == "gate.overridden" else None
    if expires_on:
        day = date.fromisoformat(str(expires_on)) + timedelta(days=1)
        return datetime.combine(day, time(), ZoneInfo(agreement.book.playbook.zone)).astimezone(UTC)
    return limit_for(promise.sla.no_later_than, entry) if promise.sla.no_later_than else None


def limits_moved(entry: Entry, agreement: Agreement) -> tuple[list[str], datetime] | None:
    """The promises whose outside limit this event moves, and where it is now; None for all other events."""
    booked_for = entry.data.get("booked_for")
    if entry.code not in MOVES_A_LIMIT or not booked_for or not counts(entry):
        return None
    limited = [
        one.sla.id for one in agreement.promises.values() if one.sla.no_later_than.startswith("meeting.")
    ]
    return limited, datetime.fromisoformat(str(booked_for))


def _subject(entry: Entry) -> tuple[str, UUID]:
    if entry.lead_id is None or entry.subject in OWN_SUBJECT:
        return entry.subject, entry.subject_id
    return "lead", entry.lead_id


def _moment(entry: Entry) -> datetime:
    """When it happened, which may be before it was recorded: a call counts from when it was held (X-3)."""
    held_at = entry.data.get("held_at")
    return datetime.fromisoformat(held_at) if isinstance(held_at, str) else entry.at
