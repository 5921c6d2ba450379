"""The promises that have a clock, the expected ranges, and the calendars by which business time runs."""

from __future__ import annotations

from datetime import timedelta

from tasuki.playbooks.telling.chapter import Chapter, Entry, Said, Table, cell, entry, filled
from tasuki.playbooks.telling.conditions import when_told
from tasuki.playbooks.telling.people import ladder_told, person_called
from tasuki.playbooks.telling.values import WEEKDAYS, event_told, hours_told, share_told, within_told
from tasuki.rules.clock import Target, parse_within
from tasuki.rules.playbook import CalendarTerms, Playbook, Sla, SpanOfHours
from tasuki.rules.wording import N_, Sentence

MEETING = "meeting.booked_for"
OUTSIDE = timedelta(days=90)


def clocks(book: Playbook) -> Chapter:
    introduction = N_(
        "A clock starts and stops by what happens, warns before it breaks, and goes up the ladder when it does."
    )
    tables = (_promises(book), _ranges(book), _calendars(book))
    return Chapter("clocks", Sentence(N_("The clocks")), Sentence(introduction), filled(tables))


def _promises(book: Playbook) -> Table:
    headings = (
        Sentence(N_("Promise")),
        Sentence(N_("Within")),
        Sentence(N_("Starts when")),
        Sentence(N_("Stops when")),
        Sentence(N_("Owner and ladder")),
    )
    rows = tuple(_promise(one, book) for one in book.sla if not one.is_benchmark)
    return Table(Sentence(N_("Promises with a clock")), headings, rows)


def _promise(sla: Sla, book: Playbook) -> Entry:
    when = when_told(sla.when, book)
    label = Sentence(N_("%(id)s %(text)s"), {"id": sla.id, "text": sla.label})
    only = Sentence(N_("Only where %(when)s."), {"when": when}) if when else None
    owner = Sentence(N_("Owner: %(who)s"), {"who": person_called(sla.owner)})
    further = {"who": ladder_told(sla.then), "step": within_told(sla.escalate_every)}
    ladder = Sentence(N_("Ladder: %(who)s; a rung further every %(step)s"), further)
    starts = tuple(event_told(code) for code in sla.starts_on) or (Sentence(N_("A week begins.")),)
    stops = tuple(event_told(code) for code in sla.stops_on) or (Sentence(N_("It is done.")),)
    return entry(sla.id, cell(label, only), _within(sla, book), starts, stops, (owner, ladder))


def _within(sla: Sla, book: Playbook) -> tuple[Said, ...]:
    before_the_meeting = Sentence(N_("before the meeting begins")) if sla.no_later_than == MEETING else None
    named = sla.calendar or book.playbook.calendar
    calendar = Sentence(N_("by the calendar “%(calendar)s”"), {"calendar": named})
    warned = Sentence(N_("warned at %(shares)s"), {"shares": tuple(share_told(one) for one in sla.warn_at)})
    return cell(
        None if before_the_meeting and _is_an_outside_bound(sla.within) else within_told(sla.within),
        before_the_meeting,
        calendar if "business" in sla.within or "next" in sla.within else None,
        warned if sla.warn_at else None,
    )


def _is_an_outside_bound(within: str) -> bool:
    """A span so long that only the moment that comes before it counts."""
    target = parse_within(within)
    return isinstance(target, Target) and target.span > OUTSIDE


def _ranges(book: Playbook) -> Table:
    headings = (Sentence(N_("From where to where")), Sentence(N_("Usually")), Sentence(N_("Who")))
    rows = tuple(_range(one) for one in book.sla if one.is_benchmark)
    lead = (Sentence(N_("Expected, reported and never broken.")),)
    return Table(Sentence(N_("Expected ranges")), headings, rows, lead if rows else ())


def _range(sla: Sla) -> Entry:
    label = Sentence(N_("%(id)s %(text)s"), {"id": sla.id, "text": sla.label})
    low, high = (sla.expected_days[0], sla.expected_days[-1]) if sla.expected_days else ("—", "—")
    usual = Sentence(N_("%(low)s to %(high)s days"), {"low": low, "high": high})
    return entry(sla.id, label, usual, person_called(sla.owner))


def _calendars(book: Playbook) -> Table:
    headings = (Sentence(N_("Calendar")), Sentence(N_("Open")), Sentence(N_("Closed")))
    rows = tuple(_calendar(one, one.key == book.playbook.calendar) for one in book.calendar)
    return Table(Sentence(N_("Calendars")), headings, rows)


def _calendar(calendar: CalendarTerms, is_usual: bool) -> Entry:
    named = Sentence(N_("“%(key)s”, in the zone %(zone)s"), {"key": calendar.key, "zone": calendar.zone})
    usual = Sentence(N_("The usual one.")) if is_usual else None
    holidays = Sentence(N_("Public holidays of %(country)s"), {"country": calendar.country})
    days = ", ".join(day.isoformat() for day in calendar.closed_on)
    closed = cell(holidays if calendar.country else None, days)
    return entry(calendar.key, cell(named, usual), (*_hours(calendar), *_half_days(calendar)), closed)


def _hours(calendar: CalendarTerms) -> tuple[Sentence, ...]:
    """Days of the same hours share a line."""
    days: dict[tuple[SpanOfHours, ...], list[Sentence]] = {}
    for number, spans in sorted(calendar.hours.items()):
        days.setdefault(spans, []).append(Sentence(WEEKDAYS[int(number)]))
    return tuple(
        Sentence(N_("%(days)s: %(hours)s"), {"days": named, "hours": hours_told(spans)})
        for spans, named in days.items()
    )


def _half_days(calendar: CalendarTerms) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            N_("%(day)s: %(hours)s"),
            {"day": one.on.isoformat(), "hours": hours_told(one.hours)},
        )
        for one in calendar.half_days
    )
