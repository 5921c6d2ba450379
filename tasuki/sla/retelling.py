"""Stored clocks beside those that the journal tells: read together, in one statement, so that nothing moves between.

Which agreements there were and which leads were ever one is read before; where that has changed, it is read again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, JSONField

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.sla.ledger import Ledger, Told
from tasuki.sla.models import Clock
from tasuki.sla.terms import MOVES_A_LIMIT, Agreement, agreement_stamped

AT_A_TIME = 500
BEFORE_ALL = UUID(int=0)
_COLUMNS = Clock._meta.concrete_fields
_EVENT = """jsonb_build_object('seq', seq, 'code', code, 'at', at, 'subject', subject, 'subject_id', subject_id,
  'lead_id', lead_id, 'playbook', playbook, 'reason', reason, 'origin', origin, 'data', data)"""
# What the journal tells of these leads' clocks, and the clocks themselves.
OF_LEADS = f"""
SELECT true, {_EVENT}::text FROM journal_event
WHERE lead_id = ANY(%(leads)s) AND (code LIKE 'sla.%%' OR code = ANY(%(codes)s))
UNION ALL SELECT false, to_jsonb(c)::text FROM sla_clock c WHERE c.lead_id = ANY(%(leads)s)
"""
# The same of what is no lead's: registrations, feedback, reviews.
OF_NO_LEAD = f"""
SELECT true, {_EVENT}::text FROM journal_event
WHERE lead_id IS NULL AND code <> 'sla.reckoned' AND (code LIKE 'sla.%%' OR code = ANY(%(codes)s))
UNION ALL SELECT false, to_jsonb(c)::text FROM sla_clock c WHERE c.lead_id IS NULL
"""
# When a new agreement came into force, and when it was reckoned into the clocks that ran.
AGREEMENTS = """
SELECT code = 'sla.reckoned', seq, at, playbook, data->>'replaces', (data->>'after')::uuid, subject_id
FROM journal_event WHERE code IN ('playbook.published', 'sla.reckoned') ORDER BY seq
"""
NEXT_LEADS = "SELECT id FROM records_lead WHERE id > %(after)s ORDER BY id LIMIT %(limit)s"
# Those that these leads were ever one with, even where the merge was taken back.
MERGED_WITH = """
SELECT CASE WHEN survivor_id = ANY(%(leads)s) THEN gone_id ELSE survivor_id END FROM records_merge
WHERE subject = 'lead' AND (survivor_id = ANY(%(leads)s) OR gone_id = ANY(%(leads)s))
"""
# The leads of the newest clocks, and of those that run and fall due first.
SOME_LEADS = """
(SELECT lead_id FROM sla_clock ORDER BY id DESC LIMIT %(limit)s)
UNION (SELECT lead_id FROM sla_clock WHERE stopped_at IS NULL ORDER BY due_at, lead_id LIMIT %(limit)s)
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A clock whose row is not what the journal tells; at least one of the two is there.

    ``columns`` are those that differ, with what is stored and what is told. ``is_barred`` where the promise would run
    twice, because a row that no event tells of runs in its place.
    """

    stored: Clock | None
    told: Clock | None
    columns: Mapping[str, tuple[Any, Any]]
    is_barred: bool = False

    @property
    def clock(self) -> Clock:
        found = self.told or self.stored
        assert found is not None
        return found

    @property
    def kind(self) -> str:
        """``missing`` (the row is gone), ``untold`` (the journal knows of none), ``barred``, else ``differs``."""
        if self.is_barred:
            return "barred"
        return "missing" if self.stored is None else "untold" if self.told is None else "differs"

    @property
    def can_be_mended(self) -> bool:
        """Whether the row can be made what the journal tells."""
        return self.told is not None and not self.is_barred


class Reckoned(NamedTuple):
    """Those that ran of the clocks whose ids lie behind ``after``, up to ``last``, were reckoned by an agreement."""

    seq: int
    at: datetime
    playbook: str
    after: UUID
    last: UUID

    def told(self) -> Told:
        data = {"after": str(self.after)}
        return Told(
            self.seq,
            Entry("sla.reckoned", self.at, SYSTEM, "clock", self.last, playbook=self.playbook, data=data),
        )


@dataclass(frozen=True, slots=True)
class History:
    """The agreements in the journal's order, each from its place on, and when they were reckoned into clocks."""

    stamps: Sequence[str]
    places: Sequence[int]
    reckoned: Sequence[Reckoned]

    def in_force(self, seq: int) -> Agreement:
        return agreement_stamped(self.stamps[bisect_left(self.places, seq)])

    @property
    def codes(self) -> list[str]:
        """The events that move a clock under any of the agreements."""
        heard = {code for stamp in self.stamps for code in agreement_stamped(stamp).by_code}
        return sorted({*heard, *MOVES_A_LIMIT, "lead.unmerged"})


