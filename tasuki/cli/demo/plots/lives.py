"""A lead's life, from the day it comes in to the day it ends, in the stages of the process."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from uuid import UUID

from tasuki.cli.demo.agenda import Plot
from tasuki.cli.demo.deeds import arriving, qualifying, selling
from tasuki.cli.demo.fates import AE_REASONS, REASONS, Ending, Fate, ending_of_a_deal, weighed
from tasuki.cli.demo.hours import after_work, at_work, on_the_hour
from tasuki.cli.demo.plots.deals import deal
from tasuki.cli.demo.world import Case, World

Onward = Generator[datetime, datetime, datetime]
"""Part of a plot: goes on to the moment that it returns."""
LATE_FIRST_CONTACT = 0.14
LATE_BOOKING = 0.15
NO_SHOW = 0.10
POOR_BRIEF = 0.09
COMES_BACK = 0.55
RARELY_LATE = frozenset({Fate.CONVERTED})
EXCLUDED_BECAUSE = (("title", "学生"), ("spam", True), ("competitor", True), ("student", True))


def life(case: Case, world: World, at: datetime) -> Plot:
    """The whole story of one lead."""
    if case.fate in (Fate.EXCLUDED, Fate.OUTSIDE):
        _arrive_in_vain(case, world, at)
        return
    arriving.arrive(case, world, at)
    at = yield from _first_contact(case, world, at)
    if case.fate is Fate.TURNED_DOWN:
        qualifying.turn_down(case, world, at, weighed(REASONS[case.origin.source], case.dice))
        return
    if case.fate is Fate.SILENT:
        yield from _no_answer(case, world, at)
        return
    if case.fate is Fate.FORGOTTEN:
        at = yield at + timedelta(days=case.dice.randint(12, 20))
        qualifying.turn_down(case, world, at_work(world.office, at, case.dice), "no_follow_up")
        return
    yield from _worked(case, world, at)


def _worked(case: Case, world: World, at: datetime) -> Plot:
    """From the acceptance on; a lead that came back from nurture goes this way again."""
    qualifying.accept(case, world, at)
    at = yield _soon(case, world, at, 2, 20)
    if case.fate is Fate.TOO_EARLY:
        yield from _too_early(case, world, at)
        return
    at = yield from _conversations(case, world, at)
    if case.fate is Fate.NOT_QUALIFIED:
        qualifying.turn_down(case, world, at, weighed(REASONS[case.origin.source], case.dice))
        return
    yield from _handed_over(case, world, at)


def _arrive_in_vain(case: Case, world: World, at: datetime) -> None:
    if case.fate is Fate.OUTSIDE:
        arriving.arrive(case, world, at, employees=case.dice.randint(1, 8))
        return
    name, value = case.dice.choice(EXCLUDED_BECAUSE)
    if name == "title":
        arriving.arrive(case, world, at, title=value)
    else:
        arriving.arrive(case, world, at, flags={name: value})


def _first_contact(case: Case, world: World, at: datetime) -> Onward:
    """Within 24 hours, as agreed (SL-2); some come later, and some are never called."""
    if case.fate is Fate.FORGOTTEN:
        return at
    late = case.dice.random() < (0.05 if case.fate is Fate.CONVERTED else LATE_FIRST_CONTACT)
    hours = case.dice.uniform(27, 70) if late else case.dice.triangular(0.2, 20, 2)
    at = yield at_work(world.office, at + timedelta(hours=hours), case.dice)
    answered = case.fate is not Fate.SILENT and case.dice.random() < 0.6
    arriving.touch(case, world, at, case.dice.choice(("call", "email")), answered=answered)
    return (yield _soon(case, world, at, 0.3, 9))


def _no_answer(case: Case, world: World, at: datetime) -> Plot:
    for _ in range(2):
        at = yield _soon(case, world, at, 9, 24)
        arriving.touch(case, world, at, case.dice.choice(("call", "email")))
    at = yield _soon(case, world, at, 3, 9)
    soon = case.dice.random() < 0.12
    qualifying.recycle(case, world, at, "unresponsive", case.dice.randint(20, 40) if soon else None)
    if soon:
        yield from _silent_again(case, world, at)


def _silent_again(case: Case, world: World, at: datetime) -> Plot:
    """Marketing's again after the day has come; this time it stays with marketing for a while."""
    at = yield at_work(world.office, at + timedelta(days=43), case.dice)
    arriving.touch(case, world, at)
    at = yield _soon(case, world, at, 9, 20)
    qualifying.turn_down(case, world, at, weighed(REASONS[case.origin.source], case.dice))


