"""Imports and what they changed, so that each can be reverted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id


class Import(models.Model):
    """One run of a file. ``rows`` excludes the header and equals created + updated + skipped + rejected.

    A run that a job carries out is waiting, running, and then finished or failed (``problems`` says why); a trial
    ends as tried. ``asked`` is the mapping as it was asked for, ``mapping`` what became of it, ``also`` whatever else
    its kind counts. How far a running one has come is written beside its transaction.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1, default=",")
    headers = models.JSONField(default=list)
    asked = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    unmapped = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    duplicates = models.CharField(max_length=10)
    state = models.CharField(max_length=12, default="running")
    dry_run = models.BooleanField(default=False)
    upload = models.ForeignKey(
        "intake.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="runs"
    )
    scopes = ArrayField(models.CharField(max_length=60), null=True, blank=True)
    problems = models.JSONField(default=list)
    rows_done = models.PositiveIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    bytes_in_all = models.BigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    also = models.JSONField(default=dict)
    seconds = models.FloatField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    reverted_at = models.DateTimeField(null=True, blank=True)


class ImportedRow(models.Model):
    """Which row of a file became, or was found to be, which record; by ``digest`` the same row is known again.

    ``external_id`` is kept where the record itself does not carry it (a row recognised by its looks), so that later
    files that refer to the id still find the record. ``extra`` holds unmapped columns of records without own fields.
    """

    id = models.BigAutoField(primary_key=True)
    imported = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="records", db_constraint=False
    )
    subject = models.CharField(max_length=12)
    record_id = models.UUIDField()
    action = models.CharField(max_length=8)
    line = models.PositiveIntegerField()
    digest = models.UUIDField(null=True)
    external_id = models.CharField(max_length=100, null=True)
    extra = models.JSONField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["digest"], name="imported_row_digest", condition=Q(digest__isnull=False)),
            models.Index(
                fields=["subject", "external_id"],
                name="imported_row_alias",
                condition=Q(external_id__isnull=False),
            ),
        )


class ImportChange(models.Model):
    """The values a row had before an import updated it (only those that changed), for the revert."""

    id = models.BigAutoField(primary_key=True)
    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    subject = models.CharField(max_length=12)
    record_id = models.UUIDField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=["imported", "record_id"], name="import_change_of_record"),)


class Rejected(models.Model):
    """A row that could not be taken, as it stood in the file, and why."""

    id = models.BigAutoField(primary_key=True)
    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rejects")
    line = models.PositiveIntegerField()
    cells = models.JSONField()
    problems = models.JSONField()
