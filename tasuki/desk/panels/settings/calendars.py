"""The agreed calendars: hours, the coming year's holidays, and when something falls due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from django.db.models import Count
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, told
from tasuki.desk.forms.moments import moment_typed
from tasuki.desk.forms.person import number_typed
from tasuki.desk.panels.settings.drafting import Way, where_to_change
from tasuki.desk.refused import Refused, refused_by
from tasuki.desk.words import tongue
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, invalid
from tasuki.platform.time.holidays import holiday_names
from tasuki.playbooks.queries import in_force
from tasuki.rules.calendar import Calendar, NoWorkingTime, add_business, add_business_days, is_open
from tasuki.rules.playbook import CalendarTerms, Playbook
from tasuki.rules.wording import N_
from tasuki.sla.terms import calendar_of

A_YEAR = timedelta(days=365)
MOST = 2000
UNITS: Mapping[str, tuple[str, Callable[[Calendar, datetime, int], datetime]]] = {
    "business_days": (N_("business days"), add_business_days),
    "business_hours": (
        N_("working hours"),
        lambda calendar, at, n: add_business(calendar, at, timedelta(hours=n)),
    ),
}


@dataclass(frozen=True, slots=True)
class Holiday:
    on: date
    name: str


@dataclass(frozen=True, slots=True)
class CalendarShown:
    """``hours`` are the weekdays with what is open; ``people`` have been given this calendar."""

    terms: CalendarTerms
    is_office: bool
    is_open: bool
    hours: tuple[tuple[str, str], ...]
    holidays: tuple[Holiday, ...]
    promises: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Tester:
    """“When do X business days from now fall?”"""

    fields: tuple[Field, ...]
    refused: Refused | None
    falls_at: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class CalendarsPage:
    calendars: tuple[CalendarShown, ...]
    tester: Tester
    stamp: str
    change: Way | None


def calendars_page(asked: Mapping[str, str], *, by: Actor, at: datetime, zone: ZoneInfo) -> CalendarsPage:
    """Raises `Forbidden`."""
    ask_any(by, "playbook.read")
    book = in_force()
    given = dict(
        Person.objects.active()
        .values_list("calendar")
        .annotate(people=Count("pk"))
        .values_list("calendar", "people")
    )
    return CalendarsPage(
        calendars=tuple(_shown(terms, book, at, given.get(terms.key, 0)) for terms in book.calendar),
        tester=_tester(asked, book, at, zone),
        stamp=book.stamp,
        change=where_to_change("calendar", by),
    )


def _shown(terms: CalendarTerms, book: Playbook, at: datetime, people: int) -> CalendarShown:
    return CalendarShown(
        terms=terms,
        is_office=terms.key == book.playbook.calendar,
        is_open=is_open(calendar_of(book, terms.key, at), at),
        hours=tuple(_hours(terms)),
        holidays=_holidays(terms, at),
        promises=tuple(one.id for one in book.sla if one.calendar == terms.key),
        people=people,
    )


def _hours(terms: CalendarTerms) -> Iterator[tuple[str, str]]:
    """The weekdays with their hours; neighbours with the same hours are one line."""
    days = get_day_names(locale=tongue())
    for hours, week in groupby(range(7), key=lambda weekday: _open_on(terms, weekday)):
        first, *others = week
        last = others[-1] if others else first
        yield (str(days[first]) if first == last else f"{days[first]}–{days[last]}"), hours


def _open_on(terms: CalendarTerms, weekday: int) -> str:
    joiner = "、" if tongue() == "ja" else ", "
    spans = [f"{span.start:%H:%M}–{_end(f'{span.end:%H:%M}')}" for span in terms.hours.get(str(weekday), ())]
    return joiner.join(spans) or gettext("no working hours")


def _end(clock: str) -> str:
    return "24:00" if clock == "00:00" else clock


def _holidays(terms: CalendarTerms, at: datetime) -> tuple[Holiday, ...]:
    """Those of the coming year, public ones and the company's own."""
    first = at.astimezone(ZoneInfo(terms.zone)).date()
    last = first + A_YEAR
    public = holiday_names(terms.country, (first.year, last.year), tongue()) if terms.country else {}
    half = {one.on: gettext("a half day") for one in terms.half_days}
    named = {**dict.fromkeys(terms.closed_on, gettext("closed by the company")), **public, **half}
    return tuple(Holiday(day, name) for day, name in sorted(named.items()) if first <= day < last)


def _tester(asked: Mapping[str, str], book: Playbook, at: datetime, zone: ZoneInfo) -> Tester:
    key = asked.get("calendar", "") or book.playbook.calendar
    keys = [(one.key, one.key) for one in book.calendar]
    unit = asked.get("unit", "") if asked.get("unit") in UNITS else "business_days"
    units = [(name, gettext(label)) for name, (label, _) in UNITS.items()]
    start = asked.get("from", "") or f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
    fields = (
        Field("n", gettext("How many"), "number", asked.get("n", "") or "5", required=True),
        Field("unit", gettext("Of what"), "choice", unit, options(units, unit, None)),
        Field("from", gettext("Counted from"), "moment", start, required=True),
        Field("calendar", gettext("Calendar"), "choice", key, options(keys, key, None)),
    )
    if "n" not in asked:
        return Tester(fields, None, None, "")
    try:
        falls_at = _falls(asked["n"], unit, moment_typed(start, zone, "/from"), key, book)
    except Invalid as refusal:
        refused = refused_by(refusal)
        return Tester(told(fields, refused), refused, None, "")
    return Tester(fields, None, falls_at, zone.key)


def _falls(typed: str, unit: str, start: datetime, key: str, book: Playbook) -> datetime:
    n = number_typed(typed, "/n")
    if n is None or n > MOST:
        raise invalid("/n", N_("Must be from 0 to %(most)s."), "out_of_range", most=MOST)
    if key not in {one.key for one in book.calendar}:
        raise invalid("/calendar", N_("There is no such calendar."), "unknown")
    if not 1970 <= start.year <= 2090:
        raise invalid("/from", N_("Enter a day of these decades."), "out_of_range")
    calendar = calendar_of(book, key, start, start + timedelta(days=3 * n + 30))
    try:
        return UNITS[unit][1](calendar, start, n)
    except NoWorkingTime:
        raise invalid("/calendar", N_("This calendar is never open long enough."), "out_of_range") from None
