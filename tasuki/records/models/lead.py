from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Lead(PreparedModel):
    """One person at one company who may become an opportunity.

    ``entered_<state>_at`` are the milestones that the funnel reads (first entry, UTC); they are written in the
    transaction of the event that moves the lead and can be rebuilt from the journal. ``version`` rises with every
    change and serves If-Match. ``evidence_seq`` numbers the lead's evidence (ev-1, ev-2 …).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    external_id = models.CharField(max_length=100, null=True, blank=True)
    state = models.CharField(max_length=20, default="captured")
    origin = models.CharField(max_length=10, default="native")

    name = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    kana = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    company_name = models.CharField(max_length=255, blank=True)
    company_domain = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=100, blank=True)
    industry = models.CharField(max_length=100, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    segment = models.CharField(max_length=50, blank=True)
    business_model = models.CharField(max_length=50, blank=True)
    technologies = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    tier = models.CharField(max_length=30, blank=True)
    background = models.TextField(blank=True)

    source = models.CharField(max_length=50, blank=True)
    source_detail = models.CharField(max_length=200, blank=True)
    campaign = models.ForeignKey(
        "records.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    message = models.CharField(max_length=300, blank=True)
    why_now = models.TextField(blank=True)
    consent = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=dict, blank=True)

    fit = models.SmallIntegerField(null=True, blank=True)
    intent = models.SmallIntegerField(null=True, blank=True)
    score_reasons = models.JSONField(default=list, blank=True)

    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="leads", db_index=False
    )
    ae = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    account = models.ForeignKey(
        "records.Account",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
        db_index=False,
    )
    contact = models.ForeignKey(
        "records.Contact",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
        db_index=False,
    )
    opportunity = models.ForeignKey(
        "records.Opportunity",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
        db_index=False,
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", db_index=False
    )

    accepted_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    accepted_rationale = models.TextField(blank=True)
    sql_override = models.TextField(blank=True, default="", db_default="")
    exit_reason = models.CharField(max_length=60, blank=True)
    exit_rationale = models.TextField(blank=True)
    exit_cause = models.CharField(max_length=20, blank=True)
    exit_state = models.CharField(max_length=20, blank=True)
    reengage_on = models.DateField(null=True, blank=True)
    reengage_trigger = models.CharField(max_length=200, blank=True)
    nurture_track = models.CharField(max_length=50, blank=True)
    recycled_at = models.DateTimeField(null=True, blank=True)
    times_recycled = models.PositiveSmallIntegerField(default=0)
    on_hold = models.BooleanField(default=False)

    captured_at = models.DateTimeField()
    state_since = models.DateTimeField()
    entered_mql_at = models.DateTimeField(null=True, blank=True)
    entered_sal_at = models.DateTimeField(null=True, blank=True)
    entered_sql_at = models.DateTimeField(null=True, blank=True)
    entered_discovery_at = models.DateTimeField(null=True, blank=True)
    entered_converted_at = models.DateTimeField(null=True, blank=True)
    entered_disqualified_at = models.DateTimeField(null=True, blank=True)
    entered_recycled_at = models.DateTimeField(null=True, blank=True)
    entered_archived_at = models.DateTimeField(null=True, blank=True)
    entered_merged_at = models.DateTimeField(null=True, blank=True)
    last_touch_at = models.DateTimeField(null=True, blank=True)

    match_keys = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    search_text = models.TextField(blank=True)
    evidence_seq = models.PositiveIntegerField(default=0)
    import_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            models.Index(fields=["-captured_at", "-id"], name="lead_newest"),
            # They tell groups apart, and whose the leads are, without a look at the leads themselves.
            models.Index(
                fields=["state", "-captured_at", "-id"],
                include=["source", "owner", "ae"],
                name="lead_by_state",
            ),
            models.Index(
                fields=["source", "-captured_at", "-id"],
                include=["state", "owner", "ae"],
                name="lead_by_source",
            ),
            models.Index(fields=["state_since", "id"], name="lead_by_since"),
            models.Index(fields=["company_name", "id"], name="lead_by_company"),
            models.Index(fields=["owner", "-captured_at", "-id", "state"], name="lead_by_owner"),
            models.Index(
                fields=["ae", "-captured_at", "-id", "state"],
                name="lead_by_ae",
                condition=Q(ae__isnull=False),
            ),
            models.Index(fields=["account"], name="lead_by_account", condition=Q(account__isnull=False)),
            models.Index(fields=["contact"], name="lead_by_contact", condition=Q(contact__isnull=False)),
            models.Index(
                fields=["opportunity"], name="lead_by_opportunity", condition=Q(opportunity__isnull=False)
            ),
            models.Index(fields=["reengage_on"], name="lead_to_reengage", condition=Q(state="recycled")),
            models.Index(fields=["import_id"], name="lead_by_import", condition=Q(import_id__isnull=False)),
            models.Index(
                fields=["merged_into"], name="lead_by_survivor", condition=Q(merged_into__isnull=False)
            ),
            GinIndex(fields=["match_keys"], name="lead_match_keys", fastupdate=False),
        )
        constraints = (models.UniqueConstraint(fields=["external_id"], name="lead_external_id_once"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.company_name})"
