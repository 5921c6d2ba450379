from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Meeting(PreparedModel):
    """A conversation with the buyer, booked for a moment. ``state``: booked, held, missed.

    ``remind_at`` is when those who take part are told that it is near; then it is empty.
    ``times_missed`` outlives a new date: the second miss of a lead alerts its manager (BK-2).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=20, default="discovery")
    state = models.CharField(max_length=20, default="booked")
    ae = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sdr = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    booked_for = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    attendees = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    place = models.CharField(max_length=300, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
    missed_reason = models.CharField(max_length=200, blank=True)
    times_missed = models.PositiveSmallIntegerField(default=0)
    sdr_attended = models.BooleanField(null=True, blank=True)
    times_moved = models.PositiveSmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=100, null=True, blank=True, unique=True)

    class Meta:
        indexes = (
            models.Index(fields=["lead", "booked_for"], name="meeting_of_lead"),
            models.Index(
                fields=["remind_at"], name="meeting_near", condition=models.Q(remind_at__isnull=False)
            ),
        )
