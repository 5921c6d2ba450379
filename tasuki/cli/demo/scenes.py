"""What waits today: leads taken so far, and no further, that each role has something to do when it signs in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from tasuki.cli.demo.cast import TRAINING_HOURS_AGO
from tasuki.cli.demo.fates import Fate
from tasuki.cli.demo.hours import before
from tasuki.cli.demo.market import Market
from tasuki.cli.demo.mix import Origin
from tasuki.cli.demo.world import Case, Span

STEPS = (
    "contacted", "accepted", "asked", "booked", "qualified", "written", "submitted", "taken", "held", "rated",
    "converted",
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Life:
    """A lead's story from when it begins; with a ``scene`` it goes as far as that says."""

    begins_at: datetime
    case: Case
    scene: Scene | None = None


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


def todays_lives(span: Span, first_number: int, market: Market) -> Iterator[Life]:
    """The scenes that fit into the days there are, each from the moment at which it begins."""
    for number, scene in enumerate(SCENES, start=first_number):
        begins_at = before(span.office, span.ends_at, scene.arrived)
        if begins_at > span.begins_at:
            yield Life(begins_at, _case(number, scene, market), scene)


def _case(number: int, scene: Scene, market: Market) -> Case:
    buyer = market.buyer(scene.segment, "manufacturing", at_home=not scene.abroad)
    origin = Origin("inbound", scene.segment, "manufacturing")
    return Case(number, buyer, origin, Fate.CONVERTED, Random(f"today:{number}"), scene.amount)
