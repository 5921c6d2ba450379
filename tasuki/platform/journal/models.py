"""Journal rows hold ids and codes only; words a person wrote live in `Payload`, which can be erased on request."""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import RawSQL


class Event(models.Model):
    """One thing that happened. ``seq`` orders events of one transaction; readers page by (``txid``, ``seq``).

    ``txid`` is the writing transaction's id: a reader that stops below the oldest transaction still running never
    misses an event that commits late (`tasuki.platform.journal.queries`).
    """

    seq = models.BigAutoField(primary_key=True)
    txid = models.BigIntegerField(db_default=RawSQL("(pg_current_xact_id()::text)::bigint", ()))
    code = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    door = models.CharField(max_length=10)
    subject = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    lead_id = models.UUIDField(null=True)
    opportunity_id = models.UUIDField(null=True)
    playbook = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=10, default="native")
    data = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=["txid", "seq"], name="event_cursor"),
            models.Index(
                fields=["lead_id", "at"], name="event_of_lead", condition=models.Q(lead_id__isnull=False)
            ),
            models.Index(fields=["code"], name="event_of_no_lead", condition=models.Q(lead_id__isnull=True)),
            models.Index(
                fields=["at", "lead_id"],
                name="event_by_moment",
                condition=models.Q(lead_id__isnull=False),
            ),
            models.Index(
                fields=["opportunity_id", "at"],
                name="event_of_opportunity",
                condition=models.Q(opportunity_id__isnull=False),
            ),
            models.Index(
                fields=["subject_id"],
                name="event_of_company",
                condition=models.Q(subject__in=["account", "contact"]),
            ),
            models.Index(
                fields=["subject_id"],
                name="event_of_climb",
                condition=models.Q(code="sla.escalated"),
            ),
            models.Index(fields=["seq"], name="event_rulings", condition=models.Q(code="dispute.ruled")),
            models.Index(
                fields=["seq"],
                name="event_of_agreement",
                condition=models.Q(code__in=["playbook.published", "sla.reckoned"]),
            ),
            models.Index(
                fields=["actor_id", "-seq"],
                name="event_endings_of_person",
                condition=models.Q(
                    code__in=["lead.disqualified", "lead.recycled", "handoff.rejected", "handoff.recycled"]
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.subject_id}"


class Follower(models.Model):
    """Somebody who reads the journal along, and the place up to which they have (`following`)."""

    name = models.CharField(primary_key=True, max_length=60)
    txid = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)


class Payload(models.Model):
    """The personal part of an event (a rationale, a note, a name): erased when somebody asks to be forgotten."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.CASCADE, related_name="payload")
    words = models.JSONField(default=dict)
