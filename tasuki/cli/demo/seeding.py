"""Fill the current database with the demo company's last weeks."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.db import transaction

from tasuki.cli.demo.agenda import Opening
from tasuki.cli.demo.campaigns import launch
from tasuki.cli.demo.cast import TRAINING_HOURS_AGO, hire, plan_absences
from tasuki.cli.demo.companies import amount_for, meet_accounts
from tasuki.cli.demo.fates import Ending, Fate, endings_of_deals, fates_without_conversion
from tasuki.cli.demo.hours import at_work, before
from tasuki.cli.demo.market import Buyer, Market
from tasuki.cli.demo.mix import Origin, chosen, origins
from tasuki.cli.demo.pen import Pen
from tasuki.cli.demo.plots.clockwork import MOST, days_coming, figures, ticking
from tasuki.cli.demo.plots.lives import life
from tasuki.cli.demo.plots.today import todays_work
from tasuki.cli.demo.summary import Summary, summary
from tasuki.cli.demo.world import Case, World
from tasuki.platform.sql import run
from tasuki.sla.actions import tick

SEED = 20_260_401
MANY_OBJECTS = 500_000
ONE_DAY = timedelta(days=1)
TIME_TO_CONVERT = timedelta(days=19)
"""Who came in later than this before today is still on the way; their chance goes to those who came earlier."""
DO_NOT_WAIT_FOR_THE_DISK = "SET LOCAL synchronous_commit = off"
"""This company can be made again."""
Progress = Callable[[int, int], None]
"""Called with the days that have passed and the days there are."""


def silently(done: int, total: int) -> None:
    """For whoever does not want to watch."""


def seed(days: int, leads: int, at: datetime, progress: Progress = silently) -> Summary:
    """Bring the demo company to life in the current database: ``days`` that end at ``at`` (UTC), ``leads`` leads.

    Everything goes through the product's own actions, with people acting at moments of the past, a day to a
    transaction. The same numbers and the same ``at`` make the same company (ids apart). The database has a playbook in
    force and nobody but admin. What the rules refuse ends there and is counted in the summary.
    """
    world = _world(days, at)
    _set_up(world)
    _plan(world, leads)
    with _few_collections():
        for number, until in enumerate(_evenings(world), start=1):
            with transaction.atomic():
                run(DO_NOT_WAIT_FOR_THE_DISK)
                world.agenda.run_until(until)
            progress(number, days)
    tick(world.ends_at, limit=MOST)
    return summary(world)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Millions of short-lived rows and no cycles worth looking for: the collector would take a fifth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(MANY_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _world(days: int, at: datetime) -> World:
    dice = Random(SEED)
    return World(at - days * ONE_DAY, at, dice, Market(dice), Pen(dice))


@transaction.atomic
def _set_up(world: World) -> None:
    hire(world.begins_at)
    plan_absences(world.ends_at, before(world.office, world.ends_at, TRAINING_HOURS_AGO))
    launch(world.begins_at, world.ends_at, world.as_("sora"))
    meet_accounts(world)


def _plan(world: World, leads: int) -> None:
    for plot in (figures, days_coming, ticking):
        world.agenda.begin(world.begins_at, plot, catches=True)
    everybody = origins(leads, world.dice)
    moments = sorted(_moments(world, leads))
    in_time = [
        (number, everybody[number])
        for number, at in enumerate(moments)
        if at < world.ends_at - TIME_TO_CONVERT
    ]
    converted = chosen(in_time, everybody, world.dice.random())
    for case, at in zip(_cases(everybody, converted, world), moments, strict=True):
        world.agenda.begin(at, _opening(case, world))
    for begins_at, opening in todays_work(world, leads):
        world.agenda.begin(begins_at, opening)


def _opening(case: Case, world: World) -> Opening:
    return partial(life, case, world)


def _moments(world: World, count: int) -> Iterator[datetime]:
    """When leads come in: mostly while people work, one in five at night or over the weekend."""
    span = (world.ends_at - world.begins_at) - timedelta(minutes=30)
    for _ in range(count):
        moment = world.begins_at + span * world.dice.random()
        at_any_time = world.dice.random() < 0.2
        settled = moment if at_any_time else at_work(world.office, moment, world.dice)
        yield min(settled, world.ends_at - timedelta(minutes=20))


def _cases(everybody: Sequence[Origin], converted: frozenset[int], world: World) -> list[Case]:
    others = [origin.source for number, origin in enumerate(everybody) if number not in converted]
    fates = iter(fates_without_conversion(others, world.dice))
    endings = iter(endings_of_deals(len(converted), world.dice))
    cases: list[Case] = []
    for number, origin in enumerate(everybody):
        dice = Random(f"{SEED}:{number}")
        fate, ending = (
            (Fate.CONVERTED, next(endings)) if number in converted else (next(fates), Ending.WORKED)
        )
        buyer = _buyer(origin, fate, world, cases)
        cases.append(Case(number, buyer, origin, fate, dice, amount_for(origin.segment, dice), ending))
    return cases


def _buyer(origin: Origin, fate: Fate, world: World, earlier: Sequence[Case]) -> Buyer:
    if fate is Fate.SAME_PERSON and earlier:
        return world.dice.choice(earlier).buyer.elsewhere()
    return world.market.buyer(origin.segment, origin.industry)


def _evenings(world: World) -> Iterator[datetime]:
    """The ends of the days, the last one at the moment that is now."""
    at = world.begins_at
    while at < world.ends_at:
        at = min(at + ONE_DAY, world.ends_at)
        yield at
