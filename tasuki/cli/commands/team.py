"""`tasuki team`: who belongs together, and who leads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.platform.people.models import Team


@click.group("team", cls=InOrder)
def team_command() -> None:
    """Teams: who belongs together, and who leads them."""


@team_command.command()
@click.argument("name")
@click.option("--lead", default="", metavar="HANDLE", help="Who leads it.")
@as_person
def add(session: Acting, name: str, lead: str) -> Answer:
    """Add a team.

    \b
    Example:
      tasuki team add 西日本 --lead mio --as kei
    """
    from tasuki.platform.people.actions import add_team

    team = add_team(name, by=session.by, at=session.at, lead=lead)
    return Answer(team_shape(team), [session.say(N_("The team %(name)s is here."), name=team.name)])


@team_command.command()
@click.argument("team")
@click.option("--name", help="Its new name.")
@click.option("--lead", metavar="HANDLE", help="Who leads it; “” is nobody.")
@as_person
def edit(session: Acting, team: str, name: str | None, lead: str | None) -> Answer:
    """Rename a team, or give it another lead. TEAM is its name or id.

    \b
    Example:
      tasuki team edit 西日本 --name 関西 --lead ren --as kei
    """
    from tasuki.platform.people.actions import edit_team
    from tasuki.platform.people.queries import team_called

    given = {"name": name, "lead": lead}
    changes: Any = {key: value for key, value in given.items() if value is not None}
    if not changes:
        raise Misused(N_("There is nothing to change."), N_("Name at least one option, such as --lead."))
    changed = edit_team(team_called(team).pk, changes, by=session.by, at=session.at)
    return Answer(team_shape(changed), [session.say(N_("The team %(name)s is changed."), name=changed.name)])


@team_command.command("list")
@as_person
def list_teams(session: Acting) -> Answer:
    """List teams.

    \b
    Example:
      tasuki team list --as kei
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.people.models import Team

    ask_any(session.by, "person.read")
    items = [team_shape(team) for team in Team.objects.select_related("lead_by").order_by("name")]
    headings = [session.say(text) for text in (N_("Team"), N_("Lead by"))]
    return Answer({"items": items}, table(headings, [(one["name"], one["lead"]) for one in items]))


def team_shape(team: Team) -> dict[str, Any]:
    return {"id": team.pk, "name": team.name, "lead": team.lead_by.handle if team.lead_by else None}
