from __future__ import annotations

from django.db import models

from tasuki.platform.ids import new_id


class Touchpoint(models.Model):
    """One contact with the buyer: call, e-mail, form, webinar … ``direction`` is seen from us."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", null=True, blank=True, on_delete=models.CASCADE, related_name="touchpoints")
    contact = models.ForeignKey(
        "records.Contact", null=True, blank=True, on_delete=models.CASCADE, related_name="touchpoints"
    )
    account = models.ForeignKey(
        "records.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="touchpoints"
    )
    opportunity = models.ForeignKey(
        "records.Opportunity", null=True, blank=True, on_delete=models.SET_NULL, related_name="touchpoints"
    )
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    direction = models.CharField(max_length=10, default="outbound")
    two_way = models.BooleanField(default=False)
    content = models.CharField(max_length=300, blank=True)
    signal = models.CharField(max_length=50, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=100, null=True, blank=True, unique=True)
    import_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["lead", "at"], name="touchpoint_of_lead"),)
