"""The conversion as an object of its own: decision, versions, snapshots and lineage, whatever happens later."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id


class Conversion(models.Model):
    """A lead that became an opportunity, under which playbook, on which evidence (G-08, O-14).

    ``made`` names every record with what was done to it (created or linked), which is also the plan for a void.
    ``decision`` is kept in no language (`keeping`). The unique constraint is what makes two callers get one
    opportunity.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", on_delete=models.PROTECT, related_name="conversions")
    opportunity = models.ForeignKey(
        "records.Opportunity", on_delete=models.PROTECT, related_name="conversions"
    )
    account = models.ForeignKey("records.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(
        "records.Contact", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    playbook = models.CharField(max_length=60)
    verdict = models.CharField(max_length=25)
    decision = models.JSONField()
    dossier = models.JSONField()
    brief = models.JSONField(null=True, blank=True)
    fit = models.SmallIntegerField(null=True, blank=True)
    intent = models.SmallIntegerField(null=True, blank=True)
    override = models.JSONField(null=True, blank=True)
    made = models.JSONField(default=dict)
    unmapped = models.JSONField(default=list)
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)
    request_digest = models.CharField(max_length=64, blank=True)
    voidable_until = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    void_reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["lead"], condition=Q(voided_at__isnull=True), name="one_standing_conversion_per_lead"
            ),
            models.UniqueConstraint(
                fields=["by", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="idempotency_key_once_per_person",
            ),
        )

    @property
    def joined(self) -> bool:
        """Whether the lead joined an opportunity that stood before; else the opportunity was made by it."""
        made: str = self.made["opportunity"]["action"]
        return made == "link"


class Approval(models.Model):
    """Somebody else's yes that a pending opportunity waits for. ``state``: pending, granted, refused, recalled.

    ``rank`` is whose yes the agreement asks for: manager, vp, deal_desk, revops, or somebody's handle (AP-3).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversion = models.ForeignKey(Conversion, on_delete=models.CASCADE, related_name="approvals")
    opportunity = models.ForeignKey("records.Opportunity", on_delete=models.CASCADE, related_name="approvals")
    rules = models.JSONField(default=list)
    asked_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approver_because = models.CharField(max_length=60, blank=True)
    rank = models.CharField(max_length=60, default="manager", db_default="manager")
    state = models.CharField(max_length=12, default="pending")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rationale = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["approver", "state"], name="approval_for_person"),)


class DealSizes(models.Model):
    """What deals in one segment and currency usually come to (O-7, AP-1): refreshed by a job, read by every gate."""

    segment = models.CharField(max_length=50)
    currency = models.CharField(max_length=3)
    n = models.PositiveIntegerField()
    median_ln = models.FloatField(null=True)
    mad_ln = models.FloatField(null=True)
    p90 = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    as_of = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["segment", "currency"], name="deal_sizes_once"),)


class PrematureIndex(models.Model):
    """How often a person's conversions turned out premature, beside the upper quartile of their team (AP-1, K-11)."""

    person = models.OneToOneField(
        "people.Person", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    index = models.FloatField()
    team_p75 = models.FloatField(null=True)
    conversions = models.PositiveIntegerField()
    as_of = models.DateTimeField()


class Batch(models.Model):
    """More conversions than fit one call, worked off by a job; ``results`` stand in the order of ``items``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    items = models.JSONField()
    results = models.JSONField(default=list)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default="waiting")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    scopes = ArrayField(models.CharField(max_length=60), null=True, blank=True)
    """Those of the token that asked; null where a person did."""
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
