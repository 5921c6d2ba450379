"""Person, Team, Absence. A person's roles decide what they may do; their grants are rows in `platform.access`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tasuki.platform.access.roles import Role
from tasuki.platform.ids import new_id


class Team(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100, unique=True)
    lead_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> PersonQuerySet:
        return self.filter(is_active=True)

    def with_role(self, *roles: Role) -> PersonQuerySet:
        return self.filter(roles__overlap=[role.value for role in roles])

    def present_at(self, at: datetime) -> PersonQuerySet:
        away = Absence.objects.filter(from_at__lte=at, until_at__gt=at).values("person_id")
        return self.active().exclude(id__in=away)


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, handle: str | None) -> Person:
        person: Person = self.get(handle=handle)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in. ``handle`` is what the command line and the playbook call them (“aoi”)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handle = models.SlugField(max_length=50, unique=True, allow_unicode=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    manager = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    backup = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=2, default="ja")
    zone = models.CharField(max_length=50, default="Asia/Tokyo")
    calendar = models.CharField(max_length=50, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    weight = models.PositiveIntegerField(default=1)
    territories = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    segments = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    industries = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def has_role(self, role: Role) -> bool:
        return role.value in self.roles


class Absence(models.Model):
    """Away from ``from_at`` until ``until_at`` (UTC); routing passes over, ``backup`` is asked instead (SL-21)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until_at__gt=models.F("from_at")), name="absence_ends_after_it_starts"
            ),
        )
