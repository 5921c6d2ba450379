"""The two kinds of command: one that acts or reads as a person, and one that belongs to whoever runs the machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

import click

from tasuki.cli.answer import Answer, print_json, print_line
from tasuki.cli.language import language_of_terminal
from tasuki.cli.problems import told
from tasuki.cli.session import Session
from tasuki.rules.wording import Language


class InOrder(click.Group):
    """A group that lists its commands in the order of the process, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


Body = Callable[..., Answer]
Wrapped = Callable[..., None]

_AS = click.option(
    "--as",
    "person",
    metavar="PERSON",
    envvar="TASUKI_PERSON",
    help="Who acts: a handle or id (or TASUKI_PERSON).",
)
_LANG = click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of the sentences.")
_JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document on stdout, and nothing else."
)


def as_person(body: Body) -> Wrapped:
    """``body(session, …)`` with an `Acting` session: somebody named by --as or TASUKI_PERSON, at this moment."""

    @wraps(body)
    def act(session: Session, **values: Any) -> Answer:
        from tasuki.cli.product import acting

        return body(acting(session), **values)

    return as_whoever(act)


def as_whoever(body: Body) -> Wrapped:
    """``body(session, …)``: --as may name somebody, and the command looks them up where it needs them (`acting`)."""
    return _AS(as_operator(body))


def as_operator(body: Body) -> Wrapped:
    """``body(session, …)`` for whoever runs the machine: nobody is named, nothing is opened beforehand."""

    @wraps(body)
    def run(*, lang: str | None, as_json: bool, person: str | None = None, **values: Any) -> None:
        session = Session(cast(Language, lang) if lang else language_of_terminal(), as_json, person)
        _carry_out(session, lambda: body(session, **values))

    return _LANG(_JSON(run))


def _carry_out(session: Session, answer: Callable[[], Answer]) -> None:
    """Run the command, tell its answer or its problem, and end with the exit code."""
    try:
        found = answer()
    except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
        raise
    except (
        Exception
    ) as error:  # the boundary: whatever happened is told in one shape, with one of the exit codes
        problem = told(error, session)
        if session.as_json:
            print_json(problem.payload)
        for line in () if session.as_json else problem.lines:
            print_line(line, err=True)
        raise click.exceptions.Exit(problem.exit_code) from error
    tell(found, session)
    if found.exit_code:
        raise click.exceptions.Exit(found.exit_code)


def tell(answer: Answer, session: Session) -> None:
    """Print an answer on stdout: one JSON document, or lines."""
    if session.as_json:
        print_json(answer.payload)
    for line in () if session.as_json else answer.lines:
        print_line(line)
