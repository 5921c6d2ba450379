from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasuki.rules.calendar import (
    Calendar,
    NoWorkingTime,
    Span,
    UnusableCalendar,
    add_business,
    add_business_days,
    add_days,
    at_local,
    business_between,
    is_open,
    next_open,
)
from tasuki.rules.clock import parse_target

WORKED = Path(__file__).parents[3] / "examples" / "worked"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MINUTE = timedelta(minutes=1)


# ── Reading worked examples ───────────────────────────────────────────────────────────────────────────────────


@cache
def worked(name: str) -> dict[str, Any]:
    return tomllib.loads((WORKED / name).read_text(encoding="utf-8"))


def said(example: Any) -> str:
    """The name of a worked example in the test report."""
    return f"{example['rule']} {example['says']}"


def moment(written: str, zone: str) -> datetime:
    """ "Fri 2026-09-18 17:00" on the clocks of a zone, as an instant; a wrong weekday is a mistake in the example."""
    weekday, rest = written.split(" ", 1)
    local = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))
    assert WEEKDAYS[local.weekday()] == weekday, f"{written} is a {WEEKDAYS[local.weekday()]}"
    return local.astimezone(UTC)


def spans(written: list[str]) -> tuple[Span, ...]:
    pairs = (span.replace("24:00", "00:00").split("-") for span in written)
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs)


def calendar_from(
    key: str, table: Mapping[str, Any], version: int = 1, closed: tuple[date, ...] = ()
) -> Calendar:
    return Calendar(
        key=key,
        zone=table["zone"],
        hours={WEEKDAYS.index(weekday): spans(hours) for weekday, hours in table["hours"].items()},
        holidays=frozenset(table.get("holidays", ())) | frozenset(closed),
        half_days={
            date.fromisoformat(day): spans(hours) for day, hours in table.get("half_days", {}).items()
        },
        version=version,
    )


@pytest.mark.parametrize("example", worked("calendar.toml")["example"], ids=said)
def test_a_worked_example_of_business_time_holds(example: dict[str, Any]) -> None:
    given, expect = example["given"], example["expect"]
    calendar = calendar_from(given["calendar"], worked("calendar.toml")["calendar"][given["calendar"]])
    start_at = moment(given["start"], calendar.zone)
    if "refused" in expect:
        with pytest.raises(NoWorkingTime) as refusal:
            added(calendar, start_at, given["add"])
        assert refusal.value.code == expect["refused"]
    elif "add" in given:
        assert added(calendar, start_at, given["add"]) == moment(expect["at"], calendar.zone)
    elif "until" in given:
        worked_time = business_between(calendar, start_at, moment(given["until"], calendar.zone))
        assert worked_time == parse_target(expect["working_time"]).span
    else:
        assert is_open(calendar, start_at) is expect["open"]
        assert next_open(calendar, start_at) == moment(expect["next_open"], calendar.zone)


def added(calendar: Calendar, start_at: datetime, amount: str) -> datetime:
    target = parse_target(amount)
    if target.unit == "business_days":
        return add_business_days(calendar, start_at, int(target.amount))
    return add_business(calendar, start_at, target.span)


# ── Against a slow oracle that walks minute by minute ─────────────────────────────────────────────────────────

OFFICE = {weekday: ((time(9), time(12)), (time(13), time(18))) for weekday in range(5)}
ALWAYS = {weekday: ((time(0), time(0)),) for weekday in range(7)}
NIGHTS = {weekday: ((time(0), time(3, 30)), (time(22), time(0))) for weekday in range(7)}
SMALL_HOURS = {weekday: ((time(1, 15), time(2, 45)),) for weekday in range(7)}
SATURDAYS = {5: ((time(10), time(11)),)}

