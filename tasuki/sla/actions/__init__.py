"""What can be done with clocks beside hearing events: pause and resume, tick, settle, reckon anew."""

from tasuki.sla.actions.pause import pause, resume
from tasuki.sla.actions.reckon import reckon_anew
from tasuki.sla.actions.settle import settle
from tasuki.sla.actions.tick import tick

__all__ = ["pause", "reckon_anew", "resume", "settle", "tick"]
