from __future__ import annotations

from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id


class JointReview(models.Model):
    """What both sides' leaders have to decide together (SL-26): who sees to it, when they meet, what came of it.

    ``cause`` is a code of `rules.concern`, ``about`` names what it is about: a source, a reason, a promise. While it is
    open, the same cause opens no second one: it becomes another ground of this.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cause = models.CharField(max_length=40)
    about = models.CharField(max_length=120, blank=True)
    question = models.TextField(blank=True)
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="reviews")
    meet_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    playbook = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["cause", "about"],
                condition=Q(decided_at=None) & ~Q(cause="asked"),
                name="one_open_review_per_cause",
            ),
        )
        indexes = (models.Index(fields=["-opened_at", "-id"], name="review_newest"),)

    @property
    def state(self) -> str:
        return "open" if self.decided_at is None else "decided"


class ReviewGround(models.Model):
    """One thing that led to a review: a clock that climbed to the last rung, or the numbers of three weeks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(JointReview, on_delete=models.CASCADE, related_name="grounds", db_index=False)
    clock = models.ForeignKey(
        "sla.Clock", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    numbers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["review", "clock"], condition=Q(clock__isnull=False), name="a_clock_is_one_ground"
            ),
        )
        indexes = (
            models.Index(fields=["review", "-at", "-id"], name="ground_of_review"),
            models.Index(fields=["clock"], name="ground_of_clock", condition=Q(clock__isnull=False)),
        )
