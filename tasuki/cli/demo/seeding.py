"""Fill the current database with the demo company's last weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

from django.db import transaction

from tasuki.cli.demo.agenda import Agenda
from tasuki.cli.demo.beside import HandBeside
from tasuki.cli.demo.campaigns import launch
from tasuki.cli.demo.cast import TRAINING_HOURS_AGO, hire, plan_absences
from tasuki.cli.demo.companies import meet_accounts
from tasuki.cli.demo.deeds.disputing import dispute_lately
from tasuki.cli.demo.hand import Hand, OwnHand, writing_fast
from tasuki.cli.demo.hours import before
from tasuki.cli.demo.plan import Plan, planned
from tasuki.cli.demo.plots.chores import tasks_done
from tasuki.cli.demo.plots.clockwork import BEAT, MOST, days_coming, figures, ticking
from tasuki.cli.demo.plots.weekly import weeks
from tasuki.cli.demo.summary import Summary, summary
from tasuki.cli.demo.world import PARTS, World
from tasuki.flow.following import follow_the_journal
from tasuki.notices.actions import read_all
from tasuki.platform.access.actor import Actor
from tasuki.platform.once import looking_up_once
from tasuki.platform.people.models import Person
from tasuki.sla.actions import explain_lateness, tick

ONE_DAY = timedelta(days=1)
UNREAD_HOURS = 2
"""Office hours of which nobody has read the notices yet."""
Progress = Callable[[int, int], None]
"""Called with the days that have passed and the days there are."""


def silently(done: int, total: int) -> None:
    """For whoever does not want to watch."""


def seed(
    days: int, leads: int, at: datetime, progress: Progress = silently, *, side_by_side: bool = False
) -> Summary:
    """Bring the demo company to life in the current database: ``days`` that end at ``at`` (UTC), ``leads`` leads.

    Everything goes through the product's own actions, with people acting at moments of the past. The same numbers and
    the same ``at`` make the same company (ids apart), whether one process tells all lives or several tell a part each,
    ``side_by_side``. The database has a playbook in force and nobody but admin. What the rules refuse ends there and is
    counted in the summary.
    """
    worlds = [World(at - days * ONE_DAY, at, part) for part in range(PARTS)]
    with ExitStack() as open_ends, writing_fast():
        beside = [open_ends.enter_context(HandBeside()) for _ in worlds[1:] if side_by_side]
        plan = planned(worlds[0], leads)
        _set_up(worlds[0], plan)
        hands = _hands(worlds, plan, beside)
        _tell(hands, worlds[0], progress)
        refused: Counter[str] = sum((hand.refused() for hand in hands), Counter())
    dispute_lately(worlds[0])
    tick(at, limit=MOST)
    explain_lateness(at, MOST)
    _read_notices(worlds[0])
    return summary(worlds[0].book, refused)


@transaction.atomic
def _set_up(world: World, plan: Plan) -> None:
    hire(world.begins_at)
    plan_absences(world.ends_at, before(world.office, world.ends_at, TRAINING_HOURS_AGO))
    launch(world.begins_at, world.ends_at, world.as_("sora"))
    meet_accounts(plan.known, world.as_("sora"), world.begins_at)


def _hands(worlds: Sequence[World], plan: Plan, beside: Sequence[HandBeside]) -> list[Hand]:
    """Who tells the lives. Those beside come first: they go on while this process tells its own part."""
    first, *others = zip(worlds, plan.parts, strict=True)
    if not beside:
        return [OwnHand(first, *others)]
    return [*(hand.take(*part) for hand, part in zip(beside, others, strict=True)), OwnHand(first)]


def _tell(hands: Sequence[Hand], world: World, progress: Progress) -> None:
    """All lives, from one beat of the clockwork to the next, so that what it finds is there whoever is faster."""
    clockwork = Agenda()
    for plot in (figures, days_coming, weeks, tasks_done, ticking):
        clockwork.begin(world.begins_at, plot, catches=True)
    for until in _beats(world):
        for hand in hands:
            hand.go_on(until)
        for hand in hands:
            hand.wait()
        with transaction.atomic(), looking_up_once():
            clockwork.run_until(min(until + BEAT / 2, world.ends_at))
        progress((until - world.begins_at) // ONE_DAY, (world.ends_at - world.begins_at) // ONE_DAY)


def _read_notices(world: World) -> None:
    """Everybody is told what happened, and has read it, but for the last hours."""
    while follow_the_journal(world.ends_at):
        pass
    for person in Person.objects.exclude(handle="admin"):
        read_all(by=Actor.of(person, "demo"), at=before(world.office, world.ends_at, UNREAD_HOURS))


def _beats(world: World) -> Iterator[datetime]:
    """From the first moment to the last."""
    for number in range((world.ends_at - world.begins_at) // BEAT + 1):
        yield world.begins_at + number * BEAT
