"""A hand tells lives up to a moment, in this process; `beside` is one in another."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Protocol

from tasuki.cli.demo.agenda import Agenda, Opening
from tasuki.cli.demo.plots.lives import life
from tasuki.cli.demo.plots.today import staged
from tasuki.cli.demo.scenes import Life
from tasuki.cli.demo.world import World
from tasuki.platform.sql import run
from tasuki.playbooks.queries import IN_FORCE

MANY_OBJECTS = 500_000


class Hand(Protocol):
    """Whoever tells lives: is asked to go on, and waited for."""

    def go_on(self, until: datetime) -> None:
        """Begin to tell what happens before ``until``."""

    def wait(self) -> None:
        """Until it has been told."""

    def refused(self) -> Counter[str]:
        """What the rules refused, once everything has been told."""


class OwnHand:
    """Tells one part of the lives, or several in the order of time."""

    def __init__(self, *parts: tuple[World, Sequence[Life]]) -> None:
        self.agenda = Agenda({IN_FORCE: parts[0][0].book})
        for world, lives in parts:
            for one in lives:
                self.agenda.begin(one.begins_at, _opening(one, world))

    def go_on(self, until: datetime) -> None:
        self.agenda.run_until(until)

    def wait(self) -> None:
        """It has been told by now."""

    def refused(self) -> Counter[str]:
        return self.agenda.refused


def _opening(one: Life, world: World) -> Opening:
    if one.scene is None:
        return partial(life, one.case, world)
    return partial(staged, one.case, one.scene, world)


@contextmanager
def writing_fast() -> Iterator[None]:
    """Without waiting for the disk: this company can be made again. And without looking for cycles among millions of
    short-lived rows, which have none."""
    before = gc.get_threshold()
    gc.set_threshold(MANY_OBJECTS)
    run("SET synchronous_commit = off")
    try:
        yield
    finally:
        gc.set_threshold(*before)
    run("RESET synchronous_commit")
