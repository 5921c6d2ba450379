"""The queue of suspected duplicates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id


class Suspect(models.Model):
    """Two leads that may be one, with the reasons; somebody decides (merge or not a duplicate)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="suspects")
    other = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="+")
    standing = models.CharField(max_length=10)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_as = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["lead", "other"], name="suspect_pair_once"),
            models.CheckConstraint(condition=~Q(lead=models.F("other")), name="suspect_is_another_lead"),
        )
