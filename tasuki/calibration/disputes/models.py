from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id


class Dispute(models.Model):
    """Somebody calls a decision about a lead wrong. ``state``: open, ruled, withdrawn.

    ``event`` is the journal's number of the decision, ``code`` what it was and ``playbook`` the agreement of that day:
    the criteria that it is judged by. ``ruler`` is who is asked to rule; whoever does is ``ruled_by``. ``draft`` is the
    version into which what the ruling wants changed was carried.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="disputes")
    event = models.BigIntegerField()
    code = models.CharField(max_length=60)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    playbook = models.CharField(max_length=60, blank=True)
    side = models.CharField(max_length=10)
    claim = models.TextField()
    evidence = ArrayField(models.TextField(), default=list, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="disputes"
    )
    ruler = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="to_rule_on")
    state = models.CharField(max_length=10, default="open")
    cause = models.CharField(max_length=10, blank=True)
    ruling = models.CharField(max_length=10, blank=True)
    rationale = models.TextField(blank=True)
    rule_change = models.TextField(blank=True)
    draft = models.ForeignKey(
        "playbooks.PlaybookVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="rulings"
    )
    way_back = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ruled_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["event"], condition=~Q(state="withdrawn"), name="one_dispute_per_decision"
            ),
        )
        indexes = (
            models.Index(fields=["-opened_at", "-id"], name="dispute_newest"),
            models.Index(fields=["state", "-opened_at", "-id"], name="dispute_by_state"),
        )


class LearningCase(models.Model):
    """What others can learn from a ruling, as its ruler wrote it: without names, in one language or in both."""

    dispute = models.OneToOneField(
        Dispute, primary_key=True, on_delete=models.CASCADE, related_name="learning_case"
    )
    title_ja = models.CharField(max_length=120, blank=True)
    text_ja = models.TextField(blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    text_en = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["-published_at", "-dispute"],
                name="learning_case_newest",
                condition=Q(published_at__isnull=False),
            ),
        )
