"""Who hears of a broken promise, rung by rung, and who stands in where nobody owes it by name (SL-20, SL-21).

A rung whose person is missing, has left or is away passes on to the next one at once, and says why. At the manager the
work changes hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tasuki.rules.wording import N_

OWNER, BACKUP, MANAGER, REVOPS, JOINT_REVIEW = "owner", "backup", "manager", "revops", "joint_review"
CATCHING = (REVOPS, MANAGER, "admin")
"""Who catches what nobody owes: in this order, as routing's last resort does; a manager's promise managers first."""


class PassedOn(StrEnum):
    """Why a rung reached nobody."""

    NOBODY_NAMED = "nobody_named"
    LEFT = "left"
    AWAY = "away"


PASSED_ON: Mapping[str, str] = {
    PassedOn.NOBODY_NAMED: N_("Nobody stands on this rung."),
    PassedOn.LEFT: N_("Whoever stands on this rung works here no longer."),
    PassedOn.AWAY: N_("Whoever stands on this rung is away."),
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person as the ladder sees them, at one moment."""

    id: UUID
    handle: str
    roles: frozenset[str]
    is_active: bool = True
    is_away: bool = False
    manager: UUID | None = None
    backup: UUID | None = None

    @property
    def is_there(self) -> bool:
        return self.is_active and not self.is_away


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom a rung reached, or why it passed on."""

    person: UUID | None
    passed_on: PassedOn | None = None


People = Mapping[UUID, Colleague]


def catching_for(role: str) -> tuple[str, ...]:
    """The roles that catch what nobody of this role owes."""
    return tuple(sorted(CATCHING, key=lambda one: one != role)) if role == MANAGER else CATCHING


def fallback(role: str, people: Iterable[Colleague]) -> UUID | None:
    """Who owes by name what nobody of this role does: whoever of the catching roles is there, the first by handle.

    Where everybody is away it is somebody who is away, since a promise without a name is nobody's; None where nobody
    active has any of these roles.
    """
    active = sorted((one for one in people if one.is_active), key=lambda one: one.handle)
    for wanted in ([one for one in active if not one.is_away], active):
        for catching in catching_for(role):
            found = next((one for one in wanted if catching in one.roles), None)
            if found is not None:
                return found.id
    return None


def stand_in(absent: Colleague, role: str, people: People) -> UUID | None:
    """Who takes over from somebody who is away: their backup if that person is there, else the role's fallback."""
    backup = people.get(absent.backup) if absent.backup else None
    if backup is not None and backup.is_there:
        return backup.id
    others = [one for one in people.values() if one.id != absent.id and one.is_there]
    return fallback(role, others)


def reached(rung: str, owner: UUID | None, people: People) -> Reached:
    """Whom this rung of the ladder reaches, for a promise that ``owner`` owes."""
    if rung in (REVOPS, JOINT_REVIEW):
        return _of_revops(people)
    named = _named(rung, owner, people)
    one = people.get(named) if named else None
    if one is None:
        return Reached(None, PassedOn.NOBODY_NAMED)
    if not one.is_active:
        return Reached(None, PassedOn.LEFT)
    return Reached(None, PassedOn.AWAY) if one.is_away else Reached(one.id)


def _named(rung: str, owner: UUID | None, people: People) -> UUID | None:
    known = people.get(owner) if owner else None
    if known is None:
        return None
    return {OWNER: known.id, BACKUP: known.backup, MANAGER: known.manager}.get(rung)


def _of_revops(people: People) -> Reached:
    """Whoever of RevOps is there, or stands in for them; away only where nobody at all is there."""
    there = [one for one in people.values() if one.is_there]
    found = fallback(REVOPS, there)
    if found is not None:
        return Reached(found)
    anybody = fallback(REVOPS, people.values())
    return Reached(None, PassedOn.AWAY if anybody else PassedOn.NOBODY_NAMED)
