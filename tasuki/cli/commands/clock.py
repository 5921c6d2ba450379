"""`tasuki clock`: the demo company's time, which can be moved ahead."""

from __future__ import annotations

import os
from datetime import datetime

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.rules.wording import N_, Sentence


@click.group("clock", cls=InOrder)
def clock_command() -> None:
    """The demo company's clock; real time is nobody's to move."""
    # There is no other clock to mean, so that nobody has to say which company.
    os.environ.setdefault("TASUKI_DEMO", "1")


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
