"""`tasuki review`: what marketing's and sales' leaders have to decide together (SL-26)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY
from tasuki.rules.wording import N_

MOST = 200


@click.group("review", cls=InOrder)
def review_command() -> None:
    """Joint leadership reviews: list, open, show, plan, decide."""


@review_command.command("list")
@click.option("--state", type=click.Choice(["open", "decided", "all"]), default="open", show_default=True)
@as_person
def list_reviews(session: Acting, state: str) -> Answer:
    """List joint reviews, the newest first.

    \b
    Example:
      tasuki review list --as kei
    """
    from tasuki.cli.shapes.clock import review_shape, reviews_table
    from tasuki.playbooks.queries import in_force
    from tasuki.sla.reviews import reviews_for

    book, rows = in_force(), list(reviews_for(session.by, "" if state == "all" else state)[:MOST])
    lines = reviews_table(rows, book, session) or [session.say(N_("There are none."))]
    return Answer({"items": [review_shape(one, book, session) for one in rows]}, lines)


@review_command.command("open")
@click.argument("question")
@click.option("--owner", default="", metavar="HANDLE", help="Who sees to it; by default yourself.")
@click.option("--on", "meet_on", type=DAY, metavar="DAY", help="When they meet; by default as agreed.")
@as_person
def open_review(session: Acting, question: str, owner: str, meet_on: date | None) -> Answer:
    """Ask the leaders of both sides to decide something together.

    \b
    Example:
      tasuki review open "Do we still want leads from trade fairs?" --as mio
    """
    from tasuki.sla.actions import ask_for

    made = ask_for(question, by=session.by, at=session.at, owner=owner, meet_on=meet_on)
    return _told(session, made.pk)


@review_command.command()
@click.argument("review", type=click.UUID)
@as_person
def show(session: Acting, review: UUID) -> Answer:
    """Show a joint review with what led to it.

    \b
    Example:
      tasuki review show 0193a1b2-0000-7000-8000-000000000001 --as kei
    """
    return _told(session, review)


@review_command.command()
@click.argument("review", type=click.UUID)
@click.option("--owner", metavar="HANDLE", help="Who sees to it.")
@click.option("--on", "meet_on", type=DAY, metavar="DAY", help="When they meet.")
@as_person
def plan(session: Acting, review: UUID, owner: str | None, meet_on: date | None) -> Answer:
    """Name another owner or another day.

    \b
    Example:
      tasuki review plan 0193a1b2-0000-7000-8000-000000000001 --owner mio --on 2026-12-04 --as kei
    """
    from tasuki.sla.actions import plan_review

    plan_review(review, by=session.by, at=session.at, owner=owner, meet_on=meet_on)
    return _told(session, review)


@review_command.command()
@click.argument("review", type=click.UUID)
@click.option("--decision", required=True, help="What changes, who does it and until when.")
@as_person
def decide(session: Acting, review: UUID, decision: str) -> Answer:
    """Write down what was decided; it stands.

    \b
    Example:
      tasuki review decide 0193a1b2-0000-7000-8000-000000000001 --decision "Ask for the budget first" --as kei
    """
    from tasuki.sla.actions import decide_review

    decide_review(review, decision, by=session.by, at=session.at)
    return _told(session, review)


def _told(session: Acting, review: UUID) -> Answer:
    from tasuki.cli.shapes.clock import review_lines, review_shape
    from tasuki.playbooks.queries import in_force
    from tasuki.sla.reviews import grounds_of, review_for

    book, row = in_force(), review_for(session.by, review)
    grounds = grounds_of(row, session.by)
    led_to = [{"at": one.at, "clock_id": one.clock_id, "numbers": one.numbers} for one in grounds]
    return Answer(
        {**review_shape(row, book, session), "grounds": led_to}, review_lines(row, grounds, book, session)
    )
