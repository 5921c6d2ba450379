"""The ledger of promises: events told again in their order make every clock's row anew (SL-24).

What an event stops, releases or limits is judged by the very functions that heard it (`hearing`), what a promise owes
is reckoned by the same rules under the agreement of that moment. What the moment alone knew stands in the clocks' own
events: that a promise began and who owed it, pauses, what the tick announced, judgements, merges, causes. Nothing is
written, told or announced here.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tasuki.platform.journal.append import Entry
from tasuki.rules import clock as rules
from tasuki.sla.actions.reckon import under
from tasuki.sla.hearing import counts, ending_of, is_heard, limits_moved
from tasuki.sla.models import Clock
from tasuki.sla.rows import calendar_for_row, clock_of, put
from tasuki.sla.starting import columns_at_start
from tasuki.sla.terms import Agreement, agreement_stamped

SAID_BEFORE = "heard when it was said"
"""Whoever paused a clock had to give evidence then; the journal keeps it among the words, which may be erased."""


class Told(NamedTuple):
    """An event at its place in the journal."""

    seq: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Undoable:
    """What a merge changed in a row, so that its parting can put back what is still so."""

    row: Clock
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class Ledger:
    """The clocks of leads that were never merged with others, or of all that are no leads'."""

    def __init__(self) -> None:
        self.clocks: dict[UUID, Clock] = {}
        self._ids: list[UUID] = []
        self._of: defaultdict[UUID, list[Clock]] = defaultdict(list)
        self._merges: defaultdict[str, list[Undoable]] = defaultdict(list)
        self._not_told_yet: dict[UUID, Mapping[str, Any]] = {}

    def hear(self, events: Iterable[Told], in_force: Callable[[int], Agreement | None]) -> Ledger:
        """Take the events in, in the journal's order; ``in_force`` is the agreement of a place in it."""
        for seq, entry in events:
            if entry.code.startswith("sla."):
                self._hear_its_own(entry)
            elif is_heard(entry):
                self._hear(entry, in_force(seq))
            if entry.code == "lead.unmerged":
                self._part(str(entry.data.get("merge")))
        return self

    def _hear(self, entry: Entry, agreement: Agreement | None) -> None:
        """What any other event does to promises that run."""
        if agreement is None:
            return
        moved = limits_moved(entry, agreement)
        if moved is not None:
            slas, limit = moved
            for row in self._running():
                if row.lead_id == entry.lead_id and row.sla in slas:
                    row.no_later_than_at = limit
                    under(agreement_stamped(row.playbook), row, entry.at)
        heard = agreement.by_code.get(entry.code)
        if heard is None or not heard.ends_any or not counts(entry):
            return
        ending = ending_of(entry, heard)
        touched = (*ending.stops, *ending.releases)
        for row in self._running(ending.subject_id):
            if ending.releases_everything or row.sla in touched:
                self._not_told_yet[row.pk] = _values(row, END)
                _end(row, ending.because, ending.moment, is_kept=row.sla in ending.stops)

    def _hear_its_own(self, entry: Entry) -> None:
        if entry.code == "sla.started":
            self._begin(entry)
        elif entry.code == "sla.reckoned":
            self._reckon(entry)
        elif entry.subject_id in self.clocks:
            row = self.clocks[entry.subject_id]
            if entry.code == "sla.moved":
                self._move(row, entry)
            elif entry.code in ENDS:
                self._stop(row, entry)
            elif entry.code in CHANGES and not ("because" in entry.data and entry.code == "sla.breached"):
                self._run_on(row)
                with suppress(rules.ClockRefusal):  # of a clock that has ended: the row will show it
                    CHANGES[entry.code](row, entry)

    def _run_on(self, row: Clock) -> None:
        """What led to its end was written before something else moved the clock, and ended it after that."""
        for name, value in self._not_told_yet.pop(row.pk, {}).items():
            setattr(row, name, value)

    def _begin(self, entry: Entry) -> None:
        data = entry.data
        agreement = agreement_stamped(entry.playbook)
        limit = data.get("no_later_than")
        columns = columns_at_start(
            agreement.promises[data["sla"]],
            datetime.fromisoformat(data["started_at"]),
            datetime.fromisoformat(limit) if limit else None,
            agreement,
        )
        row = Clock(
            **columns, id=entry.subject_id, lead_id=entry.lead_id, subject=data["about"],
            subject_id=UUID(data["about_id"]), owner_id=_id(data.get("owner")),
        )  # fmt: skip
        self.clocks[row.pk] = row
        insort(self._ids, row.pk)
        self._of[row.subject_id].append(row)

    def _reckon(self, entry: Entry) -> None:
        agreement, after = agreement_stamped(entry.playbook), UUID(entry.data["after"])
        for key in self._ids[bisect_right(self._ids, after) : bisect_right(self._ids, entry.subject_id)]:
            row = self.clocks[key]
            if row.sla in agreement.promises:
                self._run_on(row)
                if row.stopped_at is None:
                    under(agreement, row, entry.at)

    def _stop(self, row: Clock, entry: Entry) -> None:
        """An end as it was judged. Most are known by now, from the event that led to them."""
        self._run_on(row)
        merge = entry.data.get("merge")
        columns = ("stopped_at", "stopped_by", "outcome", "next_at")
        before = _values(row, columns)
        moment = datetime.fromisoformat(entry.data["stopped_at"])
        _end(row, entry.data["because"], moment, is_kept=entry.code != "sla.released")
        if merge:
            self._merges[merge].append(Undoable(row, before, _values(row, columns)))

    def _move(self, row: Clock, entry: Entry) -> None:
        """Two leads are one, and the promise goes on with the one that stays."""
        data, columns = entry.data, ("lead_id", "subject_id", "owner_id")
        before = _values(row, columns)
        row.lead_id = _id(data["survivor"])
        if "about_id" in data:
            row.owner_id = _id(data["heir"])
            self._put_at(row, UUID(data["about_id"]))
        self._merges[data["merge"]].append(Undoable(row, before, _values(row, columns)))

    def _part(self, merge: str) -> None:
        """The two are two again. What has changed since stays, and a promise whose place stays taken."""
        changed = self._merges.pop(merge, [])
        while back := [one for one in changed if self._can_be_put_back(one)]:
            changed = [one for one in changed if one not in back]
            for row, before in ((one.row, one.before) for one in back):
                self._put_at(row, before.get("subject_id", row.subject_id))
                for name, value in before.items():
                    setattr(row, name, value)

    def _can_be_put_back(self, one: Undoable) -> bool:
        is_same = _values(one.row, one.after) == one.after
        subject = one.before.get("subject_id", one.row.subject_id)
        return is_same and not any(
            other.sla == one.row.sla and other.pk != one.row.pk for other in self._running(subject)
        )

    def _put_at(self, row: Clock, subject_id: UUID) -> None:
        self._of[row.subject_id].remove(row)
        row.subject_id = subject_id
        self._of[subject_id].append(row)

    def _running(self, subject_id: UUID | None = None) -> Iterator[Clock]:
        rows = self._of[subject_id] if subject_id else self.clocks.values()
        return iter([row for row in rows if row.stopped_at is None])


