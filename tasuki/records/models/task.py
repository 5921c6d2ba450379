from __future__ import annotations

from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id
from tasuki.platform.rows import PreparedModel


class Task(PreparedModel):
    """Something a person owes: a follow-up (O-19), a sync call (HB-5), an account plan (AC-1)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="tasks", db_index=False
    )
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    lead = models.ForeignKey(
        "records.Lead", null=True, blank=True, on_delete=models.CASCADE, related_name="tasks"
    )
    opportunity = models.ForeignKey(
        "records.Opportunity", null=True, blank=True, on_delete=models.CASCADE, related_name="tasks"
    )
    account = models.ForeignKey(
        "records.Account",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="tasks",
        db_index=False,
    )
    contact = models.ForeignKey(
        "records.Contact",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="tasks",
        db_index=False,
    )
    key = models.CharField(max_length=120, null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                fields=["owner", "due_on"], name="task_open_by_owner", condition=Q(done_at__isnull=True)
            ),
        )
        constraints = (models.UniqueConstraint(fields=["key"], name="task_key_once"),)
