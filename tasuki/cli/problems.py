"""Every no and every fault as a problem: for programs the shape that the API uses (RFC 9457), for people sentences."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from tasuki.cli.findings import finding_lines
from tasuki.cli.session import Session
from tasuki.cli.usage import problem_of, usage_line, where_of
from tasuki.rules.problem import NOT_STORABLE, Problem
from tasuki.rules.reading import Unreadable
from tasuki.rules.wording import N_, Sentence

REFUSED, USAGE, FAULT = 1, 2, 3
NOT_SET_UP = N_("This database is not set up yet, or not up to date: run `tasuki migrate`.")
NO_DATABASE = N_("The database does not answer: %(error)s")
NO_DEMO = N_("There is no demo company here: run `tasuki demo`.")
_MISSING_TABLE_OR_COLUMN = frozenset({"42P01", "42703"})
# 08: the connection; 57P0: the server shuts down, crashed, starts up or ended an idle session.
_CONNECTION_CLASSES = ("08", "57P0")
BROKE = N_("Something broke: %(error)s. With TASUKI_LOG=DEBUG the whole story is shown.")


@dataclass(frozen=True, slots=True)
class Told:
    """A problem, ready to be printed."""

    payload: dict[str, Any]
    lines: Sequence[str]
    exit_code: int


def told(error: Exception, session: Session) -> Told:
    """The problem that ``error`` is: a refusal with all its reasons, unusable input, or a fault of the system."""
    if isinstance(error, Unreadable):
        return _with_errors("invalid", 422, _BAD_INPUT, error.problems, USAGE, session)
    if "tasuki.platform.refusals" in sys.modules:
        from tasuki.platform.refusals import GateRefused, Refusal

        if isinstance(error, GateRefused):
            return _gate(error, session)
        if isinstance(error, Refusal):
            return _with_errors(
                error.code, error.status, error.title, error.reasons, error.exit_code, session
            )
    return _fault(error, session)


def misused(error: click.ClickException, session: Session) -> Told:
    """The problem of a command that is not called like this: what is wrong, what to do, how it is called."""
    problem, where = problem_of(error), where_of(error)
    said = session.spoken(problem)
    head = _head("usage", 400, session.say(N_("This is not how the command is called.")), said["message"])
    lines = [f"{where}: {said['message']}" if where else said["message"]]
    lines += [f"  → {said['fix']}"] if said["fix"] else []
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        usage, help_ = usage_line(context), f"{context.command_path} --help"
        lines.append(session.say(N_("Usage: %(usage)s (more: %(help)s)"), usage=usage, help=help_))
    return Told({**head, "errors": [said]}, lines, USAGE)


_BAD_INPUT = Sentence(N_("The input is not right: see the errors."))


def _gate(error: Any, session: Session) -> Told:
    decision = session.spoken(error.decision)
    troubles = [finding for finding in decision["findings"] if finding["standing"] != "met"]
    title = session.speak(error.title)
    reasons = " ".join(finding["because"] for finding in troubles)
    payload = {**_head(error.code, error.status, title, reasons or title), **decision}
    return Told(payload, [title, *finding_lines(troubles, session)], error.exit_code)


def _with_errors(
    code: str, status: int, title: Sentence, problems: Sequence[Problem], exit_code: int, session: Session
) -> Told:
    headline = session.speak(title)
    errors = [session.spoken(problem) for problem in problems]
    payload = _head(code, status, headline, " ".join(one["message"] for one in errors) or headline)
    if status == 409:
        payload["findings"] = []
    payload["errors"] = errors
    return Told(payload, [headline, *_lines(errors, headline)], exit_code)


def _lines(errors: Sequence[Mapping[str, Any]], headline: str) -> list[str]:
    """Each error with its way out on a line of its own; what the headline says already is not said twice."""
    lines: list[str] = []
    for one in errors:
        if one["message"] != headline:
            lines.append(f"  {one['pointer'] or '/'}: {one['message']}")
        if one["fix"]:
            lines.append(f"      → {one['fix']}")
    return lines


def _fault(error: Exception, session: Session) -> Told:
    code, sentence, exit_code = _kind_of(error)
    if os.environ.get("TASUKI_LOG", "").upper() == "DEBUG":
        traceback.print_exception(error, file=sys.stderr)
    text = session.speak(sentence)
    return Told(_head(code, 422 if exit_code == USAGE else 500, text, text), [text], exit_code)


def _is_no_text(error: Exception) -> bool:
    """What was typed in another encoding: Python stands in for such bytes, and nobody can write that down."""
    return isinstance(error, UnicodeEncodeError | TypeError) and "surrogates not allowed" in str(error)


def _kind_of(error: Exception) -> tuple[str, Sentence, int]:
    words = {"error": (str(error).strip() or type(error).__name__).splitlines()[0]}
    if "tasuki.platform.server.errors" in sys.modules:
        from tasuki.platform.server.errors import EmbeddedServerError

        if isinstance(error, EmbeddedServerError):
            return "no_database", Sentence("%(error)s", {"error": str(error)}), FAULT
    if _is_no_text(error):
        return "not_storable", Sentence(NOT_STORABLE), USAGE
    if "django.db" in sys.modules:
        from django.db import DataError

        from tasuki.platform.postgresql.storable import is_of_the_input

        if isinstance(error, DataError) and is_of_the_input(error):
            return "not_storable", Sentence(NOT_STORABLE), USAGE
        if _sqlstate(error) in _MISSING_TABLE_OR_COLUMN:
            return "not_set_up", Sentence(NOT_SET_UP), FAULT
        if _is_unreachable(error):
            if os.environ.get("TASUKI_DEMO") == "1" and "exist" in str(error):
                return "no_demo", Sentence(NO_DEMO), FAULT
            return "no_database", Sentence(NO_DATABASE, words), FAULT
    if isinstance(error, OSError):
        return "system", Sentence("%(error)s", {"error": str(error)}), FAULT
    return "fault", Sentence(BROKE, words), FAULT


def _is_unreachable(error: Exception) -> bool:
    """Whether the connection could not be made, or broke; a statement that the server refuses is another fault."""
    from django.db import InterfaceError, OperationalError

    if isinstance(error, InterfaceError):
        return True
    state = _sqlstate(error)
    return isinstance(error, OperationalError) and (not state or state.startswith(_CONNECTION_CLASSES))


def _sqlstate(error: Exception) -> str:
    """The server's code for a database error (PostgreSQL's appendix A); empty where no server answered."""
    return getattr(error.__cause__, "sqlstate", None) or ""


def _head(code: str, status: int, title: str, detail: str) -> dict[str, Any]:
    return {
        "type": f"urn:tasuki:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
    }
