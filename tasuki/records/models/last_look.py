from __future__ import annotations

from django.db import models


class LastLook(models.Model):
    """When somebody last opened a record, and when they had it open before that sitting.

    ``before_at`` moves only when more than a while has passed, so that opening a page twice does not hide its news.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "subject", "subject_id"], name="last_look_once"),
        )
        indexes = (models.Index(fields=["person", "-at"], name="last_look_newest"),)
