from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Opportunity(PreparedModel):
    """A forecastable deal (V-03), with everything that §8 asks for at its creation.

    ``state`` is the life (pending_approval, open, closed_won, closed_lost, voided), ``stage`` the sales stage.
    Only ``open`` ones whose waiver has not expired count in the forecast. ``source`` is read-only (O-13).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    external_id = models.CharField(max_length=100, null=True, blank=True)
    name = models.CharField(max_length=120)
    company_part = models.CharField(max_length=255, blank=True)
    product = models.CharField(max_length=200, blank=True)
    use_case = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=10, default="native")
    state = models.CharField(max_length=20, default="open")
    stage = models.CharField(max_length=50)
    stage_since = models.DateTimeField()
    stage_history = models.JSONField(default=list, blank=True)
    in_forecast = models.BooleanField(default=True)
    probability = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)

    account = models.ForeignKey(
        "records.Account", null=True, on_delete=models.PROTECT, related_name="opportunities", db_index=False
    )
    lead = models.ForeignKey(
        "records.Lead", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="opportunities", db_index=False
    )
    sdr = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source = models.CharField(max_length=50, blank=True)
    campaign = models.ForeignKey(
        "records.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="JPY")
    amount_basis = models.CharField(max_length=20, blank=True)
    discount = models.JSONField(null=True, blank=True)
    close_on = models.DateField(null=True, blank=True)
    close_date_basis = models.CharField(max_length=20, blank=True)
    close_date_evidence = models.CharField(max_length=100, blank=True)
    close_date_pushes = models.PositiveSmallIntegerField(default=0)

    follow_up_plan = models.TextField(blank=True)
    decision_criteria = models.TextField(blank=True)
    competitive_landscape = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    product_line = models.CharField(max_length=200, blank=True)
    industry_vertical = models.CharField(max_length=200, blank=True)
    qualification_notes = models.TextField(blank=True)
    fit_at_conversion = models.SmallIntegerField(null=True, blank=True)
    intent_at_conversion = models.SmallIntegerField(null=True, blank=True)
    playbook = models.CharField(max_length=60, blank=True)
    segment = models.CharField(max_length=50, blank=True)
    fields = models.JSONField(default=dict, blank=True)

    overridden = models.BooleanField(default=False)
    waiver_expires_on = models.DateField(null=True, blank=True)
    close_reason = models.CharField(max_length=60, blank=True)
    close_rationale = models.TextField(blank=True)
    competitor = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField(null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    search_text = models.TextField(blank=True, default="", db_default="", editable=False)
    import_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="opportunity_newest"),
            models.Index(fields=["close_on", "id"], name="opportunity_by_close"),
            models.Index(fields=["amount", "id"], name="opportunity_by_amount"),
            models.Index(fields=["stage_since", "id"], name="opportunity_by_stay"),
            models.Index(fields=["owner", "state"], name="opportunity_by_owner"),
            models.Index(fields=["account", "state"], name="opportunity_by_account"),
            models.Index(fields=["state", "stage"], name="opportunity_by_stage"),
            models.Index(fields=["lead"], name="opportunity_by_lead", condition=Q(lead__isnull=False)),
            models.Index(
                fields=["campaign"], name="opportunity_by_campaign", condition=Q(campaign__isnull=False)
            ),
        )
        constraints = (models.UniqueConstraint(fields=["external_id"], name="opportunity_external_id_once"),)

    def __str__(self) -> str:
        return self.name


class ContactRole(models.Model):
    """What a contact is in one opportunity; one person may have several roles (§8)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="contact_roles", db_index=False
    )
    contact = models.ForeignKey("records.Contact", on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30)
    is_primary = models.BooleanField(default=False)
    stance = models.CharField(max_length=100, blank=True)
    evidence = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["opportunity", "contact", "role"], name="contact_has_role_once"),
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(is_primary=True),
                name="one_primary_contact_per_opportunity",
            ),
        )


class NextStep(PreparedModel):
    """What happens next, by whom, by when (O-12)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="next_steps")
    action = models.CharField(max_length=300)
    owner = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
