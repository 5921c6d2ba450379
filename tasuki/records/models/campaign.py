from __future__ import annotations

from django.db import models

from tasuki.platform.ids import new_id


class Campaign(models.Model):
    """What marketing paid for, with the message, offer and audience that reports compare (K-16, K-18)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=50, blank=True)
    message = models.CharField(max_length=200, blank=True)
    offer = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    spend = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="JPY")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    external_id = models.CharField(max_length=100, null=True, blank=True)
    search_text = models.TextField(blank=True, default="", db_default="", editable=False)
    import_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code"], name="campaign_code_once"),
            models.UniqueConstraint(fields=["external_id"], name="campaign_external_id_once"),
        )

    def __str__(self) -> str:
        return self.name
