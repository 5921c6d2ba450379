"""`tasuki demo`: the demo company, in a database of its own."""

from __future__ import annotations

import os
import signal
from typing import Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_operator, tell
from tasuki.cli.commands.running import HOST, PORT, run_everything
from tasuki.cli.progress import bar
from tasuki.cli.session import Session
from tasuki.cli.tables import table
from tasuki.rules.wording import N_


@click.command("demo")
@HOST
@PORT
@click.option("--no-serve", is_flag=True, help="Only make the company; start nothing.")
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=90,
    show_default=True,
    help="How far its history goes back.",
)
@click.option(
    "--leads", type=click.IntRange(1, 100_000), default=2000, show_default=True, help="How many leads it has."
)
@click.option(
    "--anew", is_flag=True, help="Throw the demo company away first, with all that was tried out in it."
)
@click.option(
    "--remove", "only_remove", is_flag=True, help="Throw the demo company away, and do nothing else."
)
@as_operator
def demo_command(
    session: Session,
    host: str,
    port: int,
    no_serve: bool,
    days: int,
    leads: int,
    anew: bool,
    only_remove: bool,
) -> Answer:
    """Make the demo company and serve it, with a sign-in for each role.

    It lives in a database of its own, which your data never touches, and its clock can be moved: clock advance. A
    company that is there already is kept as it is. Other commands work in it with TASUKI_DEMO=1.

    \b
    Example:
      tasuki demo --port 8100
      tasuki demo --anew --no-serve --leads 300 --days 30
      TASUKI_DEMO=1 tasuki lead list --as aoi
    """
    from tasuki.cli.demo import database

    if anew or only_remove:
        database.remove()
    if only_remove:
        return Answer({"removed": True}, [session.say(N_("The demo company is gone."))])
    database.prepare()
    told = _company(days, leads, session)
    if no_serve:
        return told
    tell(told, session)
    raise click.exceptions.Exit(run_everything(host, port, os.environ))


def _company(days: int, leads: int, session: Session) -> Answer:
    """Make the company unless it is there. One that could not be finished is thrown away whole."""
    from tasuki.cli.demo import database
    from tasuki.cli.demo.seeding import seed
    from tasuki.cli.demo.summary import sign_ins
    from tasuki.platform.time.now import now
    from tasuki.records.models import Lead

    if Lead.objects.exists():
        people = [
            {"role": one.role, "handle": one.handle, "name": one.name, "password": one.password}
            for one in sign_ins()
        ]
        facts: dict[str, Any] = {"made": False, "sign_ins": people, "leads": {}, "opportunities": {}}
        return Answer(facts, _lines(facts, session))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends this leaves no half of it
    try:
        with bar(session.say(N_("The days pass")), session) as report:
            summary = seed(days, leads, now(), report, side_by_side=_processors() > 1)
    except BaseException:
        database.remove()
        raise
    facts = {"made": True, **summary.as_json()}
    return Answer(facts, [*summary.lines(session.say), "", *_lines(facts, session)])


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _lines(facts: dict[str, Any], session: Session) -> list[str]:
    people = [(one["role"], one["handle"], one["password"], one["name"]) for one in facts["sign_ins"]]
    headings = [session.say(text) for text in (N_("Role"), N_("Handle"), N_("Password"), N_("Name"))]
    made = session.say(
        N_("The demo company has %(leads)s leads and %(opportunities)s opportunities."),
        leads=sum(facts["leads"].values()),
        opportunities=sum(facts["opportunities"].values()),
    )
    kept = session.say(N_("The demo company was here already and is kept as it is; --anew makes another."))
    return [made if facts["made"] else kept, "", *table(headings, people), ""]
