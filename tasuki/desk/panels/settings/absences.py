"""Who is away and who stands in: one's own absences and the team's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.people.models import Absence, Person
from tasuki.platform.people.queries import stand_ins

SHOWN = 200


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """``stands_in`` is nobody where no backup is named, or the backup is away as well."""

    absence: Absence
    is_now: bool
    is_over: bool
    stands_in: Person | None
    can_change: bool


@dataclass(frozen=True, slots=True)
class AbsencesPage:
    rows: tuple[AbsenceRow, ...]
    fields: tuple[Field, ...]
    shows_over: bool


def absences_page(
    asked: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> AbsencesPage:
    """Raises `Forbidden`."""
    ask_any(by, "absence.read")
    shows_over = "over" in asked
    rows = visible(
        Absence.objects.select_related("person__backup", "person__team"), by, "absence.read", "person"
    )
    rows = rows.order_by("-from_at") if shows_over else rows.filter(until_at__gt=at).order_by("from_at")
    found = tuple(rows[:SHOWN])
    stand = stand_ins(found)
    return AbsencesPage(
        rows=tuple(_row(absence, stand.get(absence.pk), by, at) for absence in found),
        fields=told(retyped(_fields(by), typed), refused),
        shows_over=shows_over,
    )


def _row(absence: Absence, stands_in: Person | None, by: Actor, at: datetime) -> AbsenceRow:
    return AbsenceRow(
        absence,
        is_now=absence.from_at <= at < absence.until_at,
        is_over=absence.until_at <= at,
        stands_in=stands_in,
        can_change=absence.until_at > at and _may_change(absence.person, by),
    )


def _may_change(person: Person, by: Actor) -> bool:
    reach = by.reach("absence.edit")
    ours = reach == "team" and by.team_id is not None and person.team_id == by.team_id
    return reach == "all" or ours or (reach is not None and person.pk == by.person_id)


def _fields(by: Actor) -> tuple[Field, ...]:
    people = Person.objects.active().order_by("name")
    mine = [
        (one.handle, f"{one.name} ({one.handle})")
        for one in people.only("id", "handle", "name", "team_id")
        if _may_change(one, by)
    ]
    return (
        Field("person", gettext("Who is away"), "choice", by.handle, options(mine, by.handle, None)),
        Field("from_at", gettext("Away from"), "moment", required=True),
        Field("until_at", gettext("Back at"), "moment", required=True),
        Field("note", gettext("Note"), help=gettext("Only they and whoever may change it read this.")),
    )
