from __future__ import annotations

from django.db import models

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Discovery(PreparedModel):
    """A discovery call that was held, and its outcome (C-6). ``outcome``: qualified, not_qualified, undecided.

    ``checklist`` keeps how CH-7 … CH-13 stood when the call was recorded: id and standing of each item.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="discoveries")
    meeting = models.ForeignKey(
        "meetings.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="discoveries"
    )
    ae = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, default="undecided")
    notes = models.TextField(blank=True)
    checklist = models.JSONField(default=list, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["lead", "held_at"], name="discovery_call_recorded_once"),
        )
