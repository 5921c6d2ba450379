"""`tasuki replay` and `tasuki playbook try`: what a draft would have done to the decisions that were made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.cli.typed import Day
from tasuki.rules.labels import gate_called
from tasuki.rules.wording import N_

OUTCOMES = {
    "same": N_("other findings"),
    "newly_refused": N_("newly refused"),
    "newly_let_through": N_("newly let through"),
    "untold": N_("cannot be told"),
}


def _period(body: Callable[..., Any]) -> Callable[..., Any]:
    """The options that both commands have."""
    most = click.option(
        "--most", type=int, default=2000, show_default=True, help="At most so many decisions, the newest."
    )
    last = click.option("--to", "last", type=Day(), metavar="DAY", help="Last day; left out: today.")
    first = click.option(
        "--from", "first", type=Day(), metavar="DAY", help="First day; left out: 90 days up to the last."
    )
    return first(last(most(body)))


@click.command("replay")
@click.option("--playbook", required=True, help="A preset, a file, or a version such as a draft.")
@_period
@as_person
def replay_command(
    session: Acting, playbook: str, first: date | None, last: date | None, most: int
) -> Answer:
    """Ask the gates of a period again under another agreement, on what was known then. Nothing is written.

    \b
    Example:
      tasuki replay --playbook article@2 --from 2026-09-01 --as kei
    """
    return _tried(session, playbook, first, last, most)


@click.command("try")
@click.argument("playbook")
@_period
@as_person
def try_draft(session: Acting, playbook: str, first: date | None, last: date | None, most: int) -> Answer:
    """Try a draft on history: what it would have refused and let through. The same as `tasuki replay`.

    \b
    Example:
      tasuki playbook try draft.toml --from 2026-09-01 --as mio
    """
    return _tried(session, playbook, first, last, most)


def _tried(session: Acting, playbook: str, first: date | None, last: date | None, most: int) -> Answer:
    from tasuki.calibration.shapes import trial_shape
    from tasuki.calibration.trial import try_on_history
    from tasuki.cli.playbooks import toml_called
    from tasuki.playbooks.checking import agreed

    draft = agreed(toml_called(playbook, session)).book
    trial = try_on_history(draft, first, last, by=session.by, at=session.at, most=most)
    payload = trial_shape(trial, session.speak)
    return Answer(payload, [*payload["summary"], *_gates(payload, session), *_rows(payload, session)])


def _gates(payload: dict[str, Any], session: Acting) -> list[str]:
    headings = (
        N_("Gate"), N_("Decisions"), N_("Same"), N_("Newly refused"), N_("Newly let through"), N_("Cannot be told"),
    )  # fmt: skip
    rows = [
        (
            session.speak(gate_called(one["gate"])), one["decisions"], one["same"], one["newly_refused"],
            one["newly_let_through"], one["untold"],
        )
        for one in payload["gates"]
    ]  # fmt: skip
    return ["", *table([session.say(one) for one in headings], rows)] if rows else []


def _rows(payload: dict[str, Any], session: Acting) -> list[str]:
    headings = (N_("Lead"), N_("Company"), N_("Gate"), N_("When"), N_("Outcome"), N_("Because"), N_("Became"))
    rows = [
        (
            one["lead"],
            one["company"],
            session.speak(gate_called(one["gate"])),
            session.clock(one["at"]),
            session.say(OUTCOMES[one["outcome"]]),
            one["because"]
            or [f"+{found['rule']}" for found in one["appeared"]]
            + [f"-{found['rule']}" for found in one["gone"]],
            one["opportunity_state"] or one["lead_state"],
        )
        for one in payload["rows"]
    ]
    return ["", *table([session.say(one) for one in headings], rows)] if rows else []
