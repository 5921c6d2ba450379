"""`tasuki absence`: who is away."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.cli.typed import MOMENT
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.platform.people.models import Absence


@click.group("absence", cls=InOrder)
def absence_command() -> None:
    """Absences: routing passes over whoever is away."""


@absence_command.command()
@click.option("--person", "named", metavar="PERSON", help="Who is away; by default yourself.")
@click.option("--from", "from_at", type=MOMENT, metavar="MOMENT", required=True, help="From when.")
@click.option("--until", "until_at", type=MOMENT, metavar="MOMENT", required=True, help="Until when.")
@click.option("--note", default="", help="For those who may change it.")
@as_person
def add(session: Acting, named: str | None, from_at: datetime, until_at: datetime, note: str) -> Answer:
    """Enter an absence. Managers enter those of their team, too.

    \b
    Example:
      tasuki absence add --from "2026-12-28 09:00" --until "2027-01-05 09:00" --as aoi
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.people.actions import add_absence
    from tasuki.platform.people.queries import person_called

    ask_any(session.by, "absence.edit")
    person = person_called(named or session.by.handle)
    begins, ends = session.instant(from_at), session.instant(until_at)
    absence = add_absence(person.pk, begins, ends, by=session.by, at=session.at, note=note)
    said = session.say(
        N_("%(name)s is away from %(from_at)s until %(until_at)s."),
        name=person.name,
        from_at=session.clock(begins),
        until_at=session.clock(ends),
    )
    return Answer(absence_shape(absence), [said])


@absence_command.command()
@click.argument("absence_id", type=click.UUID)
@as_person
def end(session: Acting, absence_id: UUID) -> Answer:
    """They are back: the absence ends now; one that has not begun is taken back.

    \b
    Example:
      tasuki absence end 0193a1b2-0000-7000-8000-000000000001 --as aoi
    """
    from tasuki.platform.people.actions import end_absence

    absence = end_absence(absence_id, by=session.by, at=session.at)
    return Answer(absence_shape(absence), [session.say(N_("The absence is ended."))])


@absence_command.command("list")
@click.option("--over", is_flag=True, help="Also those that are over.")
@as_person
def list_absences(session: Acting, over: bool) -> Answer:
    """List your own absences and your team's; RevOps and admin see everybody's.

    \b
    Example:
      tasuki absence list --as mio
    """
    from tasuki.platform.access.actor import ask_any, visible
    from tasuki.platform.people.models import Absence

    ask_any(session.by, "absence.read")
    rows = visible(Absence.objects.select_related("person"), session.by, "absence.read", "person")
    if not over:
        rows = rows.filter(until_at__gt=session.at)
    items = [absence_shape(row) for row in rows.order_by("from_at", "id")]
    headings = [session.say(text) for text in (N_("Id"), N_("Person"), N_("Away from"), N_("Until"))]
    lines = [
        (one["id"], one["person"], session.clock(one["from_at"]), session.clock(one["until_at"]))
        for one in items
    ]
    return Answer({"items": items}, table(headings, lines))


def absence_shape(absence: Absence) -> dict[str, Any]:
    return {
        "id": absence.pk,
        "person": absence.person.handle,
        "from_at": absence.from_at,
        "until_at": absence.until_at,
    }
