from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasuki.rules.calendar import Calendar, add_business_days, at_local, business_between
from tasuki.rules.clock import (
    BREACH,
    MANAGER_HOLD,
    OWNER_ABSENCE,
    PROSPECT_LATER_DATE,
    Clock,
    ClockNotRunning,
    ClockRefusal,
    PauseRefused,
    Target,
    Terms,
    Unit,
    UnreadableTarget,
    WeeklyWindow,
    due_now,
    in_target_unit,
    next_moment,
    parse_target,
    parse_within,
    pause,
    remaining,
    reschedule,
    resume,
    start,
    state,
    stop,
    weekly_window,
    with_fired,
)
from tasuki.rules.tests.test_calendar import calendar_from, moment, said, worked

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
TOKYO = Calendar("tokyo", "Asia/Tokyo", {weekday: ((time(9), time(18)),) for weekday in range(5)})


def terms(within: str = "24 h", **changes: Any) -> Terms:
    usual = Terms("SL-2", ("lead.assigned",), ("touch.logged",), parse_within(within), "tokyo", "sdr")
    return replace(usual, **changes)


def clock(within: str = "24 h", at: datetime = MONDAY) -> Clock:
    return start(terms(within), at, TOKYO)


# ── Worked examples ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("example", worked("sla.toml")["example"], ids=said)
def test_a_worked_example_of_a_promise_holds(example: dict[str, Any]) -> None:
    given, expect = example["given"], example["expect"]
    calendar = calendar_from("tokyo", worked("sla.toml")["calendar"]["tokyo"])
    agreed = agreed_terms(given.get("sla", example["rule"]))
    if "refused" in expect:
        with pytest.raises(PauseRefused) as refusal:
            played(agreed, given["events"], calendar)
        assert (refusal.value.code, refusal.value.rule) == (expect["refused"], example["rule"])
        return
    now = moment(given["now"], calendar.zone)
    clock = played(agreed, given["events"], calendar)
    if clock and "closed_later" in given:
        table = worked("sla.toml")["calendar"]["tokyo"]
        calendar = calendar_from("tokyo", table, version=2, closed=tuple(given["closed_later"]))
        clock = reschedule(clock, agreed, calendar)
    assert expected_of(clock, now, calendar, expect) == expect


def agreed_terms(sla: str) -> Terms:
    table = worked("sla.toml")["terms"][sla]
    within = parse_within(table["within"])
    return Terms(sla, tuple(table["starts_on"]), tuple(table["stops_on"]), within, "tokyo", table["owner"])


def played(agreed: Terms, events: list[dict[str, str]], calendar: Calendar) -> Clock | None:
    """The clock after an example's events, in their order in time; None where none has started it."""
    clock: Clock | None = None
    for event in sorted(events, key=lambda event: moment(event["at"], calendar.zone)):
        clock = after(event, clock, agreed, calendar)
    return clock


def after(event: dict[str, str], clock: Clock | None, agreed: Terms, calendar: Calendar) -> Clock | None:
    code, at = event["event"], moment(event["at"], calendar.zone)
    if clock is None:
        latest = event.get("no_later_than")
        limit = moment(latest, calendar.zone) if latest else None
        return start(agreed, at, calendar, limit) if code in agreed.starts_on else None
    if clock.stopped_at is not None:
        return clock
    if code in agreed.stops_on:
        return stop(clock, at)
    if code == "sla.paused":
        return pause(clock, at, event.get("reason", ""), event.get("evidence", ""))
    return resume(clock, at, calendar) if code == "sla.resumed" else clock


def expected_of(
    clock: Clock | None, now: datetime, calendar: Calendar, expect: dict[str, Any]
) -> dict[str, Any]:
    """What the clock says about each thing that the example expects, written as the example writes it."""
    standing = state(clock, now)
    level = f" {standing.level:.0%}".replace("%", " %") if standing.level else ""
    said: dict[str, Any] = {"state": standing.name + level}
    if clock is not None:
        said |= {
            "due": written(clock.due_at, calendar),
            "warnings": [written(at, calendar) for at in clock.warn_at],
            "remaining": amount(clock, remaining(clock, now, calendar)),
            "owed": [
                "breach" if m.is_breach else f"{m.level:.0%}".replace("%", " %") for m in due_now(clock, now)
            ],
            "calendar_version": clock.calendar_version,
        }
    return {name: said.get(name) for name in expect}


def written(at: datetime, calendar: Calendar) -> str:
    return at.astimezone(ZoneInfo(calendar.zone)).strftime("%a %Y-%m-%d %H:%M")


