"""The people: the list, and one person with everything that may be changed about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option, options, retyped, ticks, told
from tasuki.desk.panels.people import choices
from tasuki.desk.panels.settings.preferences import language_field, zone_field
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken, word
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.roles import Role
from tasuki.platform.access.wording import ROLES
from tasuki.platform.entry.second import factors_of
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.people.models import Absence, Person, Team
from tasuki.platform.people.queries import person_called
from tasuki.platform.people.responsibilities import held_by
from tasuki.playbooks.queries import calendars_in_force
from tasuki.rules.wording import Sentence

ROWS = 50
LISTS = ("territories", "segments", "industries", "skills")
_COLUMNS = ("id", "handle", "name", "email", "roles", "team__name", "manager__name", "capacity", "is_active")


@dataclass(frozen=True, slots=True)
class PeoplePage:
    rows: list[dict[str, Any]]
    following: str | None
    filters: tuple[Field, ...]
    query: str
    can_add: bool

    @property
    def is_filtered(self) -> bool:
        return bool(self.query)


@dataclass(frozen=True, slots=True)
class FieldGroup:
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of thing that hangs on somebody; ``field`` asks who takes it, where it can be handed on."""

    said: str
    problem: str
    field: Field | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """What must be handed on before somebody leaves (RT-8)."""

    everything: Field
    held: tuple[Held, ...]
    is_fixed: bool
    """Something hangs on them that only another version of the agreement can take away."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    person: Person
    groups: tuple[FieldGroup, ...]
    absences: tuple[Absence, ...]
    leaving: Leaving | None
    can_edit: bool
    has_password: bool
    has_factor: bool


def people_page(asked: Mapping[str, str], *, by: Actor, at: datetime) -> PeoplePage:
    """Everybody who matches the filter, by handle. Raises `Forbidden`."""
    ask_any(by, "person.read")
    text, role, team = (asked.get(name, "").strip() for name in ("q", "role", "team"))
    state = asked.get("state", "") if asked.get("state") in ("left", "all") else ""
    rows = Person.objects.all()
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(handle__icontains=text) | Q(email__iexact=text))
    if role in ROLES:
        rows = rows.with_role(Role(role))
    if team:
        rows = rows.filter(team__name=team)
    if state != "all":
        rows = rows.filter(is_active=state != "left")
    paging = Paging(cursor=asked.get("cursor") or None, limit=ROWS)
    shown, following = page_of(rows, paging, *_COLUMNS, order=("handle",))
    away = _away([row["id"] for row in shown], at)
    given = {"q": text, "role": role, "team": team, "state": state}
    return PeoplePage(
        rows=[{**row, "away_until": away.get(row["id"])} for row in shown],
        following=following,
        filters=_filters(given),
        query=urlencode({name: value for name, value in given.items() if value}),
        can_add=by.reach("person.edit") is not None,
    )


def _away(people: list[Any], at: datetime) -> dict[Any, datetime]:
    now = Absence.objects.filter(person__in=people, from_at__lte=at, until_at__gt=at)
    return dict(now.values_list("person_id", "until_at"))


def _filters(given: Mapping[str, str]) -> tuple[Field, ...]:
    every, team = gettext("All"), given["team"]
    roles = [(role, word(role, ROLES)) for role in ROLES]
    teams = [(name, name) for name in Team.objects.order_by("name").values_list("name", flat=True)]
    states = [("left", gettext("left")), ("all", gettext("everybody"))]
    return (
        Field("q", gettext("Search"), value=given["q"]),
        Field("role", gettext("Role"), "choice", given["role"], options(roles, given["role"], every)),
        Field("team", gettext("Team"), "choice", team, options(teams, team, every)),
        Field("state", gettext("State"), "choice", given["state"],
              options(states, given["state"], gettext("active"))),
    )  # fmt: skip


def new_person_fields(refused: Refused | None, typed: Mapping[str, str] | None) -> tuple[FieldGroup, ...]:
    """What a new person needs; the rest has its defaults and is changed on their page."""
    nobody = Person(language="ja")
    handle = Field(
        "handle",
        gettext("Handle"),
        required=True,
        help=gettext("The short name by which commands and the playbook call them, as aoi."),
        autocomplete="off",
    )
    first, second = _about(nobody), _place(nobody)
    groups = (
        FieldGroup(gettext("Who they are"), (handle, *first)),
        FieldGroup(gettext("Where they belong"), second),
    )
    return _said(groups, refused, typed)


def person_page(
    name: str,
    *,
    by: Actor,
    at: datetime,
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> PersonPage:
    """One person, and for those who may change them, the fields. Raises `Forbidden`, `NotFound`."""
    ask_any(by, "person.read")
    person = person_called(name)
    edited = refused if refused and refused.form == "edit" else None
    left = refused if refused and refused.form == "leave" else None
    can_edit = by.reach("person.edit") is not None
    groups = (
        FieldGroup(gettext("Who they are"), _about(person)),
        FieldGroup(gettext("Where they belong"), _place(person)),
        FieldGroup(gettext("What routing gives them"), _routing(person)),
    )
    return PersonPage(
        person=person,
        groups=_said(groups, edited, typed if edited else None),
        absences=tuple(person.absences.filter(until_at__gt=at).order_by("from_at")[:10]),
        leaving=_leaving(person, left, typed if left else None) if can_edit and person.is_active else None,
        can_edit=can_edit and person.is_active,
        has_password=person.has_usable_password(),
        has_factor=can_edit and factors_of(person).is_there,
    )


def _said(
    groups: tuple[FieldGroup, ...], refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[FieldGroup, ...]:
    return tuple(FieldGroup(one.title, told(retyped(one.fields, typed), refused)) for one in groups)


def _about(person: Person) -> tuple[Field, ...]:
    roles = [(role, word(role, ROLES)) for role in ROLES]
    return (
        Field("name", gettext("Full name"), value=person.name, required=True),
        Field("email", gettext("E-mail"), "email", person.email),
        Field("roles", gettext("Roles"), "checks", "\n".join(person.roles), ticks(roles, person.roles),
              required=True),
    )  # fmt: skip


def _place(person: Person) -> tuple[Field, ...]:
    team = person.team.name if person.team else ""
    teams = tuple(Option(name, "") for name in Team.objects.order_by("name").values_list("name", flat=True))
    new = gettext("A new name makes a new team.")
    manager = person.manager.handle if person.manager else ""
    others = [one for one in choices() if one[0] != person.handle]
    return (
        Field("team", gettext("Team"), value=team, options=teams, help=new),
        Field("manager", gettext("Manager"), "choice", manager, options(others, manager, "—")),
        language_field(person.language),
        zone_field(person.zone),
    )


def _routing(person: Person) -> tuple[Field, ...]:
    backup = person.backup.handle if person.backup else ""
    others = [one for one in choices() if one[0] != person.handle]
    calendars = [(key, key) for key in calendars_in_force()]
    office = gettext("the office's hours on their own clock")
    per_line = gettext("One per line.")
    known = {
        "territories": gettext("Territories"),
        "segments": gettext("Segments"),
        "industries": gettext("Industries"),
        "skills": gettext("Skills"),
    }
    return (
        Field("backup", gettext("Backup"), "choice", backup, options(others, backup, "—"),
              gettext("Who is asked while they are away.")),
        Field("calendar", gettext("Calendar"), "choice", person.calendar,
              options(calendars, person.calendar, office)),
        Field("capacity", gettext("Capacity"), "number",
              "" if person.capacity is None else str(person.capacity),
              help=gettext("Open leads that they can carry; empty: any number.")),
        Field("weight", gettext("Weight"), "number", str(person.weight),
              help=gettext("The share of new leads beside the others; 0 takes no turns.")),
        *(Field(name, known[name], "lines", "\n".join(getattr(person, name)), help=per_line) for name in LISTS),
    )  # fmt: skip


def _leaving(person: Person, refused: Refused | None, typed: Mapping[str, str] | None) -> Leaving:
    others = [one for one in choices() if one[0] != person.handle]
    everything = Field(
        "handed_to", gettext("Everything goes to"), "choice", "", options(others, "", gettext("nobody yet"))
    )
    same = gettext("as above")
    problems = {one.code: one for one in refused.problems} if refused else {}
    held, is_fixed = [], False
    for kind, count in held_by(person):
        said = spoken(Sentence(kind.label, {"count": count}))
        missing = problems.get(f"holds_{kind.kind}")
        problem = spoken(missing.remedy) if missing else ""
        name = f"heirs/{kind.kind}"
        field = Field(name, said, "choice", "", options(others, "", same), problem=problem)
        is_fixed = is_fixed or kind.hand_over is None
        held.append(
            Held(said, problem, told(retyped((field,), typed), refused)[0] if kind.hand_over else None)
        )
    (everything,) = told(retyped((everything,), typed), refused if not problems.keys() else None)
    return Leaving(everything, tuple(held), is_fixed)
