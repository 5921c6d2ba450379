"""The agreement as clocks need it: which events start and stop which promise, compiled once per playbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from tasuki.platform.refusals import NotFound
from tasuki.platform.time.holidays import calendar_for
from tasuki.playbooks import queries as playbooks
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.alike import columns_behind
from tasuki.rules.calendar import Calendar
from tasuki.rules.clock import Terms, parse_target, parse_within
from tasuki.rules.conditions import fields_of
from tasuki.rules.playbook import Playbook, Sla

LOOKED_UP_AGAIN_AFTER = timedelta(minutes=1)
MOVES_A_LIMIT = frozenset({"meeting.rescheduled"})
ENDS_EVERYTHING = frozenset({"lead.disqualified", "lead.recycled", "lead.archived", "lead.merged"})
"""After these nobody owes anything about the lead: what the event does not stop, it releases."""
UNDONE_BY: Mapping[str, tuple[str, ...]] = {
    "handoff.rejected": ("handoff.submitted",),
    "handoff.recycled": ("handoff.submitted",),
    "dispute.withdrawn": ("dispute.opened",),
    "opportunity.left": ("opportunity.joined", "approval.requested", "gate.overridden"),
    "opportunity.voided": ("opportunity.created", "approval.requested", "gate.overridden"),
}
"""Event → the events that it takes back; promises that those started are released."""
PROVES_NOTHING_ALONE = frozenset({"answer.recorded"})
"""An answer closes a gap only if it satisfies the criterion: whoever judges that calls `actions.settle` (SL-12)."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A row of the agreement that runs a clock; expected ranges and weekly windows without a start event do not.

    ``looks_at`` are the lead's columns that decide for which leads it is meant; None where other things do as well.
    """

    sla: Sla
    terms: Terms
    looks_at: tuple[str, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What one event code does to clocks."""

    starts: tuple[Promise, ...] = ()
    stops: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    releases_everything: bool = False

    @property
    def ends_any(self) -> bool:
        return bool(self.stops or self.releases or self.releases_everything)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A playbook's promises, by id and by the event codes that touch them."""

    book: Playbook
    promises: Mapping[str, Promise]
    by_code: Mapping[str, Heard]


@lru_cache(maxsize=16)
def agreement_of(book: Playbook) -> Agreement:
    promises = {
        row.id: Promise(row, _terms(row, book), _looks_at(row))
        for row in book.sla
        if row.starts_on and not row.is_benchmark
    }
    started = [code for promise in promises.values() for code in promise.terms.starts_on]
    stopped = [code for promise in promises.values() for code in promise.terms.stops_on]
    codes = {*started, *stopped, *ENDS_EVERYTHING, *UNDONE_BY}
    return Agreement(book, promises, {code: _heard(code, promises.values()) for code in codes})


def agreement_in_force() -> Agreement | None:
    """The agreement in force, looked up once by an action and all that follows; None before anything was agreed."""
    try:
        return agreement_of(playbooks.in_force())
    except NotFound:
        return None


def may_touch_clocks(codes: Iterable[str], at: datetime) -> bool:
    """Whether any of these events could: asked of what is known here, which is at most a minute old.

    Most events touch none, and need not know which version is in force.
    """
    global _remembered
    if _remembered is None or abs(at - _remembered[0]) > LOOKED_UP_AGAIN_AFTER:
        agreement = agreement_in_force()
        if agreement is None:
            return False
        _remembered = at, MOVES_A_LIMIT.union(agreement.by_code)
    return not _remembered[1].isdisjoint(codes)


def agreement_stamped(stamp: str) -> Agreement:
    """The agreement that a clock was started under (“article@1”). Raises `NotFound`."""
    return agreement_of(_book_stamped(stamp))


def calendar_of(book: Playbook, key: str, *moments: datetime) -> Calendar:
    """The calendar with the holidays of these moments' years and the year after. Raises `HolidaysUnknown`."""
    years = [moment.year for moment in moments]
    return _calendar(book, key, min(years), max(years) + 1)


def side_of(sla: Sla) -> str:
    """Whose promise it is: marketing's, both sides', or within sales that of the role which owes it."""
    return sla.owner if sla.side == "sales" else sla.side


_remembered: tuple[datetime, frozenset[str]] | None = None
_book_stamped = lru_cache(maxsize=64)(playbooks.by_stamp)


@receiver(post_save, sender=PlaybookVersion)
def _forget(**_: Any) -> None:
    global _remembered
    _remembered = None
    _book_stamped.cache_clear()


def _terms(row: Sla, book: Playbook) -> Terms:
    return Terms(
        sla=row.id,
        starts_on=row.starts_on,
        stops_on=row.stops_on,
        target=parse_within(row.within),
        calendar=row.calendar or book.playbook.calendar,
        owner=row.owner,
        warn=tuple(Decimal(str(level)) for level in row.warn_at),
        then=row.then,
        escalate_every=parse_target(row.escalate_every),
    )


def _looks_at(row: Sla) -> tuple[str, ...] | None:
    return columns_behind(fields_of(row.when.condition)) if row.when.condition else ()


def _heard(code: str, promises: Iterable[Promise]) -> Heard:
    everything = list(promises)
    undone = set(UNDONE_BY.get(code, ()))
    stops = tuple(
        one.sla.id for one in everything if code in one.terms.stops_on and code not in PROVES_NOTHING_ALONE
    )
    return Heard(
        starts=tuple(one for one in everything if code in one.terms.starts_on),
        stops=stops,
        releases=tuple(
            one.sla.id for one in everything if undone & set(one.terms.starts_on) and one.sla.id not in stops
        ),
        releases_everything=code in ENDS_EVERYTHING,
    )


@lru_cache(maxsize=256)
def _calendar(book: Playbook, key: str, first_year: int, last_year: int) -> Calendar:
    row = next((one for one in book.calendar if one.key == key), None)
    version = book.playbook.version
    if row is None:
        always = ((time(), time()),)
        return Calendar(key, book.playbook.zone, dict.fromkeys(range(7), always), version=version)
    return calendar_for(
        key,
        row.zone,
        {
            int(weekday): tuple((span.start, span.end) for span in spans)
            for weekday, spans in row.hours.items()
        },
        row.country,
        range(first_year, last_year + 1),
        extra_closed=row.closed_on,
        half_days={one.on: tuple((span.start, span.end) for span in one.hours) for one in row.half_days},
        version=version,
    )