ZONES = (
    "Europe/Berlin",  # changes clocks at 2:00 and 3:00 of the night
    "America/New_York",
    "Asia/Tokyo",  # never changes them
    "Australia/Lord_Howe",  # by half an hour
    "America/Santiago",  # at midnight, so that a date begins at 1:00
    "Pacific/Apia",  # left out 30 December 2011 altogether
    "America/St_Johns",  # in 2010 at one minute past midnight, so that the date went back
    "UTC",
)
STARTS = (
    datetime(2026, 3, 27, tzinfo=UTC),
    datetime(2026, 10, 23, tzinfo=UTC),
    datetime(2026, 3, 6, tzinfo=UTC),
    datetime(2026, 10, 30, tzinfo=UTC),
    datetime(2026, 4, 3, tzinfo=UTC),
    datetime(2026, 9, 4, tzinfo=UTC),
    datetime(2025, 12, 30, tzinfo=UTC),
    datetime(2011, 12, 28, tzinfo=UTC),
    datetime(2010, 11, 5, tzinfo=UTC),
)


@st.composite
def calendars_and_starts(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar with exceptions near the start, and a start within a few days of a change of clocks."""
    start_at = draw(st.sampled_from(STARTS)) + draw(st.integers(0, 5 * 1440)) * MINUTE
    nearby = st.integers(-1, 7).map(lambda days: start_at.date() + timedelta(days=days))
    calendar = Calendar(
        key="drawn",
        zone=draw(st.sampled_from(ZONES)),
        hours=draw(st.sampled_from((OFFICE, ALWAYS, NIGHTS, SMALL_HOURS, SATURDAYS))),
        holidays=draw(st.frozensets(nearby, max_size=3)),
        half_days=draw(st.dictionaries(nearby, st.sampled_from((((time(9), time(12)),), ())), max_size=2)),
    )
    return calendar, start_at


def shows_open(calendar: Calendar, at: datetime) -> bool:
    """What a person would say who looks at the wall clock, the holiday list and the opening hours on the door."""
    local = at.astimezone(ZoneInfo(calendar.zone))
    closed = local.date() in calendar.holidays
    hours = calendar.half_days.get(local.date(), () if closed else calendar.hours.get(local.weekday(), ()))
    minutes = local.hour * 60 + local.minute
    return any(s.hour * 60 + s.minute <= minutes < (e.hour * 60 + e.minute or 1440) for s, e in hours)


@settings(max_examples=150, deadline=None)
@given(drawn=calendars_and_starts(), minutes=st.integers(0, 4 * 1440))
def test_working_time_is_what_a_person_counts_minute_by_minute(
    drawn: tuple[Calendar, datetime], minutes: int
) -> None:
    calendar, start_at = drawn
    counted = sum(shows_open(calendar, start_at + minute * MINUTE) for minute in range(minutes))
    assert business_between(calendar, start_at, start_at + minutes * MINUTE) == counted * MINUTE
    assert is_open(calendar, start_at) == shows_open(calendar, start_at)


@settings(max_examples=150, deadline=None)
@given(drawn=calendars_and_starts(), minutes=st.integers(1, 600))
def test_added_working_time_ends_where_a_person_counting_minutes_stops(
    drawn: tuple[Calendar, datetime], minutes: int
) -> None:
    calendar, start_at = drawn
    at, left = start_at, minutes
    while left and at < start_at + 10 * 1440 * MINUTE:
        left -= shows_open(calendar, at)
        at += MINUTE
    if left == 0:
        assert add_business(calendar, start_at, minutes * MINUTE) == at
    else:
        assert add_business(calendar, start_at, minutes * MINUTE) > at


@settings(max_examples=150, deadline=None)
@given(drawn=calendars_and_starts())
def test_the_next_opening_is_the_first_open_minute(drawn: tuple[Calendar, datetime]) -> None:
    calendar, start_at = drawn
    opening = next_open(calendar, start_at)
    walked = int((min(opening, start_at + 8 * 1440 * MINUTE) - start_at) / MINUTE)
    assert is_open(calendar, opening)
    assert not any(shows_open(calendar, start_at + minute * MINUTE) for minute in range(walked))


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────────────────────

AMOUNTS = st.timedeltas(timedelta(0), timedelta(days=400))
INSTANTS = st.integers(0, 200 * 525_960).map(
    lambda minutes: datetime(1995, 1, 1, tzinfo=UTC) + minutes * MINUTE
)


@settings(deadline=None)
@given(drawn=calendars_and_starts(), amount=AMOUNTS)
def test_adding_and_measuring_undo_each_other(drawn: tuple[Calendar, datetime], amount: timedelta) -> None:
    calendar, start_at = drawn
    assert business_between(calendar, start_at, add_business(calendar, start_at, amount)) == amount


@settings(deadline=None)
@given(drawn=calendars_and_starts(), start_at=INSTANTS, one=AMOUNTS, other=AMOUNTS)
def test_adding_in_two_steps_is_adding_at_once(
    drawn: tuple[Calendar, datetime], start_at: datetime, one: timedelta, other: timedelta
) -> None:
    calendar, _ = drawn
    at_once = add_business(calendar, start_at, one + other)
    assert add_business(calendar, add_business(calendar, start_at, one), other) == at_once


@settings(deadline=None)
@given(drawn=calendars_and_starts(), instants=st.lists(INSTANTS, min_size=3, max_size=3))
def test_measured_stretches_add_up_in_any_order(
    drawn: tuple[Calendar, datetime], instants: list[datetime]
) -> None:
    calendar, _ = drawn
    a, b, c = instants
    whole = business_between(calendar, a, c)
    assert business_between(calendar, a, b) + business_between(calendar, b, c) == whole
    assert business_between(calendar, c, a) == -whole


@settings(deadline=None)
@given(drawn=calendars_and_starts(), later=st.timedeltas(timedelta(0), timedelta(days=9)), amount=AMOUNTS)
def test_who_starts_later_is_never_due_earlier(
    drawn: tuple[Calendar, datetime], later: timedelta, amount: timedelta
) -> None:
    calendar, start_at = drawn
    assert add_business(calendar, start_at, amount) <= add_business(calendar, start_at + later, amount)


@settings(deadline=None)
@given(
    weekday=st.integers(0, 4),
    minute=st.integers(0, 1439),
    n=st.integers(1, 30),
    holidays=st.frozensets(st.integers(0, 60).map(lambda day: date(2026, 9, 7) + timedelta(days=day))),
)
@example(weekday=4, minute=20 * 60, n=1, holidays=frozenset({date(2026, 9, 14)}))
def test_business_days_keep_the_time_of_day_and_pass_over_closed_dates(
    weekday: int, minute: int, n: int, holidays: frozenset[date]
) -> None:
    calendar = Calendar("tokyo", "Asia/Tokyo", OFFICE, holidays)
    start_at = at_local(calendar, date(2026, 9, 7) + timedelta(days=weekday), time(minute // 60, minute % 60))
    opening = next_open(calendar, start_at).astimezone(ZoneInfo("Asia/Tokyo"))
    day, left = opening.date(), n
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in holidays
    due = add_business_days(calendar, start_at, n).astimezone(ZoneInfo("Asia/Tokyo"))
    assert (due.date(), due.time()) == (day, opening.time())


# ── Edges ─────────────────────────────────────────────────────────────────────────────────────────────────────


def berlin(hours: Mapping[int, tuple[Span, ...]] = ALWAYS) -> Calendar:
    return Calendar("berlin", "Europe/Berlin", hours)


def test_a_local_time_that_the_clock_change_leaves_out_becomes_the_first_one_after_it() -> None:
    saturday = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)  # 2:30 in Berlin; on Sunday 2:00 is followed by 3:00
    assert add_days(berlin(), saturday, 1) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert add_business_days(berlin(), saturday, 1) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_local_time_that_comes_twice_means_its_first_time() -> None:
    saturday = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)  # 2:30 in Berlin; on Sunday 2:30 comes twice
    assert add_days(berlin(), saturday, 1) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    half_an_hour_later = saturday + 30 * MINUTE  # 3:00, which comes once: at 3:00 it had become 2:00 again
    assert add_days(berlin(), half_an_hour_later, 1) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


def test_calendar_days_keep_the_local_time_over_a_clock_change() -> None:
    friday = datetime(2026, 10, 23, 14, 0, tzinfo=UTC)  # 16:00 in summer
    assert add_days(berlin(OFFICE), friday, 3) == datetime(2026, 10, 26, 15, 0, tzinfo=UTC)  # 16:00 in winter


def test_a_time_in_the_break_of_the_day_reached_moves_to_the_end_of_that_break() -> None:
    calendar = Calendar(
        "tokyo", "Asia/Tokyo", {0: ((time(9), time(18)),), 1: ((time(9), time(11)), (time(15), time(18)))}
    )
    monday = at_local(calendar, date(2026, 7, 13), time(13))
    assert add_business_days(calendar, monday, 1) == at_local(calendar, date(2026, 7, 14), time(15))
    as_it_begins = at_local(calendar, date(2026, 7, 13), time(11))
    assert add_business_days(calendar, as_it_begins, 1) == at_local(calendar, date(2026, 7, 14), time(11))


def test_a_half_day_wins_over_a_holiday_of_the_same_date() -> None:
    day = date(2026, 12, 28)
    calendar = Calendar("tokyo", "Asia/Tokyo", OFFICE, frozenset({day}), {day: ((time(9), time(12)),)})
    assert is_open(calendar, at_local(calendar, day, time(10)))


@pytest.mark.parametrize("hours", [{}, {0: ()}])
def test_a_calendar_that_never_opens_says_so(hours: Mapping[int, tuple[Span, ...]]) -> None:
    never = Calendar("never", "Asia/Tokyo", hours, frozenset({date(2026, 1, 1)}))
    at = datetime(2026, 7, 13, tzinfo=UTC)
    assert not is_open(never, at)
    assert business_between(never, at, at + timedelta(days=3650)) == timedelta(0)
    with pytest.raises(NoWorkingTime, match="never"):
        next_open(never, at)
    with pytest.raises(NoWorkingTime, match="never"):
        add_business(never, at, MINUTE)
    with pytest.raises(NoWorkingTime, match="never"):
        add_business_days(never, at, 1)


def test_a_calendar_with_a_few_single_days_runs_out_after_them() -> None:
    fair = Calendar("fair", "Asia/Tokyo", {}, half_days={date(2026, 10, 1): ((time(10), time(16)),)})
    before = datetime(2026, 7, 13, tzinfo=UTC)
    assert add_business(fair, before, timedelta(hours=6)) == at_local(fair, date(2026, 10, 1), time(16))
    with pytest.raises(NoWorkingTime):
        add_business(fair, before, timedelta(hours=7))
    with pytest.raises(NoWorkingTime):
        add_business_days(fair, before, 1)


def test_an_amount_that_no_calendar_will_ever_offer_is_refused() -> None:
    at = datetime(9998, 12, 1, tzinfo=UTC)
    with pytest.raises(NoWorkingTime):
        add_business(berlin(SATURDAYS), at, timedelta(hours=10))
    with pytest.raises(NoWorkingTime):
        add_business_days(berlin(SATURDAYS), at, 10)


def test_a_due_moment_two_hundred_years_ahead_is_exact() -> None:
    calendar = Calendar("utc", "UTC", ALWAYS)
    at = datetime(2026, 7, 13, tzinfo=UTC)
    assert add_business(calendar, at, timedelta(days=73_000)) == at + timedelta(days=73_000)


def test_time_is_never_added_backwards() -> None:
    at = datetime(2026, 7, 13, tzinfo=UTC)
    with pytest.raises(ValueError, match="forwards"):
        add_business(berlin(), at, -MINUTE)
    with pytest.raises(ValueError, match="forwards"):
        add_business_days(berlin(), at, -1)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 7, 13, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        is_open(berlin(), naive)
    with pytest.raises(ValueError, match="no time zone"):
        next_open(berlin(), naive)


@pytest.mark.parametrize(
    ("zone", "hours", "fault"),
    [
        ("Asia/Edo", OFFICE, "IANA"),
        ("../etc/passwd", OFFICE, "IANA"),
        ("Asia/Tokyo", {7: ((time(9), time(18)),)}, "weekday"),
        ("Asia/Tokyo", {0: ((time(18), time(9)),)}, "end after it starts"),
        ("Asia/Tokyo", {0: ((time(9), time(9)),)}, "end after it starts"),
        ("Asia/Tokyo", {0: ((time(9), time(14)), (time(13), time(18)))}, "overlap"),
        ("Asia/Tokyo", {0: ((time(13), time(18)), (time(9), time(12)))}, "overlap"),
    ],
)
def test_a_calendar_that_cannot_be_right_is_refused(
    zone: str, hours: Mapping[int, tuple[Span, ...]], fault: str
) -> None:
    with pytest.raises(UnusableCalendar, match=re.escape(fault)):
        Calendar("wrong", zone, hours)
