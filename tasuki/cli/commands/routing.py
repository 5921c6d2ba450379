"""`tasuki routing`: leads that wait are given out; why a lead has its owner, how fair the turns are, and what if."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Literal

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    pass

RUN = click.Choice(["sdr", "ae"])


@click.group("routing", cls=InOrder)
def routing_command() -> None:
    """Routing: who got a lead and why, and whether leads are shared as agreed."""


@routing_command.command()
@click.argument("lead")
@click.option("--format", "shape", type=click.Choice(["table", "csv"]), default="table", show_default=True)
@as_person
def why(session: Acting, lead: str, shape: str) -> Answer:
    """Tell why a lead has its owner: every route tried, every condition, everybody passed over (RT-4).

    \b
    Example:
      tasuki routing why web-000123 --as mio
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.routing.lines import HEADINGS, lines_of
    from tasuki.stages.routing.queries import trace_of

    lines = list(lines_of(trace_of(lead_named(session.by, lead).pk), session.speak))
    items = [dict(zip(KEYS, line, strict=True)) for line in lines]
    if shape == "csv":
        return Answer({"items": items}, _csv(lines))
    shown = table(
        [
            session.say(one)
            for one in (HEADINGS[4], HEADINGS[5], HEADINGS[6], HEADINGS[8], HEADINGS[9], HEADINGS[11])
        ],
        [(one[4], one[5], one[6], one[8], one[9], one[11] or one[10]) for one in lines],
    )
    return Answer({"items": items}, shown or [session.say(N_("Nobody has been chosen yet."))])


KEYS = (
    "at", "run", "owner", "playbook", "what", "route_or_person", "field", "operator", "wanted", "value", "standing",
    "because",
)  # fmt: skip


def _csv(lines: list[tuple[str, ...]]) -> list[str]:
    written = io.StringIO()
    csv.writer(written).writerows([KEYS, *lines])
    return written.getvalue().splitlines()


@routing_command.command()
@click.option("--run", type=RUN, default="sdr", show_default=True, help="Which owner is looked for.")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(["captured", "mql", "sal", "sql", "discovery"]),
    help="Only leads in this state; may be repeated. Otherwise those that need such an owner.",
)
@click.option("--most", type=click.IntRange(1), help="At most so many, the longest waiting first.")
@click.option("--dry-run", is_flag=True, help="Count those that wait; give none out.")
@as_person
def assign(
    session: Acting, run: Literal["sdr", "ae"], states: tuple[str, ...], most: int | None, dry_run: bool
) -> Answer:
    """Give out the leads at work that nobody has, by the routing table and in turn; many at once are shared exactly.

    \b
    Example:
      tasuki routing assign --state captured --dry-run --as kei
    """
    from tasuki.cli.progress import bar
    from tasuki.rules.lifecycle import LeadState
    from tasuki.stages.routing.actions import assign_waiting, waiting

    wanted = tuple(map(LeadState, states))
    if dry_run:
        there = waiting(run, session.by, wanted).count()
        there = there if most is None else min(there, most)
        return Answer(
            {"waiting": there, "dry_run": True}, [session.say(N_("%(n)s leads wait for an owner."), n=there)]
        )
    with bar(session.say(N_("Giving out")), session) as report:
        given = assign_waiting(run, by=session.by, at=session.at, states=wanted, most=most, progress=report)
    told = {"assigned": given.assigned, "nobody": given.nobody, "dry_run": False}
    said = N_("%(assigned)s leads have an owner now; for %(nobody)s nobody could be found.")
    return Answer(told, [session.say(said, assigned=given.assigned, nobody=given.nobody)])


@routing_command.command()
@click.option("--run", type=RUN, default="sdr", show_default=True, help="Whose turns.")
@click.option("--days", type=int, default=30, show_default=True, help="What was given in so many days.")
@as_person
def fairness(session: Acting, run: Literal["sdr", "ae"], days: int) -> Answer:
    """Compare everybody's turns with what their weights promise (RT-10).

    \b
    Example:
      tasuki routing fairness --run ae --as kei
    """
    from tasuki.stages.routing.fairness import fairness as asked
    from tasuki.stages.routing.shapes import fairness_shape

    found = asked(run, by=session.by, at=session.at, days=days)
    payload = fairness_shape(found)
    headings = (
        N_("Person"), N_("Weight"), N_("Turns so far"), N_("By weight"), N_("Difference"), N_("By turn"),
        N_("As owner of the company"), N_("By hand"), N_("Given back"),
    )  # fmt: skip
    rows = [
        (
            one["person"], one["weight"], one["turns"], f"{one['expected']:.1f}", f"{one['difference']:+.1f}",
            one["by_turn"], one["as_owner"], one["by_hand"], one["returned"],
        )
        for one in payload["people"]
    ]  # fmt: skip
    return Answer(payload, table([session.say(one) for one in headings], rows))


@routing_command.command("try")
@click.argument("playbook")
@click.option("--run", type=RUN, default="sdr", show_default=True, help="Which owner is looked for.")
@click.option("--last", type=int, default=200, show_default=True, help="How many of the latest leads.")
@as_person
def try_table(session: Acting, playbook: str, run: Literal["sdr", "ae"], last: int) -> Answer:
    """Try another routing table on the latest leads: who would own them (RT-9). Nothing is written.

    PLAYBOOK is a preset, a file or a version; it is compared with what is in force.

    \b
    Example:
      tasuki routing try examples/playbooks/strict.toml --last 500 --as kei
    """
    from tasuki.cli.playbooks import toml_called
    from tasuki.rules.playbook import read_playbook
    from tasuki.stages.routing.dry_run import try_routes
    from tasuki.stages.routing.shapes import tried_shape

    book = read_playbook(toml_called(playbook, session), playbook)
    tried = try_routes(book, run, last=last, by=session.by, at=session.at)
    payload = tried_shape(tried, session.speak)
    said = session.say(
        N_("%(n)s of %(all)s leads would go to somebody else."),
        n=len(payload["moved"]),
        all=payload["looked_at"],
    )
    headings = (N_("Lead"), N_("Company"), tried.before.stamp, tried.after.stamp, N_("Because"))
    rows = [
        (one["lead"], one["company"], one["before"], one["after"], one["after_because"])
        for one in payload["moved"]
    ]
    return Answer(payload, [said, *table([session.say(one) for one in headings], rows)])
