"""What insight itself keeps: editions, their papers, and who wants them by mail. Everything else it only reads."""

from __future__ import annotations

from django.db import models

from tasuki.platform.ids import new_id


class Edition(models.Model):
    """Reports of a week, a month or a quarter as they stood when they were issued (RP-1).

    ``body`` has them worded in each language, and their numbers for the next edition to be compared with. The database
    refuses to change an edition.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    playbook = models.CharField(max_length=60)
    body = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "until"], name="edition_once"),)


class EditionPaper(models.Model):
    """An edition in one language as a file that stands alone, and on paper."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="papers")
    language = models.CharField(max_length=5)
    html = models.TextField()
    pdf = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["edition", "language"], name="edition_paper_once"),)


class EditionReader(models.Model):
    """Somebody who asked to be sent the editions of a kind."""

    kind = models.CharField(max_length=20)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "person"], name="edition_reader_once"),)


class EditionLetter(models.Model):
    """An edition that was sent to somebody: nobody is sent it twice."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="letters")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["edition", "person"], name="edition_letter_once"),)
