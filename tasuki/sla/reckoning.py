"""When does this breach, and why? The whole way of a clock, of one that runs or of one that is only imagined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.http.json import moment as in_utc
from tasuki.platform.refusals import NotFound, invalid
from tasuki.platform.time.holidays import holiday_names
from tasuki.rules import clock as rules
from tasuki.rules.calendar import Calendar
from tasuki.rules.clock.reckoning import KINDS, Day, days_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Language, Text
from tasuki.sla.models import Clock
from tasuki.sla.rows import calendar_for_row, clock_of
from tasuki.sla.terms import Agreement, Promise, agreement_in_force, agreement_stamped, calendar_of

FARTHEST = timedelta(days=3653)
"""How far from now a promise can be imagined: beyond ten years nobody knows the holidays."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A clock with every day of its way; ``days`` add up to what the promise allows."""

    sla: str
    label: Text
    within: str
    clock: rules.Clock
    calendar: Calendar
    country: str
    playbook: str
    days: tuple[Day, ...]

    def holidays(self, language: Language) -> Mapping[date, str]:
        """What the public holidays on its way are called."""
        years = {day.on.year for day in self.days}
        return holiday_names(self.country, years, language) if self.country else {}


def reckon(
    sla: str,
    start_at: datetime,
    *,
    by: Actor,
    at: datetime,
    calendar: str = "",
    no_later_than: datetime | None = None,
) -> Reckoning:
    """When the promise would break if it began at ``start_at``, by its own calendar or another of the agreement.

    Raises Forbidden, NotFound (nothing was agreed), Invalid (no such promise with a clock, no such calendar, a moment
    more than ten years away).
    """
    ask_any(by, "playbook.read")
    for pointer, moment in (("/started_at", start_at), ("/no_later_than", no_later_than)):
        if moment is not None and abs(moment - at) > FARTHEST:
            raise invalid(pointer, N_("A moment more than ten years from now cannot be reckoned with."))
    agreement = agreement_in_force()
    if agreement is None:
        raise NotFound("playbook in force", "—")
    promise, book = _promise(agreement, sla), agreement.book
    known = [one.key for one in book.calendar]
    key = calendar or promise.terms.calendar
    if calendar and calendar not in known:
        text = N_("The agreement has no calendar “%(calendar)s”; it has %(known)s.")
        raise invalid("/calendar", text, "unknown", calendar=calendar, known=known)
    by_it = calendar_of(book, key, start_at)
    clock = rules.start(replace(promise.terms, calendar=key), start_at, by_it, no_later_than)
    by_it = calendar_of(book, key, start_at, clock.due_at)
    return _reckoned(promise.sla.label, promise.sla.within, clock, by_it, book)


def reckoning_of(row: Clock) -> Reckoning:
    """The reckoning of a clock that was started: with its pauses, under the agreement that it runs by."""
    agreement = agreement_stamped(row.playbook)
    promise = agreement.promises.get(row.sla)
    label = promise.sla.label if promise else Text(row.sla)
    return _reckoned(label, row.within, clock_of(row), calendar_for_row(row), agreement.book)


def spoken(reckoning: Reckoning, language: Language, say: Any) -> dict[str, Any]:
    """Its public shape, worded in ``language``: the same for the API and the command line."""
    clock, named = reckoning.clock, reckoning.holidays(language)
    return {
        "sla": reckoning.sla,
        "label": reckoning.label.spoken(language),
        "within": reckoning.within,
        "calendar": reckoning.calendar.key,
        "zone": reckoning.calendar.zone,
        "playbook": reckoning.playbook,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "no_later_than_at": clock.due_no_later_than,
        "warnings": [{"level": one.level, "at": one.at} for one in clock.moments if one.is_warning],
        "rungs": [{"rung": one.rung, "at": one.at} for one in clock.moments if one.rung],
        "pauses": [{"from": held, "until": freed} for held, freed in _pauses(clock)],
        "days": [_day(day, named, say) for day in reckoning.days],
    }


def _pauses(clock: rules.Clock) -> list[tuple[datetime, datetime | None]]:
    running = [(clock.paused_at, None)] if clock.paused_at else []
    return [*clock.pauses, *running]


def _day(day: Day, named: Mapping[date, str], say: Any) -> dict[str, Any]:
    return {
        "on": day.on,
        "kind": str(day.kind),
        "because": named.get(day.on, "") if day.kind == "holiday" else say(KINDS[day.kind]),
        "spans": [{"from": in_utc(begins), "until": in_utc(ends)} for begins, ends in day.stretches],
        "counted_seconds": int(day.counted.total_seconds()),
        "so_far_seconds": int(day.so_far.total_seconds()),
        "business_day": day.place,
    }


def _promise(agreement: Agreement, sla: str) -> Promise:
    promise = agreement.promises.get(sla)
    if promise is None:
        known = list(agreement.promises)
        text = N_("The agreement has no promise “%(sla)s” with a clock; it has %(known)s.")
        raise invalid("/sla", text, "unknown", sla=sla, known=known)
    return promise


def _reckoned(label: Text, within: str, clock: rules.Clock, calendar: Calendar, book: Playbook) -> Reckoning:
    row = next((one for one in book.calendar if one.key == calendar.key), None)
    country = row.country if row else ""
    return Reckoning(clock.sla, label, within, clock, calendar, country, book.stamp, days_of(clock, calendar))
