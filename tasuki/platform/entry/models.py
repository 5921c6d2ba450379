"""What is kept about coming in. Of every secret only a digest, of a tried name only a keyed one."""

from __future__ import annotations

from django.db import models

from tasuki.platform.access.roles import Role
from tasuki.platform.ids import new_id


class Attempt(models.Model):
    """How often something was tried since a moment; ``key`` is a digest of what was tried and from where."""

    key = models.CharField(max_length=64, primary_key=True)
    since_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()


class SignedIn(models.Model):
    """A session of a person: which browser, since when, and how they came in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    how = models.CharField(max_length=40)
    """“password”, “password+totp”, “oidc” …; the part behind the plus is the second factor."""
    browser = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """To within `sessions.NOTED_EVERY`."""


class Device(models.Model):
    """A browser that need not be asked for the second factor until ``until_at``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    until_at = models.DateTimeField()


class Key(models.Model):
    """A link that lets somebody choose a password, once: sent by mail, or handed over by an admin."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Demand(models.Model):
    """A role whose people must have a second factor."""

    role = models.CharField(
        max_length=20, primary_key=True, choices=[(role.value, role.value) for role in Role]
    )
