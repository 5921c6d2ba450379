"""A lead that is taken as far as its scene says, so that somebody finds it waiting today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from tasuki.cli.demo.agenda import Plot
from tasuki.cli.demo.deeds import arriving, qualifying, selling
from tasuki.cli.demo.hours import after_work, before
from tasuki.cli.demo.scenes import Scene
from tasuki.cli.demo.world import Case, World


def staged(case: Case, scene: Scene, world: World, at: datetime) -> Plot:
    """The scene's steps, one after the other."""
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
