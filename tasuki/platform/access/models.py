"""Bearer tokens for the API: shown once, stored as a digest, with scopes and an expiry."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tasuki.platform.ids import new_id


class Token(models.Model):
    """``digest`` is the SHA-256 of the secret; ``scopes`` as in `actor` (“all”, “read”, “lead.*”, “lead.convert”)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=50), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    """To within `tokens.NOTED_EVERY`."""
