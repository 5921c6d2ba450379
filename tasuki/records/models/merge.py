from __future__ import annotations

from django.db import models

from tasuki.platform.ids import new_id


class Merge(models.Model):
    """Two records that were made one, and all that it takes to part them again.

    ``before`` and ``after`` are the survivor's columns that the merge changed, ``gone_before`` those of the record that
    went. ``moved`` and ``left`` count the rows by what people call them. What happened to each row is a `MergeChange`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(max_length=10)
    survivor_id = models.UUIDField()
    gone_id = models.UUIDField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    gone_before = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = (
            models.Index(fields=["gone_id"], name="merge_of_gone"),
            models.Index(fields=["survivor_id"], name="merge_of_survivor"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["gone_id"], condition=models.Q(undone_at=None), name="one_standing_merge_per_record"
            ),
        )


class MergeChange(models.Model):
    """A row that a merge changed: the columns before and after; one without ``after`` was taken away whole."""

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="changes")
    place = models.CharField(max_length=60)
    row_id = models.UUIDField()
    before = models.JSONField()
    after = models.JSONField(null=True)
