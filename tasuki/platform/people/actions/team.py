"""A team is added, renamed, or gets another lead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.actions.checks import colleague, nobody_called
from tasuki.platform.people.models import Team
from tasuki.platform.refusals import Invalid, NotFound
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

LONGEST = 100


class TeamChanges(TypedDict, total=False):
    """What may change; ``lead`` is a handle, "" is nobody."""

    name: str
    lead: str


@transaction.atomic
def add_team(name: str, *, by: Actor, at: datetime, lead: str = "") -> Team:
    """A new team, led by the person with this handle. Raises `Forbidden`, `Invalid`."""
    ask_any(by, "team.edit")
    _refuse(_problems({"name": name, "lead": lead}, None))
    team = Team.objects.create(name=name.strip(), lead_by=colleague(lead))
    append(Entry("team.added", at, by, "team", team.pk, data={"lead": _id_of(team.lead_by_id)}))
    return team


@transaction.atomic
def edit_team(team_id: UUID, changes: TeamChanges, *, by: Actor, at: datetime) -> Team:
    """The team with these changes; no change leaves no event. Raises `Forbidden`, `NotFound`, `Invalid`."""
    ask_any(by, "team.edit")
    team = Team.objects.select_for_update(of=("self",)).select_related("lead_by").filter(pk=team_id).first()
    if team is None:
        raise NotFound("team", team_id)
    _refuse(_problems(changes, team))
    changed = []
    if "name" in changes and team.name != changes["name"].strip():
        team.name = changes["name"].strip()
        changed.append("name")
    if "lead" in changes and team.lead_by != (lead := colleague(changes["lead"])):
        team.lead_by = lead
        changed.append("lead_by")
    if changed:
        team.save(update_fields=changed)
        data = {"changed": changed, "lead": _id_of(team.lead_by_id)}
        append(Entry("team.edited", at, by, "team", team.pk, data=data))
    return team


def _problems(changes: TeamChanges, team: Team | None) -> Iterator[Problem]:
    if "name" in changes:
        name = changes["name"].strip()
        others = Team.objects.exclude(pk=team.pk) if team else Team.objects.all()
        if not name:
            yield Problem("/name", "missing", Sentence(N_("A team has a name.")))
        elif len(name) > LONGEST:
            most = Sentence(N_("At most %(most)s characters."), {"most": LONGEST})
            yield Problem("/name", "too_long", most)
        elif others.filter(name=name).exists():
            yield Problem(
                "/name", "taken", Sentence(N_("There is a team “%(name)s” already."), {"name": name})
            )
    if changes.get("lead") and colleague(changes["lead"]) is None:
        yield nobody_called("/lead", changes["lead"])


def _refuse(found: Iterator[Problem]) -> None:
    problems = list(found)
    if problems:
        raise Invalid(problems)


def _id_of(person: UUID | None) -> str | None:
    return str(person) if person else None
