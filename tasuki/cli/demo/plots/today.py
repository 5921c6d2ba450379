"""What waits today: leads taken so far, and no further, that each role has something to do when it signs in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from tasuki.cli.demo.agenda import Opening, Plot
from tasuki.cli.demo.cast import TRAINING_HOURS_AGO
from tasuki.cli.demo.deeds import arriving, qualifying, selling
from tasuki.cli.demo.fates import Fate
from tasuki.cli.demo.hours import after_work, before
from tasuki.cli.demo.mix import Origin
from tasuki.cli.demo.world import Case, World


@dataclass(frozen=True, slots=True)
class Scene:
    """One lead as it stands today. ``taken`` says how many office hours ago each step was taken, in their order;
    ``meets`` how many ago the discovery call was, negative where it lies ahead."""

    arrived: float
    taken: Mapping[str, float] = field(default_factory=dict)
    meets: float = 0.0
    segment: str = "mid_market"
    amount: int = 6_400_000
    waived: frozenset[str] = frozenset()
    twice: bool = False
    abroad: bool = False


STEPS = (
    "contacted", "accepted", "asked", "booked", "qualified", "written", "submitted", "taken", "held", "rated",
    "converted",
)  # fmt: skip


def ago(*hours: float) -> Mapping[str, float]:
    """How many office hours ago each step was taken; those that are left out have not been taken."""
    return dict(zip(STEPS, hours, strict=False))


SUBMITTED_THIS_MORNING = ago(29, 27, 22, 18, 13, 7, 2.5)
TAKEN_OVER = ago(47, 45, 40, 36, 30, 27, 24, 20)
READY_TO_CONVERT = ago(58, 56, 50, 46, 42, 38, 34, 28, 9, 6)
JUST_CONVERTED = ago(58, 56, 50, 46, 42, 38, 34, 28, 9, 6, 4)
CONVERTED_ELEVEN_DAYS_AGO = ago(128, 126, 120, 115, 110, 106, 103, 98, 80, 78, 72)

SCENES: tuple[Scene, ...] = (
    Scene(1),
    Scene(2),
    Scene(4, segment="smb"),
    Scene(6),
    Scene(30, ago(29, 27, 5)),
    Scene(31, SUBMITTED_THIS_MORNING, meets=-9),
    Scene(32, SUBMITTED_THIS_MORNING, meets=-12, segment="smb", amount=2_800_000),
    Scene(50, TAKEN_OVER, meets=-1.5),
    Scene(51, TAKEN_OVER, meets=-8, amount=8_800_000),
    Scene(60, READY_TO_CONVERT, meets=10),
    Scene(61, READY_TO_CONVERT, meets=10, segment="smb", amount=3_100_000),
    Scene(62, JUST_CONVERTED, meets=10, amount=48_000_000),
    Scene(63, JUST_CONVERTED, meets=10, amount=36_500_000),
    Scene(130, CONVERTED_ELEVEN_DAYS_AGO, meets=81, waived=frozenset({"decision_process"})),
    Scene(20, twice=True),
    Scene(24, ago(22), twice=True),
    Scene(TRAINING_HOURS_AGO - 1),
    Scene(TRAINING_HOURS_AGO - 2, abroad=True),
)


def todays_work(world: World, first_number: int) -> Iterator[tuple[datetime, Opening]]:
    """The scenes that fit into the days there are, each with the moment at which it begins."""
    for number, scene in enumerate(SCENES, start=first_number):
        begins_at = before(world.office, world.ends_at, scene.arrived)
        if begins_at > world.begins_at:
            yield begins_at, partial(_staged, _case(number, scene, world), scene, world)


def _case(number: int, scene: Scene, world: World) -> Case:
    buyer = world.market.buyer(scene.segment, "manufacturing", at_home=not scene.abroad)
    origin = Origin("inbound", scene.segment, "manufacturing")
    return Case(number, buyer, origin, Fate.CONVERTED, Random(f"today:{number}"), scene.amount)


def _staged(case: Case, scene: Scene, world: World, at: datetime) -> Plot:
    arriving.arrive(case, world, at)
    if scene.twice:
        at = yield at + timedelta(minutes=50)
        arriving.arrive(case.again(), world, at)
    met_at = _call(scene, world)
    meeting: UUID | None = None
    for step, hours in scene.taken.items():
        at = yield before(world.office, world.ends_at, hours)
        if step == "booked":
            meeting = qualifying.book(case, world, at, met_at, ae="ren")
        elif step == "held" and meeting is not None:
            selling.hold(case, world, meeting, met_at, at, outcome="qualified", without=scene.waived)
        elif step == "converted":
            waived = world.pen.rationale("ren", "override", case.buyer) if scene.waived else ""
            outcome = selling.convert(case, world, at, waived=waived)
            if outcome.pending and scene.waived:
                at = yield at + timedelta(hours=3)
                selling.grant(case, world, outcome, at)
        else:
            _DEEDS[step](case, world, at)


def _call(scene: Scene, world: World) -> datetime:
    if scene.meets < 0:
        return after_work(world.office, world.ends_at, -scene.meets)
    return before(world.office, world.ends_at, scene.meets)


def _contacted(case: Case, world: World, at: datetime) -> None:
    arriving.touch(case, world, at, answered=True)


def _rated(case: Case, world: World, at: datetime) -> None:
    selling.rate(case, world, at, 4)


_DEEDS: Mapping[str, Callable[[Case, World, datetime], None]] = {
    "contacted": _contacted,
    "accepted": qualifying.accept,
    "asked": qualifying.ask,
    "qualified": qualifying.qualify,
    "written": qualifying.write_brief,
    "submitted": qualifying.submit,
    "taken": selling.take_over,
    "rated": _rated,
}
