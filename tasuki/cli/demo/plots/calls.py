"""From the booked discovery call to the conversion, or to the end that the call showed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tasuki.cli.demo.agenda import Plot
from tasuki.cli.demo.deeds import selling
from tasuki.cli.demo.fates import AE_REASONS, PREMATURE_BECAUSE, Ending, Fate, weighed
from tasuki.cli.demo.hours import after_work, at_work, on_the_hour
from tasuki.cli.demo.plots.deals import dealt_with
from tasuki.cli.demo.world import Case, World

NO_SHOWS = (("no-show", 0.10), ("no-show again", 0.2))
LATE_FEEDBACK, NO_FEEDBACK = 0.12, 0.06
LATE_CONVERSION = 0.10
LENGTH = timedelta(minutes=55)
LEFT_OPEN = (
    frozenset({"decision_process"}),
    frozenset({"timeline"}),
    frozenset({"authority", "decision_process"}),
)


def soon(case: Case, world: World, at: datetime, least: float, most: float) -> datetime:
    """Between so many office hours from now."""
    return after_work(world.office, at, case.dice.uniform(least, most))


def called(case: Case, world: World, meeting: UUID, met_at: datetime) -> Plot:
    """The call is held, sometimes at the second or third attempt; then follows what it showed."""
    for what, share in NO_SHOWS:
        if not world.falls(what, share):
            break
        at = yield met_at + timedelta(minutes=30)
        met_at = on_the_hour(world.office, soon(case, world, at, 9, 27), case.dice)
        selling.miss(case, world, meeting, at, met_at)
    at = yield met_at + LENGTH
    if case.fate is Fate.CONVERTED:
        yield from _converted(case, world, meeting, met_at, at)
    elif case.fate is Fate.BOUGHT_ELSEWHERE:
        yield from _bought_elsewhere(case, world, meeting, met_at, at)
    else:
        selling.hold(case, world, meeting, met_at, at, outcome="not_qualified")
        at = yield soon(case, world, at, 2, 8)
        selling.rate(case, world, at, case.dice.choice((2, 3, 3)))
        selling.give_up(case, world, at, weighed(AE_REASONS[case.origin.source], case.dice))


def _bought_elsewhere(case: Case, world: World, meeting: UUID, met_at: datetime, at: datetime) -> Plot:
    """Four of five confirmed, the fifth waited for: meanwhile they bought from somebody else (K-12)."""
    selling.hold(
        case, world, meeting, met_at, at, outcome="undecided", without=frozenset({"decision_process"})
    )
    at = yield soon(case, world, at, 2, 8)
    selling.rate(case, world, at, 4)
    at = yield at_work(world.office, at + timedelta(days=case.dice.randint(9, 18)), case.dice)
    selling.give_up(case, world, at, "lost_to_competitor_before_conversion")


def _converted(case: Case, world: World, meeting: UUID, met_at: datetime, at: datetime) -> Plot:
    left_open: frozenset[str] = frozenset()
    if case.ending in (Ending.PREMATURE, Ending.WAIVED):
        left_open = case.dice.choice(LEFT_OPEN)
    selling.hold(case, world, meeting, met_at, at, outcome="qualified", without=left_open)
    at = yield soon(case, world, at, 0.5, 7)
    yield from _rated(case, world, at)
    hours = (27, 80) if world.falls("late conversion", LATE_CONVERSION) else (0.5, 8)
    at = yield soon(case, world, at, *hours)
    waived = (
        world.pen.rationale(world.ae_of(case.lead_id).handle, "override", case.buyer) if left_open else ""
    )
    outcome = selling.convert(case, world, at, waived=waived)
    because = case.dice.choice(PREMATURE_BECAUSE) if case.ending is Ending.PREMATURE else ""
    yield from dealt_with(case, world, outcome, case.ending, at, because)


def _rated(case: Case, world: World, at: datetime) -> Plot:
    """Feedback within 24 hours of the call (SL-7), or late, or not at all."""
    if world.falls("no feedback", NO_FEEDBACK):
        return
    if world.falls("late feedback", LATE_FEEDBACK):
        at = yield soon(case, world, at, 12, 24)
    rating = case.dice.choice((1, 2)) if case.poorly_briefed else case.dice.choice((3, 4, 4, 5, 5))
    selling.rate(case, world, at, rating)
