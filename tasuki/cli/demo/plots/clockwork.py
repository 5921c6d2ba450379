"""What happens by itself: clocks tick, recycled leads come back, waivers run out, figures are refreshed."""

from __future__ import annotations

from datetime import datetime, timedelta

from tasuki.cli.demo.agenda import Plot
from tasuki.flow.due import reengage_due, relieve_absent
from tasuki.sla.actions import explain_lateness, tick
from tasuki.stages.conversion import sizes
from tasuki.stages.pipeline import stays
from tasuki.stages.pipeline.actions import expire_waivers

MOST = 10_000
BEAT, EVERY_DAY, EVERY_WEEK = timedelta(hours=6), timedelta(days=1), timedelta(days=7)


def ticking(at: datetime) -> Plot:
    """The worker's heartbeat: hours apart, which is close enough because moments are dated by when they came."""
    while True:
        tick(at, limit=MOST)
        relieve_absent(at)
        at = yield at + BEAT


def days_coming(at: datetime) -> Plot:
    """What the worker does in passing, and nobody waits for: once a day."""
    while True:
        reengage_due(at)
        expire_waivers(at)
        explain_lateness(at, MOST)
        at = yield at + EVERY_DAY


def figures(at: datetime) -> Plot:
    while True:
        sizes.refresh(at)
        stays.refresh(at)
        at = yield at + EVERY_WEEK
