"""What waits for each role today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tasuki.cli.demo.agenda import Opening
from tasuki.cli.demo.world import World


def todays_work(world: World, first_number: int) -> Iterator[tuple[datetime, Opening]]:
    yield from ()
