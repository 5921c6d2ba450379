"""The actor: who does it, through which door. Every action takes one as ``by=``; nothing reads a current user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from tasuki.platform.access.grants import Reach, reach_of, roles_with
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden
from tasuki.platform.sql import run

M = TypeVar("M", bound=Model)
TEAM = "SELECT id FROM people_person WHERE team_id = %(team)s"
Door = Literal["web", "api", "cli", "worker", "import", "demo", "setup"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the product itself (``person_id`` None) carrying out a consequence that flow or a clock asks for."""

    person_id: UUID | None
    handle: str
    roles: frozenset[str] = field(default_factory=frozenset)
    team_id: UUID | None = None
    door: Door = "cli"
    scopes: frozenset[str] | None = None

    @classmethod
    def of(cls, person: Person, door: Door, scopes: frozenset[str] | None = None) -> Actor:
        return cls(person.pk, person.handle, frozenset(person.roles), person.team_id, door, scopes)

    @property
    def is_system(self) -> bool:
        return self.person_id is None

    def reach(self, permission: str) -> Reach | None:
        """How far this actor's permission goes; a token's scopes may narrow it to nothing."""
        if self.is_system:
            return "all"
        if self.scopes is not None and not _in_scope(permission, self.scopes):
            return None
        return reach_of(permission, self.roles)


SYSTEM = Actor(None, "tasuki", door="worker")


def _in_scope(permission: str, scopes: frozenset[str]) -> bool:
    subject, verb = permission.split(".")
    return bool(scopes & {"all", permission, f"{subject}.*"}) or (verb == "read" and "read" in scopes)


def ask(by: Actor, permission: str, *owners: UUID | None, teams: tuple[UUID | None, ...] = ()) -> None:
    """May this person do this to a record with these owners? Raises `Forbidden` naming the roles that may.

    ``owners`` are the ids of the people whose record it is (its SDR, its AE); with ``team`` reach a record that nobody
    owns yet counts as the team's, and ``teams`` are the owners' teams.
    """
    reach = by.reach(permission)
    if reach == "all":
        return
    named = {owner for owner in owners if owner}
    if reach and by.person_id in named:
        return
    if reach == "team" and (not named or (by.team_id and by.team_id in teams)):
        return
    raise Forbidden(permission, roles_with(permission))


def ask_any(by: Actor, permission: str) -> None:
    """May this person do this at all, whatever the record? Raises `Forbidden`."""
    if by.reach(permission) is None:
        raise Forbidden(permission, roles_with(permission))


def ask_for_the_admins_role(by: Actor, permission: str) -> None:
    """What makes somebody an admin, or could act as one, is an admin's alone. Raises `Forbidden`."""
    if not by.is_system and Role.ADMIN.value not in by.roles:
        raise Forbidden(permission, (Role.ADMIN.value,))


def visible(rows: QuerySet[M], by: Actor, permission: str, *owner_fields: str) -> QuerySet[M]:
    """The rows this person may see: their own, their team's (and nobody's), or all. No grant, no rows.

    The team is asked for beforehand: the database knows how many rows whom have, but not how many a team.
    """
    reach = by.reach(permission)
    if reach == "all":
        return rows
    if reach is None:
        return rows.none()
    mine = Q()
    for name in owner_fields:
        mine |= Q(**{name: by.person_id})
    if reach == "team":
        nobodys = Q(**{f"{name}__isnull": True for name in owner_fields})
        mine |= nobodys
        if by.team_id:
            team = _team_of(by)
            for name in owner_fields:
                mine |= Q(**{f"{name}__in": team})
    return rows.filter(mine)


def visible_where(by: Actor, permission: str, *owner_columns: str) -> tuple[str, Mapping[str, Any]]:
    """The same as `visible` for a statement written by hand: its condition, and the condition's parameters."""
    reach = by.reach(permission)
    if reach == "all":
        return "TRUE", {}
    if reach is None:
        return "FALSE", {}
    parts = [f"{column} = %(me)s" for column in owner_columns]
    if reach == "team":
        parts.append(" AND ".join(f"{column} IS NULL" for column in owner_columns))
        parts += [f"{column} = ANY(%(team)s::uuid[])" for column in owner_columns]
    team = _team_of(by) if reach == "team" else []
    return f"({' OR '.join(f'({part})' for part in parts)})", {"me": by.person_id, "team": team}


def _team_of(by: Actor) -> list[UUID]:
    """Whoever is in this person's team; nobody where they have none."""
    return [key for (key,) in run(TEAM, {"team": by.team_id})] if by.team_id else []
