"""The handoff and its brief. A brief is immutable once submitted; a change makes a new version (HB-8)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Handoff(PreparedModel):
    """One toss-up from SDR to AE. ``state``: draft, submitted, accepted, rejected, recycled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="handoffs")
    sdr = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    ae = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default="draft")
    # What the SDR writes for the brief beyond the record itself (dossier.Handoff's text fields).
    notes = models.JSONField(default=dict, blank=True)
    completeness = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    playbook = models.CharField(max_length=60, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ae_notified_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=60, blank=True)
    rationale = models.TextField(blank=True)
    # What the reason asked for: the record that stays, a better contact, the missing items (AR-5).
    details = models.JSONField(default=dict, blank=True)
    reengage_on = models.DateField(null=True, blank=True)
    reengage_trigger = models.CharField(max_length=200, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    feedback = models.TextField(blank=True)
    asked_again = models.JSONField(default=list, blank=True)
    quality = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["ae", "state"], name="handoff_for_ae"),
            models.Index(fields=["created_at", "id"], name="handoff_by_begin"),
            models.Index(fields=["submitted_at", "id"], name="handoff_by_submit"),
            models.Index(fields=["decided_at", "id"], name="handoff_by_decision"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["lead"],
                condition=Q(state__in=["draft", "submitted"]),
                name="one_open_handoff_per_lead",
            ),
        )


class BriefVersion(PreparedModel):
    """The brief as it stood when it was submitted, or changed afterwards; ``body`` follows the template (HB-2).

    The database refuses to change a version; a person who asks to be forgotten has theirs deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="briefs")
    number = models.PositiveSmallIntegerField()
    body = models.JSONField()
    completeness = models.DecimalField(max_digits=5, decimal_places=4)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["handoff", "number"], name="brief_version_once"),)


class BriefRead(models.Model):
    """Who has read which version last, so that the next reading can show what changed (HB-8)."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="reads")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["handoff", "person"], name="last_read_once"),)
