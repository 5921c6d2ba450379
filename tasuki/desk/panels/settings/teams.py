"""Teams with their leads and how many belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.panels.people import choices
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.people.models import Team


@dataclass(frozen=True, slots=True)
class TeamRow:
    team: Team
    members: int
    fields: tuple[Field, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class TeamsPage:
    rows: tuple[TeamRow, ...]
    new: tuple[Field, ...]
    can_edit: bool


def teams_page(*, by: Actor, refused: Refused | None, typed: Mapping[str, str] | None) -> TeamsPage:
    """Raises `Forbidden`."""
    ask_any(by, "person.read")
    people = choices()
    here = Count("members", filter=Q(members__is_active=True))
    teams = Team.objects.select_related("lead_by").annotate(here=here).order_by("name")
    return TeamsPage(
        rows=tuple(_row(team, team.here, people, refused, typed) for team in teams),
        new=_said(_fields("", "", people, "new"), refused, typed),
        can_edit=by.reach("team.edit") is not None,
    )


def _row(
    team: Team,
    members: int,
    people: list[tuple[str, str]],
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> TeamRow:
    form = f"team-{team.pk}"
    lead = team.lead_by.handle if team.lead_by else ""
    fields = _said(_fields(team.name, lead, people, form), refused, typed)
    return TeamRow(team, members, fields, is_open=refused is not None and refused.form == form)


def _fields(name: str, lead: str, people: list[tuple[str, str]], form: str) -> tuple[Field, ...]:
    return (
        Field("name", gettext("Name"), value=name, required=True, form=form),
        Field("lead", gettext("Lead by"), "choice", lead, options(people, lead, "—"), form=form),
    )


def _said(
    fields: tuple[Field, ...], refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[Field, ...]:
    """Only the form that was refused keeps what was typed into it."""
    mine = refused is not None and all(field.form == refused.form for field in fields)
    return told(retyped(fields, typed), refused) if mine else fields
