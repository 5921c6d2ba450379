"""A notice per person and event, its way outside by each channel, and how each person wants it."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id


class Notice(models.Model):
    """Somebody hears of an event, once. What it is about is read from the records when it is shown.

    ``kind`` is the key of the agreement's notice; ``as_role`` says why they hear of it, ``instead_of`` for whom they
    stand in.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    event = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    at = models.DateTimeField()
    subject = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    lead = models.UUIDField(null=True)
    opportunity = models.UUIDField(null=True)
    as_role = models.CharField(max_length=20)
    instead_of = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "event"], name="notice_once_per_event"),)
        indexes = (
            models.Index(fields=["person", "-at", "-id"], name="notice_inbox"),
            models.Index(fields=["person", "-at", "-id"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["at"], name="notice_by_age"),
        )


class Delivery(models.Model):
    """A notice on its way by one channel. ``state``: waiting, sent, failed, dropped (it is no longer wanted).

    ``due_at`` is when it leaves, or is tried again; while somebody carries it, when others may take it over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="waiting")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_channel"),
        )
        indexes = (
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(
                fields=["person", "channel", "due_at"],
                name="delivery_of_person",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["-tried_at"], name="delivery_failed", condition=Q(state="failed")),
        )


class Preference(models.Model):
    """How somebody wants one kind of notice by one channel, where it differs from the agreement's way."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    way = models.CharField(max_length=10)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "kind", "channel"], name="preference_once_per_kind"),
        )


class Habit(models.Model):
    """When somebody wants to be written to (their own clock), and where channels reach them."""

    person = models.OneToOneField(
        "people.Person", primary_key=True, on_delete=models.CASCADE, related_name="habit"
    )
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest_at = models.TimeField(default=time(8))
    digest_on = models.PositiveSmallIntegerField(default=0)
    addresses = models.JSONField(default=dict)