def amount(clock: Clock, span: timedelta) -> str:
    unit = clock.target.unit.replace("_", " ") if isinstance(clock.target, Target) else "days"
    return f"{in_target_unit(clock, span).normalize():f} {unit}"


# ── Targets as a playbook writes them ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "number", "unit"),
    [
        ("5 min", 5, "minutes"),
        ("1 minute", 1, "minutes"),
        ("24 h", 24, "hours"),
        (" 48  Hours ", 48, "hours"),
        ("3 days", 3, "days"),
        ("90 business minutes", 90, "business_minutes"),
        ("4 business hours", 4, "business_hours"),
        ("5 business days", 5, "business_days"),
        ("1 business day", 1, "business_days"),
    ],
)
def test_a_duration_is_read_as_a_playbook_writes_it(said: str, number: int, unit: Unit) -> None:
    assert parse_target(said) == Target(Decimal(number), unit)


def test_half_an_hour_may_be_written_with_a_decimal_point() -> None:
    assert parse_target("0.5 h").span == timedelta(minutes=30)


@pytest.mark.parametrize(
    "said",
    ["", "soon", "5", "h", "-5 min", "0 h", "5 fortnights", "1.5 business days", "2.5 days", "5 min 3 h",
     "999999999 days", "999999999 business hours", "1e5 h", "５ min", "next Someday 12:00"],
)  # fmt: skip
def test_what_is_no_duration_is_refused_by_a_typed_error(said: str) -> None:
    with pytest.raises(UnreadableTarget) as refusal:
        parse_within(said)
    assert refusal.value.code == "clock.unreadable_target"


@pytest.mark.parametrize(
    "said", ["5 minutes", "1 hour", "3 days", "1 business day", "4 business hours", "10 hours"]
)
def test_a_target_is_written_as_it_was_read(said: str) -> None:
    assert str(parse_target(said)) == said


def test_a_weekly_window_is_written_as_the_moment_it_ends() -> None:
    window = parse_within("next friday 17:30")
    assert window == WeeklyWindow(4, time(17, 30))
    assert str(window) == "next Friday 17:30"


def test_any_moment_of_a_week_belongs_to_the_window_that_began_on_its_monday() -> None:
    opens_at = at_local(TOKYO, date(2026, 7, 6), time())
    due_at = at_local(TOKYO, date(2026, 7, 13), time(12))
    for at in (opens_at, MONDAY, at_local(TOKYO, date(2026, 7, 12), time(23, 59))):
        assert weekly_window(WeeklyWindow(), at, TOKYO) == (opens_at, due_at)


# ── Terms that cannot be right ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("levels", [("0.9", "0.5"), ("0.5", "0.5"), ("0", "0.5"), ("0.5", "1")])
def test_warnings_that_do_not_rise_between_nothing_and_all_are_refused(levels: tuple[str, ...]) -> None:
    with pytest.raises(ClockRefusal, match="warning levels"):
        terms(warn=tuple(map(Decimal, levels)))


def test_an_agreement_cannot_make_the_owner_s_absence_a_pause() -> None:
    with pytest.raises(PauseRefused, match="SL-21"):
        terms(pauses=(MANAGER_HOLD, OWNER_ABSENCE))


def test_a_clock_does_not_start_or_resume_by_another_team_s_calendar() -> None:
    berlin = replace(TOKYO, key="berlin", zone="Europe/Berlin")
    held = pause(clock(), MONDAY + HOUR, MANAGER_HOLD)
    with pytest.raises(ClockRefusal, match="berlin"):
        start(terms(), MONDAY, berlin)
    with pytest.raises(ClockRefusal, match="berlin"):
        resume(held, MONDAY + 2 * HOUR, berlin)


# ── Pauses ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_mio_s_hold_is_refused_where_the_agreement_allows_only_the_prospect_s_wish() -> None:
    strict = start(terms(pauses=(PROSPECT_LATER_DATE,)), MONDAY, TOKYO)
    with pytest.raises(PauseRefused, match="manager_hold"):
        pause(strict, MONDAY + HOUR, MANAGER_HOLD)


def test_blank_evidence_is_no_evidence() -> None:
    with pytest.raises(PauseRefused, match="proposed"):
        pause(clock(), MONDAY + HOUR, PROSPECT_LATER_DATE, "  ")


def test_a_clock_can_only_be_held_once_at_a_time() -> None:
    held = pause(clock(), MONDAY + HOUR, MANAGER_HOLD)
    with pytest.raises(ClockNotRunning):
        pause(held, MONDAY + 2 * HOUR, MANAGER_HOLD)


