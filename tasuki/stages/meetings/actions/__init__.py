"""Book, move, hold and miss meetings."""

from tasuki.stages.meetings.actions.book import book
from tasuki.stages.meetings.actions.hold import hold, hold_unbooked
from tasuki.stages.meetings.actions.miss import miss
from tasuki.stages.meetings.actions.near import near
from tasuki.stages.meetings.actions.reschedule import reschedule

__all__ = ["book", "hold", "hold_unbooked", "miss", "near", "reschedule"]
