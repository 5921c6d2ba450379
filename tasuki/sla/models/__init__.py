"""Rows of promises: their clocks, sales' weekly word on the sources, and what the leaders have to decide together."""

from tasuki.sla.models.clock import Clock
from tasuki.sla.models.feedback import WeeklyFeedback
from tasuki.sla.models.review import JointReview, ReviewGround

__all__ = ["Clock", "JointReview", "ReviewGround", "WeeklyFeedback"]
