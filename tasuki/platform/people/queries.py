"""Find people and teams by what they are called, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from tasuki.platform.people.models import Absence, Person, Team
from tasuki.platform.refusals import NotFound
from tasuki.platform.rows import fetch


def person_called(name: str) -> Person:
    """The person with this id or handle, whether active or not. Raises `NotFound`."""
    found = fetch(Person, *_id_or(name, "handle"), also=("team", "manager"))
    if not found:
        raise NotFound("person", name)
    return found[0]


def team_called(name: str) -> Team:
    """The team with this id or name. Raises `NotFound`."""
    found = fetch(Team, *_id_or(name, "name"), also=("lead_by",))
    if not found:
        raise NotFound("team", name)
    return found[0]


def stand_ins(absences: Sequence[Absence]) -> Mapping[UUID, Person | None]:
    """Who stands in during each absence: the backup, unless they have left or are away for some of it too.

    Expects the absences with ``person__backup``.
    """
    backups = {
        one.pk: one.person.backup for one in absences if one.person.backup and one.person.backup.is_active
    }
    theirs = Absence.objects.filter(person__in=[backup.pk for backup in backups.values()])
    away: dict[UUID, list[Absence]] = {}
    for row in theirs.only("person_id", "from_at", "until_at"):
        away.setdefault(row.person_id, []).append(row)
    return {
        one.pk: backup if backup and not _meet(one, away.get(backup.pk, ())) else None
        for one in absences
        for backup in (backups.get(one.pk),)
    }


def _meet(absence: Absence, others: Sequence[Absence]) -> bool:
    return any(other.from_at < absence.until_at and absence.from_at < other.until_at for other in others)


def _id_or(name: str, column: str) -> tuple[str, dict[str, object]]:
    try:
        return "row.id = %(id)s", {"id": UUID(name)}
    except ValueError:
        return f"row.{column} = %(name)s", {"name": name}
