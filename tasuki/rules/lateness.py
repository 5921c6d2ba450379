"""Why was a promise late? One cause each, so that the most frequent can be mended first (SL-23).

The causes are tried in the order in which they explain each other: what nobody owned was not opened either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tasuki.rules.wording import N_

MANY_OVERDUE = 10
"""So many broken promises at a time are more than somebody can keep, where no capacity was agreed."""


class Cause(StrEnum):
    """Why it was late."""

    UNOWNED = "unowned"
    LEFT = "left"
    ABSENT = "absent"
    CHANGED_HANDS = "changed_hands"
    OFF_HOURS = "off_hours"
    OVERLOADED = "overloaded"
    NEVER_OPENED = "never_opened"
    SLOW = "slow"


CAUSES: Mapping[str, str] = {
    Cause.UNOWNED: N_("nobody owned it"),
    Cause.LEFT: N_("its owner had left"),
    Cause.ABSENT: N_("its owner was away"),
    Cause.CHANGED_HANDS: N_("it changed hands on the way"),
    Cause.OFF_HOURS: N_("it began outside working hours"),
    Cause.OVERLOADED: N_("its owner had too much at once"),
    Cause.NEVER_OPENED: N_("its owner never opened it"),
    Cause.SLOW: N_("it was seen and not done in time"),
}
MENDED_BY: Mapping[Cause, str] = {
    Cause.UNOWNED: N_("Add a route or a fallback that takes these leads."),
    Cause.LEFT: N_("Hand everything on before somebody leaves."),
    Cause.ABSENT: N_("Enter absences in time and name who stands in."),
    Cause.CHANGED_HANDS: N_("Route to the right person at first: look at the routes that are undone."),
    Cause.OFF_HOURS: N_(
        "Promise working hours instead of elapsed ones, or staff the time that leads come in."
    ),
    Cause.OVERLOADED: N_("Agree on a capacity, or on more people for these leads."),
    Cause.NEVER_OPENED: N_("Warn earlier and elsewhere; look at the owner's day together."),
    Cause.SLOW: N_("Allow more time, or find what the work waits for."),
}
"""Which change helps against which cause."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How it stood between the start of a promise and its due moment.

    ``overdue`` counts what else of the owner's was broken then; ``capacity`` is None where none was agreed.
    """

    is_unowned: bool = False
    has_left: bool = False
    was_away: bool = False
    changed_hands: bool = False
    began_off_hours: bool = False
    open_leads: int = 0
    capacity: int | None = None
    overdue: int = 0
    was_opened: bool = True


def why_late(found: Circumstances) -> Cause:
    """The first cause that holds; where none does, it was seen and took too long."""
    for cause, holds in (
        (Cause.UNOWNED, found.is_unowned),
        (Cause.LEFT, found.has_left),
        (Cause.ABSENT, found.was_away),
        (Cause.CHANGED_HANDS, found.changed_hands),
        (Cause.OFF_HOURS, found.began_off_hours),
        (Cause.OVERLOADED, _is_overloaded(found)),
        (Cause.NEVER_OPENED, not found.was_opened),
    ):
        if holds:
            return cause
    return Cause.SLOW


def _is_overloaded(found: Circumstances) -> bool:
    if found.capacity is not None:
        return found.open_leads > found.capacity
    return found.overdue >= MANY_OVERDUE
