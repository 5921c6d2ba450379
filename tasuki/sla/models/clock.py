from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Clock(PreparedModel):
    """One running promise: a projection of events, reckoned anew when a calendar changes (SL-24).

    ``next_at`` is the earliest moment not yet fired (a warning, the breach, a rung); the tick finds due clocks by its
    index. ``fired`` counts the moments of ``warn_at``, ``due_at`` and ``rung_at`` already announced, so that each is
    announced once; ``rungs`` are the steps of the ladder that belong to ``rung_at`` (SL-20).
    The subject's running clocks are found by the index that lets a promise run once.
    ``side`` makes the promise (marketing, sdr, ae, manager, joint), ``late_because`` is why a broken one is (SL-23).
    ``outcome`` is empty while it runs; then met, late, or released where the promise lost its object. Allowance and
    pauses are in the clock's own kind of time (seconds).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sla = models.CharField(max_length=20)
    lead = models.ForeignKey(
        "records.Lead", null=True, on_delete=models.CASCADE, related_name="clocks", db_index=False
    )
    subject = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    owner = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="clocks", db_index=False
    )
    owner_role = models.CharField(max_length=20, blank=True)
    side = models.CharField(max_length=20, blank=True, default="")
    playbook = models.CharField(max_length=60)
    calendar = models.CharField(max_length=50, blank=True)
    calendar_version = models.PositiveIntegerField(default=1)
    within = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    no_later_than_at = models.DateTimeField(null=True, blank=True)
    allowance_seconds = models.BigIntegerField(default=0)
    warn_at = ArrayField(models.DateTimeField(), default=list)
    warn_levels = ArrayField(models.DecimalField(max_digits=5, decimal_places=4), default=list)
    rung_at = ArrayField(models.DateTimeField(), default=list)
    rungs = ArrayField(models.CharField(max_length=20), default=list)
    next_at = models.DateTimeField(null=True)
    fired = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_for_seconds = models.BigIntegerField(default=0)
    pauses = models.JSONField(default=list, blank=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    late_because = models.CharField(max_length=20, blank=True, default="")
    breached_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["next_at"], name="clock_due", condition=Q(stopped_at=None, paused_at=None)),
            models.Index(fields=["lead", "sla"], name="clock_of_lead"),
            models.Index(fields=["due_at", "lead"], name="clock_open_by_due", condition=Q(stopped_at=None)),
            models.Index(fields=["sla", "due_at"], name="clock_running", condition=Q(stopped_at=None)),
            models.Index(
                fields=["owner", "due_at"], name="clock_open_of_owner", condition=Q(stopped_at=None)
            ),
            models.Index(
                fields=["id"],
                name="clock_unexplained",
                condition=Q(breached_at__isnull=False, late_because=""),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["subject_id", "sla"],
                condition=Q(stopped_at=None),
                name="one_running_clock_per_promise",
            ),
        )
