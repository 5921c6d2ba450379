from __future__ import annotations

from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Touchpoint(PreparedModel):
    """One contact with the buyer: call, e-mail, form, webinar … ``direction`` is seen from us."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(
        "records.Lead",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="touchpoints",
        db_index=False,
    )
    contact = models.ForeignKey(
        "records.Contact",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="touchpoints",
        db_index=False,
    )
    account = models.ForeignKey(
        "records.Account",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="touchpoints",
        db_index=False,
    )
    opportunity = models.ForeignKey(
        "records.Opportunity",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="touchpoints",
        db_index=False,
    )
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    direction = models.CharField(max_length=10, default="outbound")
    two_way = models.BooleanField(default=False)
    content = models.CharField(max_length=300, blank=True)
    signal = models.CharField(max_length=50, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    external_id = models.CharField(max_length=100, null=True, blank=True)
    import_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["lead", "at"], name="touchpoint_of_lead"),
            models.Index(
                fields=["opportunity", "at"],
                name="touchpoint_of_opportunity",
                condition=Q(opportunity__isnull=False),
            ),
            models.Index(
                fields=["account", "at"], name="touchpoint_of_account", condition=Q(account__isnull=False)
            ),
            models.Index(
                fields=["contact", "at"], name="touchpoint_of_contact", condition=Q(contact__isnull=False)
            ),
        )
        constraints = (models.UniqueConstraint(fields=["external_id"], name="touchpoint_external_id_once"),)