END = ("stopped_at", "stopped_by", "outcome", "next_at", "breached_at")
"""The columns that an end changes."""
ENDS = frozenset({"sla.met", "sla.kept_late", "sla.released"})


def _announced(row: Clock, entry: Entry) -> None:
    """The tick told what had come next."""
    if row.stopped_at is None:
        clock = clock_of(row)
        unfired = (moment for moment in clock.moments if moment.level not in clock.fired)
        put(rules.with_fired(clock, (next(unfired),)), row)


def _paused(row: Clock, entry: Entry) -> None:
    put(rules.pause(clock_of(row), max(entry.at, row.started_at), entry.reason, SAID_BEFORE), row)


def _resumed(row: Clock, entry: Entry) -> None:
    put(rules.resume(clock_of(row), entry.at, calendar_for_row(row, entry.at)), row)


def _assigned(row: Clock, entry: Entry) -> None:
    row.owner_id, row.owner_role = _id(entry.data["owner"]), entry.data["owner_role"]


def _explained(row: Clock, entry: Entry) -> None:
    row.late_because = entry.data["cause"]


CHANGES: Mapping[str, Callable[[Clock, Entry], None]] = {
    "sla.warned": _announced,
    "sla.breached": _announced,
    "sla.escalated": _announced,
    "sla.paused": _paused,
    "sla.resumed": _resumed,
    "sla.assigned": _assigned,
    "sla.explained": _explained,
}
"""What an event of a clock does to its row."""


def _end(row: Clock, because: str, moment: datetime, *, is_kept: bool) -> None:
    """As `ending.END_CLOCKS` judges it: a clock on pause by the instant at which it was held."""
    is_late = min(moment, row.paused_at or moment) > row.due_at
    row.stopped_at, row.stopped_by, row.next_at = max(moment, row.started_at), because, None
    row.outcome = ("late" if is_late else "met") if is_kept else "released"
    if row.outcome == "late":
        row.breached_at = row.breached_at or row.due_at


def _values(row: Clock, columns: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns}


def _id(text: object) -> UUID | None:
    return UUID(str(text)) if text else None