def test_a_running_or_stopped_clock_cannot_go_on() -> None:
    with pytest.raises(ClockNotRunning):
        resume(clock(), MONDAY + HOUR, TOKYO)
    with pytest.raises(ClockNotRunning):
        resume(stop(pause(clock(), MONDAY + HOUR, MANAGER_HOLD), MONDAY + 2 * HOUR), MONDAY + 3 * HOUR, TOKYO)


def test_a_stopped_clock_neither_pauses_nor_stops_again() -> None:
    done = stop(clock(), MONDAY + HOUR)
    with pytest.raises(ClockNotRunning):
        pause(done, MONDAY + 2 * HOUR, MANAGER_HOLD)
    with pytest.raises(ClockNotRunning):
        stop(done, MONDAY + 2 * HOUR)


def test_nothing_happens_to_a_clock_before_its_own_past() -> None:
    held = pause(clock(), MONDAY + 2 * HOUR, MANAGER_HOLD)
    with pytest.raises(ClockNotRunning, match="before"):
        stop(clock(), MONDAY - HOUR)
    with pytest.raises(ClockNotRunning, match="before"):
        resume(held, MONDAY + HOUR, TOKYO)
    with pytest.raises(ClockNotRunning, match="before"):
        pause(resume(held, MONDAY + 4 * HOUR, TOKYO), MONDAY + 3 * HOUR, MANAGER_HOLD)
    with pytest.raises(ClockNotRunning, match="before"):
        stop(resume(held, MONDAY + 4 * HOUR, TOKYO), MONDAY + 3 * HOUR)


def test_a_clock_stopped_during_its_pause_is_judged_by_when_it_was_held() -> None:
    held = pause(clock(), MONDAY + 20 * HOUR, PROSPECT_LATER_DATE, "Call of 6 July")
    done = stop(held, MONDAY + 90 * HOUR)
    assert state(done, MONDAY + 91 * HOUR).name == "met"
    assert remaining(done, MONDAY + 91 * HOUR, TOKYO) == 4 * HOUR


def test_a_pause_after_the_breach_does_not_heal_it() -> None:
    late = pause(clock(), MONDAY + 25 * HOUR, MANAGER_HOLD)
    again = resume(late, MONDAY + 40 * HOUR, TOKYO)
    assert state(late, MONDAY + 30 * HOUR).name == "breached"
    assert again.due_at == clock().due_at
    assert remaining(again, MONDAY + 40 * HOUR, TOKYO) == -16 * HOUR


def test_warnings_that_have_passed_stay_and_the_others_move_with_the_pause() -> None:
    held = pause(clock(), MONDAY + 13 * HOUR, MANAGER_HOLD)
    again = resume(held, MONDAY + 23 * HOUR, TOKYO)
    assert [at - MONDAY for at in again.warn_at[:2]] == [12 * HOUR, 28 * HOUR]
    assert again.due_at == MONDAY + 34 * HOUR


def test_a_warning_that_comes_with_the_pause_has_passed() -> None:
    held = pause(clock(), MONDAY + 12 * HOUR, MANAGER_HOLD)
    assert resume(held, MONDAY + 20 * HOUR, TOKYO).warn_at[0] == MONDAY + 12 * HOUR


def test_a_pause_never_moves_the_due_moment_beyond_the_meeting() -> None:
    meeting_at = MONDAY + 30 * HOUR
    capped = start(terms(), MONDAY, TOKYO, due_no_later_than=meeting_at)
    again = resume(pause(capped, MONDAY + HOUR, MANAGER_HOLD), MONDAY + 20 * HOUR, TOKYO)
    assert (capped.due_at, again.due_at) == (MONDAY + 24 * HOUR, meeting_at)


# ── Moments, fired once ───────────────────────────────────────────────────────────────────────────────────────


def test_each_moment_is_owed_until_it_has_been_fired() -> None:
    running = clock()
    at = MONDAY + 20 * HOUR
    owed = due_now(running, at)
    assert [m.level for m in owed] == [Decimal("0.5"), Decimal("0.75")]
    told = with_fired(running, owed)
    assert due_now(told, at) == ()
    assert next_moment(told) == running.moments[2]
    assert [m.level for m in due_now(told, MONDAY + 25 * HOUR)] == [Decimal("0.9"), BREACH]


