"""Where events go, each event on its way to one endpoint, and every attempt with what was sent and answered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tasuki.platform.ids import new_id


class Endpoint(models.Model):
    """An address that hears of ``codes`` (none named: of every event), from ``after`` in the journal on.

    Secrets are kept sealed; ``old_secret`` signs as well until ``old_until_at``. ``rests_until_at`` spares an endpoint
    that fails; ``failing_since_at`` is when it began to, without a success since.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=200, blank=True)
    codes = ArrayField(models.CharField(max_length=60), default=list)
    secret = models.TextField()
    old_secret = models.TextField(blank=True)
    old_until_at = models.DateTimeField(null=True)
    after = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    disabled_because = models.CharField(max_length=20, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since_at = models.DateTimeField(null=True)
    rests_until_at = models.DateTimeField(null=True)


class Message(models.Model):
    """One event on its way to one endpoint; a test has no event. ``state``: waiting, sent, failed.

    ``due_at`` is when it is tried next; while a courier carries it, when another may take it over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="messages", db_index=False)
    event = models.BigIntegerField(null=True)
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default="waiting")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_event_once"),)
        indexes = (
            models.Index(fields=["endpoint", "due_at"], name="webhook_due", condition=Q(state="waiting")),
            models.Index(fields=["endpoint", "-made_at", "-id"], name="webhook_log"),
            models.Index(fields=["made_at"], name="webhook_by_age"),
        )


class Attempt(models.Model):
    """What was sent and the beginning of what was answered; ``status`` 0: nobody did, and ``error`` says why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)
    request_headers = models.JSONField(default=dict)
    request_body = models.TextField(blank=True)
    response_headers = models.JSONField(default=dict)
    response_body = models.TextField(blank=True)
    error = models.CharField(max_length=300, blank=True)
