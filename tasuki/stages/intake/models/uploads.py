"""Files on their way in, kept until they are imported or forgotten; and mappings that have a name."""

from __future__ import annotations

from django.db import models

from tasuki.platform.ids import new_id


class Upload(models.Model):
    """A file that somebody brought, and how it is to be read.

    ``encoding``, ``tolerant`` and ``delimiter`` were found out from the whole file; ``asked`` is the mapping as the
    person has it so far (`ColumnMapping`), which overrules them. ``mends`` is the import whose rejected rows come back
    here. The file and its trials go at ``erase_at``; after an import that finished they go at once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    tolerant = models.BooleanField(default=False)
    delimiter = models.CharField(max_length=1)
    kind = models.CharField(max_length=20)
    asked = models.JSONField(default=dict)
    mapping_name = models.CharField(max_length=100, blank=True)
    duplicates = models.CharField(max_length=10, default="skip")
    mends = models.ForeignKey(
        "intake.Import", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    erase_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["by", "-brought_at"], name="upload_of_person"),
            models.Index(fields=["erase_at"], name="upload_to_erase"),
        )


class UploadedPart(models.Model):
    """A compressed piece of an uploaded file; every web and worker process finds it in the database."""

    id = models.BigAutoField(primary_key=True)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["upload", "number"], name="uploaded_part_once"),)


class SavedMapping(models.Model):
    """A mapping under a name, for everybody who imports; ``headers`` is how a file is known that it fits."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    headers = models.CharField(max_length=64)
    asked = models.JSONField(default=dict)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["headers", "-saved_at"], name="saved_mapping_of_headers"),)
        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="saved_mapping_name_once"),)

    def __str__(self) -> str:
        return self.name