def test_at_the_due_moment_itself_nothing_is_broken_yet() -> None:
    running = clock()
    assert state(running, running.due_at).name == "warned"
    assert BREACH not in {m.level for m in due_now(running, running.due_at)}
    just_after = running.due_at + timedelta(microseconds=1)
    assert state(running, just_after).name == "breached"
    assert BREACH in {m.level for m in due_now(running, just_after)}


def test_a_clock_that_stopped_late_still_owes_its_breach_and_no_warning() -> None:
    late = stop(clock(), MONDAY + 30 * HOUR)
    assert [m.level for m in due_now(late, MONDAY + 31 * HOUR)] == [BREACH]
    assert due_now(stop(clock(), MONDAY + 20 * HOUR), MONDAY + 31 * HOUR) == ()


def test_nobody_is_woken_for_a_clock_that_is_paused_stopped_or_has_said_everything() -> None:
    running = clock()
    assert next_moment(pause(running, MONDAY + HOUR, MANAGER_HOLD)) is None
    assert next_moment(stop(running, MONDAY + HOUR)) is None
    assert next_moment(with_fired(running, running.moments)) is None


def test_a_past_moment_is_told_as_it_was_then() -> None:
    done = stop(clock(), MONDAY + 30 * HOUR)
    assert state(done, MONDAY + 13 * HOUR).name == "warned"
    assert state(done, MONDAY + 29 * HOUR).name == "breached"


def test_a_meeting_that_has_begun_before_the_submit_leaves_no_time_at_all() -> None:
    gone = start(terms("5 business days"), MONDAY, TOKYO, due_no_later_than=MONDAY - HOUR)
    assert gone.due_at == gone.started_at == MONDAY
    assert state(gone, MONDAY + HOUR).name == "breached"


# ── Re-evaluation ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rescheduled_clock_keeps_its_pauses_and_what_it_has_said() -> None:
    agreed = terms("5 business days")
    running = start(agreed, MONDAY, TOKYO)
    held = resume(pause(running, MONDAY + 24 * HOUR, MANAGER_HOLD), MONDAY + 48 * HOUR, TOKYO)
    told = with_fired(held, held.moments[:1])
    closed = replace(TOKYO, holidays=frozenset({date(2026, 7, 10)}), version=2)
    again = reschedule(told, agreed, closed)
    assert again.due_at == add_business_days(closed, held.due_at, 1)
    assert (again.paused_for, again.fired, again.calendar_version) == (9 * HOUR, told.fired, 2)


def test_a_clock_on_pause_stays_on_pause_when_its_calendar_changes() -> None:
    held = pause(clock("5 business days"), MONDAY + HOUR, PROSPECT_LATER_DATE, "Call of 6 July")
    again = reschedule(held, terms("5 business days"), replace(TOKYO, version=2))
    assert (again.paused_at, again.pause_reason) == (held.paused_at, PROSPECT_LATER_DATE)


def test_a_warning_that_now_lies_ahead_is_owed_again() -> None:
    agreed = terms("5 business days")
    running = start(agreed, MONDAY, TOKYO)
    at = running.warn_at[0] + HOUR
    told = with_fired(running, due_now(running, at))
    closed = replace(TOKYO, holidays=frozenset({date(2026, 7, 7), date(2026, 7, 8)}))
    again = reschedule(told, agreed, closed, at)
    assert again.fired == frozenset()
    assert next_moment(again) == again.moments[0]


def test_a_meeting_that_moved_moves_the_decision_with_it() -> None:
    agreed = terms("5 business days")
    before = start(agreed, MONDAY, TOKYO, due_no_later_than=MONDAY + 30 * HOUR)
    moved = replace(before, due_no_later_than=MONDAY + 54 * HOUR)
    assert reschedule(moved, agreed, TOKYO).due_at == MONDAY + 54 * HOUR


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────────────────────

ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
TARGETS = ("5 min", "24 h", "48 h", "3 days", "90 business minutes", "4 business hours", "5 business days",
           "next Monday 12:00")  # fmt: skip
STEPS = st.timedeltas(timedelta(0), timedelta(days=6))


@st.composite
def clocks(draw: st.DrawFn) -> tuple[Clock, Terms, Calendar]:
    starts = st.sampled_from((datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 10, 22, tzinfo=UTC), MONDAY))
    at = draw(starts) + draw(st.integers(0, 5 * 1440)) * timedelta(minutes=1)
    dates = st.integers(-1, 12).map(lambda days: at.date() + timedelta(days=days))
    calendar = replace(
        TOKYO,
        zone=draw(st.sampled_from(ZONES)),
        holidays=draw(st.frozensets(dates, max_size=4)),
        half_days=draw(st.dictionaries(dates, st.just(((time(9), time(12)),)), max_size=2)),
    )
    agreed = terms(draw(st.sampled_from(TARGETS)))
    latest = draw(st.none() | STEPS.map(lambda step: at + step))
    return start(agreed, at, calendar, latest), agreed, calendar


