from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Account(PreparedModel):
    """A company. ``name_key`` is the folded name without its legal form, ``legal_form`` stays beside it (O-10)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    external_id = models.CharField(max_length=100, null=True, blank=True)
    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=255)
    legal_form = models.CharField(max_length=40, blank=True)
    domain = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=100, blank=True)
    industry = models.CharField(max_length=100, blank=True)
    segment = models.CharField(max_length=50, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    business_model = models.CharField(max_length=50, blank=True)
    technologies = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    tier = models.CharField(max_length=30, blank=True)
    background = models.TextField(blank=True)
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    match_keys = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    search_text = models.TextField(blank=True, default="", db_default="", editable=False)
    import_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            GinIndex(fields=["match_keys"], name="account_match_keys", fastupdate=False),
            models.Index(fields=["domain"], name="account_domain", condition=~Q(domain="")),
            models.Index(fields=["name_key"], name="account_name_key"),
            models.Index(fields=["employees", "id"], name="account_by_employees"),
        )
        constraints = (models.UniqueConstraint(fields=["external_id"], name="account_external_id_once"),)

    def __str__(self) -> str:
        return self.name


class Contact(PreparedModel):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    external_id = models.CharField(max_length=100, null=True, blank=True)
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    kana = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    consent = models.JSONField(default=dict, blank=True)
    match_keys = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    search_text = models.TextField(blank=True, default="", db_default="", editable=False)
    import_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            GinIndex(fields=["match_keys"], name="contact_match_keys", fastupdate=False),
            models.Index(fields=["email"], name="contact_email", condition=~Q(email="")),
            models.Index(fields=["name", "id"], name="contact_by_name"),
        )
        constraints = (models.UniqueConstraint(fields=["external_id"], name="contact_external_id_once"),)

    def __str__(self) -> str:
        return self.name


class AccountPlan(models.Model):
    """Opened for a strategic deal (AC-1)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="plans")
    opportunity = models.ForeignKey(
        "records.Opportunity", null=True, blank=True, on_delete=models.PROTECT, related_name="account_plans"
    )
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    objective = models.TextField(blank=True)
    stakeholders = models.JSONField(default=list, blank=True)
    competitors = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    actions = models.JSONField(default=list, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
