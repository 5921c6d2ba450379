"""When a promise breaks, and why: the days of its way add up to what it allows."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tasuki.rules.calendar import Calendar
from tasuki.rules.clock import Clock, Terms, parse_within, pause, resume, start
from tasuki.rules.clock.reckoning import Kind, days_of
from tasuki.rules.clock.spans import between

OFFICE = ((time(9), time(12)), (time(13), time(18)))
WEEK = dict.fromkeys(range(5), OFFICE)
TOKYO = Calendar(
    "tokyo", "Asia/Tokyo", WEEK, frozenset({date(2026, 11, 23)}), {date(2026, 11, 25): ((time(9), time(12)),)}
)
BERLIN = Calendar("berlin", "Europe/Berlin", WEEK)
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""Friday, 15:00 in Tokyo; Monday is a holiday, Wednesday a half day."""


def clock(within: str, calendar: Calendar = TOKYO, at: datetime = AT) -> Clock:
    terms = Terms("SL-3", ("a",), ("b",), parse_within(within), calendar.key, "sdr", warn=(Decimal("0.5"),))
    return start(terms, at, calendar)


def test_every_day_says_whether_it_counted_and_why_not() -> None:
    told = [(day.on.day, str(day.kind), day.place) for day in days_of(clock("3 business days"), TOKYO)]
    assert told == [
        (20, "counted", None), (21, "day_off", None), (22, "day_off", None), (23, "holiday", None),
        (24, "counted", 1), (25, "half_day", 2), (26, "counted", 3),
    ]  # fmt: skip


def test_the_stretches_are_those_of_the_office_from_the_start_to_the_due_moment() -> None:
    first, *_, last = days_of(clock("4 business hours"), TOKYO)
    assert first.stretches == ((AT, AT + timedelta(hours=3)),)
    assert last.on == date(2026, 11, 24)
    assert last.so_far == timedelta(hours=4)


def test_a_pause_does_not_count() -> None:
    held = pause(clock("24 h"), AT + timedelta(hours=1), "manager_hold")
    freed = resume(held, AT + timedelta(hours=30), TOKYO)
    days = days_of(freed, TOKYO)
    assert [day.kind for day in days] == [Kind.COUNTED, Kind.COUNTED, Kind.COUNTED]
    assert days[-1].so_far == timedelta(hours=24)


def test_a_day_on_which_clocks_change_has_the_hours_that_it_has() -> None:
    at = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
    _, sunday, _ = days_of(clock("2 days", BERLIN, at), BERLIN)
    assert sunday.counted == timedelta(hours=25)


@settings(max_examples=60)
@given(
    st.integers(0, 730 * 24 * 60),
    st.sampled_from(
        ["5 min", "24 h", "3 days", "5 business hours", "5 business days", "90 business minutes"]
    ),
    st.sampled_from([TOKYO, BERLIN]),
)
def test_what_counted_adds_up_to_what_was_promised(minute: int, within: str, calendar: Calendar) -> None:
    running = clock(within, calendar, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))
    whole = between(running.target, calendar, running.started_at, running.due_at)
    assert days_of(running, calendar)[-1].so_far == whole
