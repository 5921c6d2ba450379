"""`tasuki person`: who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.platform.people.models import Person

ROLES = ("sdr", "ae", "manager", "marketer", "revops", "admin", "read_only")


@click.group("person", cls=InOrder)
def person_command() -> None:
    """People: who joins, who is here, who leaves."""


@person_command.command()
@click.argument("handle")
@click.option("--name", required=True, help="The name in full.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be repeated."
)
@click.option("--email", default="", help="For notices.")
@click.option("--team", default="", help="The team's name; a new name makes a new team.")
@click.option("--manager", default="", metavar="HANDLE", help="Whom they report to.")
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--zone", default="Asia/Tokyo", show_default=True, help="Their time zone.")
@click.option("--capacity", type=click.IntRange(0, 100_000), help="Open leads that they can carry.")
@click.option(
    "--password-from",
    type=click.File("r", encoding="utf-8"),
    help="A file (or -) whose first line is the password.",
)
@as_person
def add(session: Acting, handle: str, password_from: Any, **fields: Any) -> Answer:
    """Add a person. Without a password they cannot sign in on the web yet.

    \b
    Example:
      tasuki person add aoi --name "青木 葵" --role sdr --team 東日本 --manager mio --as admin
    """
    from tasuki.platform.people.actions import add as add_person

    password = password_from.readline().rstrip("\n") if password_from else ""
    person = add_person(handle, by=session.by, at=session.at, password=password, **fields)
    return Answer(
        person_shape(person),
        [session.say(N_("%(name)s (%(handle)s) is here."), name=person.name, handle=person.handle)],
    )


@person_command.command("list")
@click.option("--role", type=click.Choice(ROLES), help="Only people with this role.")
@click.option("--all", "everybody", is_flag=True, help="Also those who have left.")
@as_person
def list_people(session: Acting, role: str | None, everybody: bool) -> Answer:
    """List people.

    \b
    Example:
      tasuki person list --role ae --as kei
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.access.roles import Role
    from tasuki.platform.people.models import Person

    ask_any(session.by, "person.read")
    people = Person.objects.all() if everybody else Person.objects.active()
    if role:
        people = people.with_role(Role(role))
    items = [person_shape(person) for person in people.select_related("team", "manager").order_by("handle")]
    headings = [
        session.say(text) for text in (N_("Handle"), N_("Name"), N_("Roles"), N_("Team"), N_("Manager"))
    ]
    rows = [(one["handle"], one["name"], one["roles"], one["team"], one["manager"]) for one in items]
    return Answer({"items": items}, table(headings, rows))


@person_command.command()
@click.argument("handle")
@click.option("--handed-to", metavar="HANDLE", help="Who takes over what still hangs on them.")
@as_person
def deactivate(session: Acting, handle: str, handed_to: str | None) -> Answer:
    """Let a person leave: their tokens end, and what hung on them goes to somebody else (RT-8).

    \b
    Example:
      tasuki person deactivate aoi --handed-to haru --as admin
    """
    from tasuki.platform.people.actions import deactivate as let_go
    from tasuki.platform.people.queries import person_called

    heir = person_called(handed_to).pk if handed_to else None
    person = let_go(person_called(handle).pk, by=session.by, at=session.at, handed_to=heir)
    return Answer(person_shape(person), [session.say(N_("%(name)s has left."), name=person.name)])


def person_shape(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "handle": person.handle,
        "name": person.name,
        "email": person.email,
        "roles": person.roles,
        "team": person.team.name if person.team else None,
        "manager": person.manager.handle if person.manager else None,
        "language": person.language,
        "zone": person.zone,
        "capacity": person.capacity,
        "is_active": person.is_active,
        "deactivated_at": person.deactivated_at,
    }