def history() -> History:
    """Every agreement that was ever in force. Raises `NotFound` on a database that was never set up."""
    stamps, places, replaced, reckoned = list[str](), list[int](), list[str](), list[Reckoned]()
    for is_reckoned, seq, at, playbook, replaces, after, last in run(AGREEMENTS):
        if is_reckoned:
            reckoned.append(Reckoned(seq, at, playbook, after, last))
        else:
            stamps.append(playbook)
            places.append(seq)
            replaced.append(replaces)
    first = replaced[0] if replaced else None
    return History([first or (stamps[0] if stamps else in_force().stamp), *stamps], places, reckoned)


def all_leads() -> Iterator[list[UUID]]:
    """Every lead's id, some at a time."""
    after = BEFORE_ALL
    while found := [row[0] for row in run(NEXT_LEADS, {"after": after, "limit": AT_A_TIME})]:
        yield found
        after = found[-1]


def some_leads(limit: int = AT_A_TIME) -> set[UUID]:
    """Whose clocks are looked at where there is no time for all."""
    return {row[0] for row in run(SOME_LEADS, {"limit": limit}) if row[0]}


def together(leads: Iterable[UUID]) -> list[UUID]:
    """These leads with all that they were ever one with: their promises can only be told together."""
    found, new = set[UUID](), set(leads)
    while new:
        found |= new
        new = {row[0] for row in run(MERGED_WITH, {"leads": list(new)})} - found
    return sorted(found)


def differences(leads: Iterable[UUID] | None) -> list[Difference]:
    """Where the rows of these leads' clocks, and of those they were ever one with, are not what the journal tells.

    None asks for what is no lead's. Where an agreement came into force or leads were merged while this looked, it looks
    again.
    """
    named = None if leads is None else list(leads)
    ground = _ground(named)
    while found := _found(*ground):
        before, ground = ground, _ground(named)
        if ground == before:
            break
    return found


def _ground(leads: Sequence[UUID] | None) -> tuple[Sequence[UUID] | None, History]:
    return None if leads is None else together(leads), history()


def _found(leads: Sequence[UUID] | None, since: History) -> list[Difference]:
    if leads is None:
        rows = run(OF_NO_LEAD, {"codes": since.codes})
    else:
        rows = run(OF_LEADS, {"leads": leads, "codes": since.codes})
    events = [_told(orjson.loads(document)) for is_event, document in rows if is_event]
    clocks = [_stored(orjson.loads(document)) for is_event, document in rows if not is_event]
    stored = {clock.pk: clock for clock in clocks}
    told = {clock.pk: clock for clock in _retold(events, since)}
    pairs = ((stored.get(key), told.get(key)) for key in sorted(stored.keys() | told.keys()))
    found = [one for one in (_compared(*pair) for pair in pairs) if one is not None]
    taken = {_place(one.clock) for one in found if one.kind == "untold"} - {None}
    return [replace(one, is_barred=one.told is not None and _place(one.told) in taken) for one in found]


def _place(clock: Clock) -> tuple[UUID, str] | None:
    """What only one clock at a time runs for; None where it has ended."""
    return (clock.subject_id, clock.sla) if clock.stopped_at is None else None


def _retold(events: Sequence[Told], since: History) -> Iterator[Clock]:
    """The clocks as the events tell them. What reckoned some of them anew is heard at its place."""
    begun = sorted(one.entry.subject_id for one in events if one.entry.code == "sla.started")
    reckoned = [
        one.told() for one in since.reckoned if bisect_right(begun, one.after) < bisect_right(begun, one.last)
    ]
    heard = sorted([*events, *reckoned], key=lambda one: one.seq)
    return iter(Ledger().hear(heard, since.in_force).clocks.values())


def _compared(stored: Clock | None, told: Clock | None) -> Difference | None:
    if stored is None or told is None:
        return Difference(stored, told, {})
    columns = {
        column.attname: (getattr(stored, column.attname), getattr(told, column.attname))
        for column in _COLUMNS
    }
    differing = {name: pair for name, pair in columns.items() if _plain(pair[0]) != _plain(pair[1])}
    return Difference(stored, told, differing) if differing else None


def _plain(value: Any) -> Any:
    """Pauses are written as their moments were spoken, in whatever zone."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return datetime.fromisoformat(value) if isinstance(value, str) and value[4:5] == "-" else value


def _told(event: Mapping[str, Any]) -> Told:
    entry = Entry(
        event["code"],
        datetime.fromisoformat(event["at"]),
        SYSTEM,
        event["subject"],
        UUID(event["subject_id"]),
        lead_id=UUID(event["lead_id"]) if event["lead_id"] else None,
        playbook=event["playbook"],
        reason=event["reason"],
        origin=event["origin"],
        data=event["data"],
    )
    return Told(event["seq"], entry)


def _stored(document: Mapping[str, Any]) -> Clock:
    clock = Clock(**{column.attname: _value(column, document[column.attname]) for column in _COLUMNS})
    clock._state.adding = False
    return clock


def _value(column: Field[Any, Any], value: Any) -> Any:
    if isinstance(column, ArrayField):
        return [column.base_field.to_python(one) for one in value]
    if column.is_relation:
        return UUID(value) if value else None
    return value if isinstance(column, JSONField) else column.to_python(value)
