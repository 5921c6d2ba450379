"""`tasuki person`: who works here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import pairs, table
from tasuki.cli.typed import PAIR
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.platform.people.models import Person

EMPTY: Mapping[str, Any] = {
    "email": "",
    "team": "",
    "manager": "",
    "backup": "",
    "calendar": "",
    "capacity": None,
    "territories": [],
    "segments": [],
    "industries": [],
    "skills": [],
}
"""What --clear can take away, and what is left then."""
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


@person_command.command()
@click.argument("handle")
@click.option("--name", help="The name in full.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(ROLES), help="All their roles; may be repeated."
)
@click.option("--email", help="For notices.")
@click.option("--team", help="The team's name; a new name makes a new team.")
@click.option("--manager", metavar="HANDLE", help="Whom they report to.")
@click.option("--backup", metavar="HANDLE", help="Who steps in while they are away.")
@click.option("--language", type=click.Choice(["ja", "en"]))
@click.option("--zone", help="Their time zone.")
@click.option(
    "--calendar", metavar="KEY", help="A calendar of the playbook, for other hours than the office's."
)
@click.option("--capacity", type=click.IntRange(0, 100_000), help="Open leads that they can carry.")
@click.option("--weight", type=click.IntRange(0, 100_000), help="Their share of new leads beside the others.")
@click.option("--territory", "territories", multiple=True, help="All their territories; may be repeated.")
@click.option("--segment", "segments", multiple=True, help="All their segments; may be repeated.")
@click.option("--industry", "industries", multiple=True, help="All their industries; may be repeated.")
@click.option("--skill", "skills", multiple=True, help="All their skills; may be repeated.")
@click.option(
    "--clear", multiple=True, type=click.Choice(list(EMPTY)), help="Take this away; may be repeated."
)
@as_person
def edit(session: Acting, handle: str, clear: tuple[str, ...], **given: Any) -> Answer:
    """Change a person. What is not named stays; a repeated option replaces the whole list.

    \b
    Example:
      tasuki person edit aoi --role sdr --role ae --territory 関東 --territory 東北 --as admin
      tasuki person edit aoi --clear manager --as admin
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.people.actions import edit as change
    from tasuki.platform.people.queries import person_called

    named = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
    changes: Any = {name: value for name, value in named.items() if value not in (None, [])}
    if not changes and not clear:
        raise Misused(N_("There is nothing to change."), N_("Name at least one option, such as --team."))
    if both := sorted(changes.keys() & set(clear)):
        text, fix = N_("This is to be set and to be cleared: %(names)s."), N_("Decide for one of the two.")
        raise Misused(text, fix, where="--clear", names=both)
    ask_any(session.by, "person.edit")
    changes |= {name: EMPTY[name] for name in clear}
    person = change(person_called(handle).pk, changes, by=session.by, at=session.at)
    return Answer(person_shape(person), person_lines(person, session))


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
    items = [
        person_shape(person)
        for person in people.select_related("team", "manager", "backup").order_by("handle")
    ]
    headings = [
        session.say(text) for text in (N_("Handle"), N_("Name"), N_("Roles"), N_("Team"), N_("Manager"))
    ]
    rows = [(one["handle"], one["name"], one["roles"], one["team"], one["manager"]) for one in items]
    return Answer({"items": items}, table(headings, rows))


@person_command.command()
@click.argument("handle")
@click.option("--handed-to", metavar="HANDLE", help="Who takes over what still hangs on them.")
@click.option(
    "--heir",
    "heirs",
    multiple=True,
    type=PAIR,
    metavar="KIND=HANDLE",
    help="Who takes one kind of it instead, as opportunities=ren; may be repeated.",
)
@as_person
def deactivate(
    session: Acting, handle: str, handed_to: str | None, heirs: tuple[tuple[str, str], ...]
) -> Answer:
    """Let a person leave: their tokens end, and what hung on them goes to somebody else (RT-8).

    \b
    Example:
      tasuki person deactivate aoi --handed-to haru --heir tasks=mio --as admin
    """
    from tasuki.platform.people.actions import deactivate as let_go
    from tasuki.platform.people.queries import person_called

    heir = person_called(handed_to).pk if handed_to else None
    named = {kind: person_called(name).pk for kind, name in heirs}
    leaver = person_called(handle).pk
    person = let_go(leaver, by=session.by, at=session.at, handed_to=heir, heirs=named)
    return Answer(person_shape(person), [session.say(N_("%(name)s has left."), name=person.name)])


@person_command.command()
@click.argument("handle")
@as_person
def invite(session: Acting, handle: str) -> Answer:
    """Make a link by which a person chooses a password. It is good once, for three days, and replaces an earlier one.

    \b
    Example:
      tasuki person invite aoi --as kei
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.entry.passwords import HANDED_FOR, make_key
    from tasuki.platform.people.queries import person_called

    ask_any(session.by, "person.edit")
    secret = make_key(person_called(handle).pk, by=session.by, at=session.at)
    path, until = f"/sign-in/new-password/{secret}", session.at + HANDED_FOR
    said = session.say(
        N_("Hand it over behind your address; it is good once, until %(at)s."), at=session.clock(until)
    )
    return Answer({"path": path, "until": until}, [path, said])


@person_command.command("take-factor-away")
@click.argument("handle")
@as_person
def take_factor_away(session: Acting, handle: str) -> Answer:
    """Take the second factor away from a person who lost the device; their sessions end.

    \b
    Example:
      tasuki person take-factor-away aoi --as kei
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.entry.second import take_away
    from tasuki.platform.people.queries import person_called

    ask_any(session.by, "person.edit")
    person = person_called(handle)
    take_away(person.pk, by=session.by, at=session.at)
    return Answer({"handle": person.handle}, [session.say(N_("The second factor is taken away."))])


@person_command.command("demand-factor")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(ROLES), help="May be repeated; none: no role."
)
@as_person
def demand_factor(session: Acting, roles: tuple[str, ...]) -> Answer:
    """Say which roles must have a second factor: all of them at once.

    \b
    Example:
      tasuki person demand-factor --role admin --role revops --as admin
    """
    from tasuki.platform.entry.second import demand_of

    demand_of(roles, by=session.by, at=session.at)
    return Answer({"roles": sorted(roles)}, [session.say(N_("The rule is kept."))])


def person_lines(person: Person, session: Acting) -> list[str]:
    shown = person_shape(person)
    labels = {
        "handle": N_("Handle"),
        "name": N_("Name"),
        "email": N_("E-mail"),
        "roles": N_("Roles"),
        "team": N_("Team"),
        "manager": N_("Manager"),
        "backup": N_("Backup"),
        "language": N_("Language"),
        "zone": N_("Time zone"),
        "calendar": N_("Calendar"),
        "capacity": N_("Capacity"),
        "weight": N_("Weight"),
        "territories": N_("Territories"),
        "segments": N_("Segments"),
        "industries": N_("Industries"),
        "skills": N_("Skills"),
    }
    return pairs([(session.say(label), shown[name]) for name, label in labels.items()])


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
        "calendar": person.calendar,
        "capacity": person.capacity,
        "backup": person.backup.handle if person.backup else None,
        "weight": person.weight,
        "territories": person.territories,
        "segments": person.segments,
        "industries": person.industries,
        "skills": person.skills,
        "is_active": person.is_active,
        "deactivated_at": person.deactivated_at,
    }