def _too_early(case: Case, world: World, at: datetime) -> Plot:
    """Recycled until a day; about half of those who come back become something (V-08)."""
    days = case.dice.randint(18, 32)
    qualifying.recycle(case, world, at, case.dice.choice(("bad_timing", "no_budget")), days)
    at = yield at_work(world.office, at + timedelta(days=days + 1), case.dice)
    arriving.touch(case, world, at, answered=True)
    at = yield _soon(case, world, at, 1, 8)
    case.fate = Fate.FELL_IN_DISCOVERY if case.dice.random() < COMES_BACK else Fate.NOT_QUALIFIED
    yield from _worked(case, world, at)


def _conversations(case: Case, world: World, at: datetime) -> Onward:
    """SAL to SQL takes 3 to 7 days (SL-9)."""
    qualifying.ask(case, world, at)
    at = yield _soon(case, world, at, 9, 27)
    if case.fate is Fate.NOT_QUALIFIED:
        return at
    if case.dice.random() < 0.4:
        arriving.touch(case, world, at, "email", answered=True)
        at = yield _soon(case, world, at, 4, 12)
    return at


def _handed_over(case: Case, world: World, at: datetime) -> Plot:
    met_at = on_the_hour(world.office, _soon(case, world, at, 16, 38), case.dice)
    meeting = qualifying.book(case, world, at, met_at)
    at = yield _soon(case, world, at, 0.5, 6)
    qualifying.qualify(case, world, at)
    qualifying.write_brief(case, world, at)
    at = yield min(_soon(case, world, at, 0.5, 8), met_at - timedelta(hours=1))
    qualifying.submit(case, world, at)
    at = yield min(_soon(case, world, at, 1, 14), met_at - timedelta(minutes=20))
    if case.fate is Fate.REJECTED:
        selling.reject(case, world, at, weighed(AE_REASONS[case.origin.source], case.dice))
        yield from _taken_back(case, world, at)
        return
    if case.fate is Fate.SENT_TO_NURTURE:
        selling.send_to_nurture(case, world, at, case.dice.randint(40, 70))
        return
    poor = case.dice.random() < POOR_BRIEF
    if poor:
        at = yield from _mended(case, world, at, met_at)
    yield from _discovered(case, world, at, meeting, max(met_at, at), poor)


def _taken_back(case: Case, world: World, at: datetime) -> Plot:
    """Some rejections are disputed: a manager opens the lead again (V-08)."""
    if case.dice.random() > 0.25:
        return
    from tasuki.stages.qualification.actions import reopen

    at = yield _soon(case, world, at, 18, 45)
    manager = world.as_("mio" if world.ae_of(case.lead_id).handle in ("ren", "kenta") else "daichi")
    reopen(case.lead_id, rationale=world.pen.rationale(manager.handle, "wrongly_disqualified", case.buyer), by=manager, at=at)
    at = yield _soon(case, world, at, 2, 10)
    arriving.touch(case, world, at, answered=True)


def _mended(case: Case, world: World, at: datetime, met_at: datetime) -> Onward:
    """The AE sends a poor brief back; the SDR asks again and submits anew (AR-6)."""
    selling.reject(case, world, at, "brief_incomplete")
    at = yield _soon(case, world, at, 2, 8)
    if at >= met_at - timedelta(hours=2):
        met_at = on_the_hour(world.office, at + timedelta(hours=20), case.dice)
        qualifying.book(case, world, at, met_at)
    qualifying.write_brief(case, world, at)
    qualifying.submit(case, world, at)
    at = yield _soon(case, world, at, 1, 5)
    selling.take_over(case, world, at)
    return at


def _discovered(case: Case, world: World, at: datetime, meeting: UUID, met_at: datetime, poor: bool) -> Plot:
    raise NotImplementedError