@settings(deadline=None)
@given(drawn=clocks())
def test_warnings_come_in_order_between_the_start_and_the_due_moment(
    drawn: tuple[Clock, Terms, Calendar],
) -> None:
    running, _, _ = drawn
    path = [running.started_at, *running.warn_at, running.due_at]
    assert path == sorted(path)


@settings(deadline=None)
@given(drawn=clocks(), later=STEPS)
def test_what_is_left_shrinks_by_the_clocks_own_time_while_it_runs(
    drawn: tuple[Clock, Terms, Calendar], later: timedelta
) -> None:
    running, _, calendar = drawn
    whole = remaining(running, running.started_at, calendar)
    at = running.started_at + later
    in_working_time = isinstance(running.target, Target) and running.target.unit.startswith("business_")
    used = business_between(calendar, running.started_at, at) if in_working_time else later
    assert remaining(running, at, calendar) == whole - used


@settings(deadline=None)
@given(drawn=clocks(), before=STEPS, during=STEPS)
def test_a_pause_never_shortens_the_allowance(
    drawn: tuple[Clock, Terms, Calendar], before: timedelta, during: timedelta
) -> None:
    running, _, calendar = drawn
    held_at = running.started_at + before
    resumed_at = held_at + during
    again = resume(pause(running, held_at, MANAGER_HOLD), resumed_at, calendar)
    assert again.due_at >= running.due_at
    assert all(new >= old for new, old in zip(again.warn_at, running.warn_at, strict=True))
    assert list(again.warn_at) == sorted(again.warn_at)
    if running.due_no_later_than is None:
        left = remaining(running, held_at, calendar)
        assert remaining(again, resumed_at, calendar) == left or running.due_at <= held_at


@settings(deadline=None)
@given(drawn=clocks(), before=STEPS)
def test_a_pause_of_no_length_changes_no_moment(
    drawn: tuple[Clock, Terms, Calendar], before: timedelta
) -> None:
    running, _, calendar = drawn
    at = running.started_at + before
    assert resume(pause(running, at, MANAGER_HOLD), at, calendar).moments == running.moments


@settings(deadline=None)
@given(drawn=clocks(), before=STEPS, one=STEPS, other=STEPS)
def test_a_longer_pause_never_makes_a_clock_due_earlier(
    drawn: tuple[Clock, Terms, Calendar], before: timedelta, one: timedelta, other: timedelta
) -> None:
    running, _, calendar = drawn
    held = pause(running, running.started_at + before, MANAGER_HOLD)
    shorter, longer = sorted((one, other))
    at = running.started_at + before
    assert resume(held, at + shorter, calendar).due_at <= resume(held, at + longer, calendar).due_at


@settings(deadline=None)
@given(drawn=clocks(), until=STEPS)
def test_a_stop_is_late_exactly_when_a_breach_is_owed(
    drawn: tuple[Clock, Terms, Calendar], until: timedelta
) -> None:
    running, _, _ = drawn
    at = running.started_at + until
    done = stop(running, at)
    assert (state(done, at).name == "met_late") == any(m.is_breach for m in due_now(done, at))


@settings(deadline=None)
@given(drawn=clocks(), before=STEPS, during=STEPS)
def test_re_evaluating_under_an_unchanged_calendar_changes_nothing(
    drawn: tuple[Clock, Terms, Calendar], before: timedelta, during: timedelta
) -> None:
    running, agreed, calendar = drawn
    held = pause(running, running.started_at + before, MANAGER_HOLD)
    again = resume(held, running.started_at + before + during, calendar)
    for version in (running, held, again, stop(again, again.pauses[-1][1])):
        assert reschedule(version, agreed, calendar) == version


@settings(deadline=None)
@given(drawn=clocks(), day=st.integers(0, 14))
def test_a_new_holiday_never_brings_a_due_moment_nearer(
    drawn: tuple[Clock, Terms, Calendar], day: int
) -> None:
    running, agreed, calendar = drawn
    closed = (running.started_at + timedelta(days=day)).date()
    assume(closed not in calendar.half_days)
    later = replace(calendar, holidays=calendar.holidays | {closed}, version=2)
    assert reschedule(running, agreed, later).due_at >= running.due_at
