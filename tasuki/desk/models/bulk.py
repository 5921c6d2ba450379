from __future__ import annotations

from django.db import models

from tasuki.platform.ids import new_id


class Bulk(models.Model):
    """A change of many records that somebody asked for: what, with which words, and how far it has come.

    ``key`` is the submission's: sent twice, it is one. ``state`` and ``undo_state`` are waiting, running or finished;
    no undo was asked for while ``undo_state`` is empty.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64)
    list = models.CharField(max_length=30)
    verb = models.CharField(max_length=60)
    typed = models.JSONField(default=dict)
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="waiting")
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_state = models.CharField(max_length=10, blank=True)
    undo_finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["by", "key"], name="bulk_asked_once"),)
        indexes = (models.Index(fields=["by", "-asked_at"], name="bulk_of_person"),)


class BulkItem(models.Model):
    """One record of a bulk. ``state``: waiting, done, refused; after an undo undone, or kept where that was refused.

    ``typed`` is what was said about this record alone, ``kept`` what its undo needs, ``problems`` why it was refused.
    """

    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="items", db_index=False)
    number = models.PositiveIntegerField()
    subject_id = models.UUIDField()
    typed = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting")
    kept = models.JSONField(default=dict)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["bulk", "number"], name="bulk_item_once"),)
        indexes = (models.Index(fields=["bulk", "state", "number"], name="bulk_item_by_state"),)
