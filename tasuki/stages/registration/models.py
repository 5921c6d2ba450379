from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id


class Partner(models.Model):
    """A company that sells with us. ``manager`` is our person who looks after it; ``code`` is its id (DG-3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    tier = models.CharField(max_length=30, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    manager = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="partners"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Registration(models.Model):
    """A partner's claim to a deal with a company. ``submitted_at`` never changes: the database refuses it (DG-4).

    ``number`` is the registration id that an approved one gets; it protects the company until ``protected_until``.
    ``conflicts`` is what stood before at the moment of the submit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(null=True, blank=True, unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="registrations")
    account = models.ForeignKey(
        "records.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="registrations"
    )
    company_name = models.CharField(max_length=255)
    company_domain = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=2, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    evidence = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    product = models.CharField(max_length=200, blank=True)
    use_case = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=50, blank=True)
    rfp_status = models.CharField(max_length=60, blank=True)
    territory = models.CharField(max_length=100, blank=True)
    expected_close_on = models.DateField(null=True, blank=True)
    match_keys = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    state = models.CharField(max_length=12, default="submitted")
    conflicts = models.JSONField(default=list)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalation_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rationale = models.TextField(blank=True)
    override_reason = models.TextField(blank=True)
    protected_until = models.DateTimeField(null=True, blank=True)
    playbook = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["state", "-submitted_at", "-id"], name="registration_by_state"),
            models.Index(fields=["-submitted_at", "-id"], name="registration_newest"),
            models.Index(
                fields=["company_domain"], name="registration_domain", condition=~Q(company_domain="")
            ),
            models.Index(
                fields=["protected_until"], name="registration_expiry", condition=Q(state="approved")
            ),
            GinIndex(fields=["match_keys"], name="registration_match_keys", fastupdate=False),
        )

    def __str__(self) -> str:
        return f"{self.called} {self.company_name}"

    @property
    def called(self) -> str:
        """The registration id as partners quote it; empty before it is approved."""
        return f"DR-{self.number:05}" if self.number else ""
