from __future__ import annotations

from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id


class WeeklyFeedback(models.Model):
    """Sales' word on one source's leads of one week (SL-11); the row stands from when it is asked for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=50)
    week_on = models.DateField(help_text="its Monday, in the agreement's zone")
    comment = models.TextField(blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["week_on", "source"], name="one_feedback_per_source_and_week"),
        )
        indexes = (
            models.Index(fields=["source", "-week_on"], name="feedback_of_source"),
            models.Index(fields=["week_on"], name="feedback_owed", condition=Q(given_at=None)),
        )
