"""`tasuki clock`: the promises that run, when one breaks and why, whether all are what the journal tells; and the demo
company's time, which can be moved."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_operator, as_person
from tasuki.cli.session import Acting, Session
from tasuki.cli.tables import table
from tasuki.cli.typed import MOMENT
from tasuki.rules.wording import N_, Sentence

if TYPE_CHECKING:
    from tasuki.sla.retelling import Difference


KINDS = {
    "missing": N_("the row is missing"),
    "untold": N_("no event tells of it"),
    "barred": N_("a row that no event tells of runs in its place"),
    "differs": N_("differs"),
}


@click.group("clock", cls=InOrder)
@click.pass_context
def clock_command(context: click.Context) -> None:
    """Clocks: list those that run, say when a promise breaks and why, rebuild; move the demo company's time."""
    if context.invoked_subcommand == "advance":
        # Only the demo company's time can be moved, so that nobody has to say which company.
        os.environ.setdefault("TASUKI_DEMO", "1")


@clock_command.command("list")
@click.option("--owner", default="", metavar="HANDLE", help="Whose; me is --as.")
@click.option("--sla", default="", help="Of one promise, such as SL-2.")
@click.option("--overdue", is_flag=True, help="Only those that are broken.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@as_person
def list_clocks(session: Acting, owner: str, sla: str, overdue: bool, limit: int) -> Answer:
    """List the promises that run, the one due first on top.

    \b
    Example:
      tasuki clock list --overdue --as mio
    """
    from tasuki.cli.shapes.clock import clock_shape, clocks_table
    from tasuki.sla.queries import open_clocks

    rows = open_clocks(session.by)
    if owner:
        rows = rows.filter(owner__handle=session.by.handle if owner == "me" else owner)
    if sla:
        rows = rows.filter(sla=sla)
    if overdue:
        rows = rows.filter(due_at__lt=session.at)
    found = list(rows[:limit])
    lines = clocks_table(found, session.at, session) or [session.say(N_("There are none."))]
    return Answer({"items": [clock_shape(one, session.at, session) for one in found]}, lines)


@clock_command.command()
@click.argument("sla")
@click.option("--from", "start_at", type=MOMENT, metavar="MOMENT", help="When it begins; by default now.")
@click.option("--calendar", default="", help="Another calendar of the agreement than the promise's own.")
@click.option("--no-later-than", type=MOMENT, metavar="MOMENT", help="An outside limit, such as the meeting.")
@as_person
def when(
    session: Acting, sla: str, start_at: datetime | None, calendar: str, no_later_than: datetime | None
) -> Answer:
    """Say when a promise of the agreement would break, and why: each day with what counts of it.

    \b
    Example:
      tasuki clock when SL-3 --from "2026-11-20 15:00" --as mio
    """
    from tasuki.cli.shapes.clock import reckoning_lines, reckoning_shape
    from tasuki.sla.reckoning import reckon

    found = reckon(
        sla,
        session.instant(start_at) if start_at else session.at,
        by=session.by,
        at=session.at,
        calendar=calendar,
        no_later_than=session.instant(no_later_than) if no_later_than else None,
    )
    return Answer(reckoning_shape(found, session), reckoning_lines(found, session))


@clock_command.command()
@click.argument("clock", type=click.UUID)
@as_person
def explain(session: Acting, clock: UUID) -> Answer:
    """Say how a clock that was started is reckoned: what counted, what paused it, when it breaks and climbs.

    \b
    Example:
      tasuki clock explain 0193a1b2-0000-7000-8000-000000000001 --as mio
    """
    from tasuki.cli.shapes.clock import reckoning_lines, reckoning_shape
    from tasuki.sla.queries import clock_for
    from tasuki.sla.reckoning import reckoning_of

    found = reckoning_of(clock_for(session.by, clock))
    return Answer({"id": clock, **reckoning_shape(found, session)}, reckoning_lines(found, session))


@clock_command.command()
@click.argument("duration")
@as_person
def advance(session: Acting, duration: str) -> Answer:
    """Move the demo company's clock ahead: “90 min”, “4 business hours”, “2 business days”.

    Working time is counted in the calendar of the playbook in force. Promises that become due are warned about and
    broken when the worker ticks.

    \b
    Example:
      tasuki clock advance "2 business days" --as mio
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.home import is_demo
    from tasuki.platform.refusals import NotPossibleNow
    from tasuki.platform.time import now as clock

    ask_any(session.by, "clock.advance")
    if not is_demo():
        raise NotPossibleNow(Sentence(N_("Only the demo company's clock can be moved.")))
    reached = _moment_after(session.at, duration)
    ahead = clock.advance(reached - session.at)
    return Answer(
        {"now": reached, "ahead_seconds": int(ahead.total_seconds())},
        [session.say(N_("It is now %(at)s in the demo company."), at=session.clock(reached))],
    )


def _moment_after(at: datetime, duration: str) -> datetime:
    """The moment ``duration`` after ``at``. Raises `Invalid` for what is no duration."""
    from tasuki.platform.refusals import invalid
    from tasuki.playbooks.queries import in_force
    from tasuki.rules.calendar import add_business, add_business_days
    from tasuki.rules.clock import UnreadableTarget, parse_target
    from tasuki.sla.terms import calendar_of

    try:
        target = parse_target(duration)
    except UnreadableTarget as unreadable:
        raise invalid("/duration", "%(because)s", because=unreadable.sentence) from None
    if not target.unit.startswith("business_"):
        return at + target.span
    book = in_force()
    calendar = calendar_of(book, book.playbook.calendar, at, at + 3 * target.span)
    if target.unit == "business_days":
        return add_business_days(calendar, at, int(target.amount))
    return add_business(calendar, at, target.span)


@clock_command.command()
@click.option(
    "--lead", "leads", type=click.UUID, multiple=True, metavar="ID",
    help="Only this lead's clocks; may be repeated. Leads that were merged are told together.",
)  # fmt: skip
@click.option("--write", is_flag=True, help="Make the rows so. Without it, nothing is changed.")
@as_operator
def rebuild(session: Session, leads: tuple[UUID, ...], write: bool) -> Answer:
    """Reckon clocks from the journal's events alone, and show each row that is not so.

    A row that no event tells of is named and left, and so is one whose place it holds. Exits with 1 where rows
    differ and nothing was written.

    \b
    Example:
      tasuki clock rebuild
      tasuki clock rebuild --lead 0193a1b2-0000-7000-8000-000000000001 --write
    """
    from tasuki.cli.product import open_product

    open_product()
    from tasuki.sla import actions

    found = list(actions.rebuild(leads or None, write=write))
    written = [one for one in found if write and one.can_be_mended]
    said = N_("%(n)s clocks are not what the journal tells; %(written)s were made so.")
    headings = [session.say(text) for text in (N_("Clock"), N_("Promise"), N_("Lead"), N_("Difference"))]
    lines = [
        *table(headings, [_line(one, session) for one in found]),
        session.say(said, n=len(found), written=len(written))
        if found
        else session.say(N_("All clocks are what the journal tells.")),
    ]
    shapes = [_shape(one) for one in found]
    return Answer({"differences": shapes, "written": len(written)}, lines, int(len(written) < len(found)))


def _line(one: Difference, session: Session) -> tuple[object, ...]:
    clock = one.clock
    what = session.say(KINDS[one.kind]) if one.is_barred or not one.columns else ", ".join(one.columns)
    return clock.pk, clock.sla, clock.lead_id, what


def _shape(one: Difference) -> dict[str, Any]:
    """``columns`` are those that differ: what is stored, and what the journal tells."""
    clock = one.clock
    return {
        "kind": one.kind,
        "clock_id": clock.pk,
        "lead_id": clock.lead_id,
        "promise": clock.sla,
        "columns": {
            name: {"stored": stored, "told": told} for name, (stored, told) in sorted(one.columns.items())
        },
    }
