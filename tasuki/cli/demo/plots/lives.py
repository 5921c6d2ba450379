"""A lead's life from the day it comes in: contacted, accepted, qualified and handed over, or ended on the way."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta

from tasuki.cli.demo.agenda import Plot
from tasuki.cli.demo.deeds import arriving, disputing, qualifying, selling
from tasuki.cli.demo.fates import AE_REASONS, REASONS, Fate, weighed
from tasuki.cli.demo.hours import at_work, on_the_hour
from tasuki.cli.demo.plots.calls import called, soon
from tasuki.cli.demo.world import Case, World

Onward = Generator[datetime, datetime, datetime]
"""Part of a plot: goes on to the moment that it returns."""
LATE_FIRST_CONTACT = 0.14
LATE_FIRST_CONTACT_OF_THE_WILLING = 0.05
LATE_BOOKING = 0.15
POOR_BRIEF = 0.09
SILENT_THEN_BACK = 0.12
MERGED = 0.6
COMES_BACK_FOR_A_CALL = 0.55
DISPUTED = 0.34
REOPENED = 0.75
"""Of those that are disputed."""
EXCLUDED_BECAUSE = ("student", "spam", "competitor")


def life(case: Case, world: World, at: datetime) -> Plot:
    """The whole story of one lead."""
    if case.fate in (Fate.EXCLUDED, Fate.OUTSIDE):
        _arrive_in_vain(case, world, at)
        return
    arriving.arrive(case, world, at)
    if case.fate is Fate.SAME_PERSON:
        yield from _told_apart(case, world, at)
        return
    if case.fate is Fate.FORGOTTEN:
        at = yield at_work(world.office, at + timedelta(days=case.dice.randint(12, 20)), case.dice)
        qualifying.turn_down(case, world, at, "no_follow_up")
        return
    at = yield from _contacted(case, world, at)
    if case.fate is Fate.TURNED_DOWN:
        qualifying.turn_down(case, world, at, weighed(REASONS[case.origin.source], case.dice))
    elif case.fate is Fate.SILENT:
        yield from _unanswered(case, world, at)
    else:
        yield from _worked(case, world, at)


def _arrive_in_vain(case: Case, world: World, at: datetime) -> None:
    if case.fate is Fate.OUTSIDE:
        arriving.arrive(case, world, at, employees=case.dice.randint(1, 8))
    else:
        arriving.arrive(case, world, at, flags={case.dice.choice(EXCLUDED_BECAUSE): True})


def _told_apart(case: Case, world: World, at: datetime) -> Plot:
    """Marketing sees that the two are one person and merges them (AR-5); some still wait for that look."""
    at = yield soon(case, world, at, 2, 18)
    if world.falls("merged", MERGED):
        arriving.merge_into_the_other(case, world, at)


def _contacted(case: Case, world: World, at: datetime) -> Onward:
    """Within 24 hours, as agreed (SL-2); some come later."""
    late = LATE_FIRST_CONTACT_OF_THE_WILLING if case.fate is Fate.CONVERTED else LATE_FIRST_CONTACT
    is_late = world.falls(f"late first contact {late}", late)
    hours = case.dice.uniform(27, 70) if is_late else case.dice.triangular(0.1, 9, 0.7)
    at = yield at_work(world.office, at + timedelta(hours=hours), case.dice)
    answered = case.fate is not Fate.SILENT and case.dice.random() < 0.6
    arriving.touch(case, world, at, case.dice.choice(("call", "email")), answered=answered)
    return (yield soon(case, world, at, 0.3, 9))


def _unanswered(case: Case, world: World, at: datetime) -> Plot:
    """Three attempts, then nurture (AR-4); the day of some comes within our ninety."""
    for _ in range(2):
        at = yield soon(case, world, at, 9, 24)
        arriving.touch(case, world, at, case.dice.choice(("call", "email")))
    at = yield soon(case, world, at, 3, 9)
    if not world.falls("silent, then back", SILENT_THEN_BACK):
        qualifying.recycle(case, world, at, "unresponsive")
        return
    days = case.dice.randint(20, 40)
    qualifying.recycle(case, world, at, "unresponsive", days)
    at = yield at_work(world.office, at + timedelta(days=days + 1), case.dice)
    arriving.touch(case, world, at)
    at = yield soon(case, world, at, 9, 20)
    qualifying.turn_down(case, world, at, weighed(REASONS[case.origin.source], case.dice))


def _worked(case: Case, world: World, at: datetime) -> Plot:
    """From the acceptance on; a lead that came back from nurture goes this way again."""
    qualifying.accept(case, world, at)
    at = yield soon(case, world, at, 1, 7)
    if case.fate is Fate.TOO_EARLY:
        yield from _too_early(case, world, at)
        return
    qualifying.ask(case, world, at)
    if case.fate is Fate.NOT_QUALIFIED:
        at = yield soon(case, world, at, 2, 30)
        qualifying.turn_down(case, world, at, weighed(REASONS[case.origin.source], case.dice))
        return
    yield from handed_over(case, world, at)


def _too_early(case: Case, world: World, at: datetime) -> Plot:
    """Recycled until a day; about half of those who come back get as far as a discovery call (V-08)."""
    days = case.dice.randint(18, 32)
    qualifying.recycle(case, world, at, case.dice.choice(("bad_timing", "no_budget")), days)
    at = yield at_work(world.office, at + timedelta(days=days + 1), case.dice)
    arriving.touch(case, world, at, answered=True)
    at = yield soon(case, world, at, 1, 8)
    again = world.falls("back for a call", COMES_BACK_FOR_A_CALL)
    case.fate = Fate.FELL_IN_DISCOVERY if again else Fate.NOT_QUALIFIED
    yield from _worked(case, world, at)


def handed_over(case: Case, world: World, at: datetime) -> Plot:
    """The meeting booked within 48 hours (SL-4), the lead qualified after 3 to 7 days (SL-9), the brief submitted."""
    late = world.falls("late booking", LATE_BOOKING)
    at = yield soon(case, world, at, 18, 40) if late else soon(case, world, at, 0.3, 5)
    met_at = on_the_hour(world.office, soon(case, world, at, 34, 60), case.dice)
    meeting = qualifying.book(case, world, at, met_at)
    at = yield soon(case, world, at, 9, 26)
    qualifying.qualify(case, world, at)
    qualifying.write_brief(case, world, at)
    at = yield min(soon(case, world, at, 0.5, 8), met_at - timedelta(hours=1))
    qualifying.submit(case, world, at)
    at = yield min(soon(case, world, at, 1, 14), met_at - timedelta(minutes=20))
    if case.fate is Fate.REJECTED:
        selling.reject(case, world, at, weighed(AE_REASONS[case.origin.source], case.dice))
        yield from _disputed(case, world, at)
        return
    if case.fate is Fate.SENT_TO_NURTURE:
        selling.send_to_nurture(case, world, at, case.dice.randint(40, 70))
        return
    case.poorly_briefed = world.falls("poor brief", POOR_BRIEF)
    if case.poorly_briefed:
        at = yield from _mended(case, world, at)
        if at > met_at:
            met_at = on_the_hour(world.office, at, case.dice)
            selling.move(case, world, meeting, at, met_at)
    selling.take_over(case, world, at)
    yield from called(case, world, meeting, met_at)


def _mended(case: Case, world: World, at: datetime) -> Onward:
    """The AE sends a poor brief back; the SDR asks again and submits anew (AR-6, HB-8)."""
    selling.reject(case, world, at, "brief_incomplete")
    at = yield soon(case, world, at, 1, 6)
    qualifying.write_brief(case, world, at)
    qualifying.submit(case, world, at)
    return (yield soon(case, world, at, 1, 4))


def _disputed(case: Case, world: World, at: datetime) -> Plot:
    """Some of the AE's rejections are disputed; most of those do not stand, and the lead is open again (V-08)."""
    if not world.falls("disputed", DISPUTED):
        return
    was_wrong = world.falls("reopened", REOPENED)
    at = yield soon(case, world, at, 2, 8)
    found = disputing.dispute(case, world, at)
    if found is None:
        return
    at = yield soon(case, world, at, 12, 32)
    disputing.rule(case, world, found, at, was_wrong=was_wrong)
    if not was_wrong:
        return
    at = yield soon(case, world, at, 2, 10)
    arriving.touch(case, world, at, answered=True)
