"""Answers to the criteria, and the evidence they stand on. Frameworks are views over these rows (§4.4)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tasuki.platform.ids import new_id


class Answer(models.Model):
    """What is known about one criterion of one lead. ``body`` has the shape of the dossier's answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=50)
    level = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    evidence = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["lead", "criterion"], name="one_answer_per_criterion"),
        )


class Evidence(models.Model):
    """A call, e-mail, note or document that proves something; ``key`` is its name within the lead (“ev-1”)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="evidence")
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=20, default="buyer")
    ref = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    added_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["lead", "key"], name="evidence_key_once_per_lead"),)


class AskedQuestion(models.Model):
    """A discovery question that was asked and not answered, with a note (C-9)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("records.Lead", on_delete=models.CASCADE, related_name="asked")
    question = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["lead", "question"], name="question_asked_once_per_lead"),
        )
