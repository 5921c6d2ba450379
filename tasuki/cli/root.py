"""The root of the command line: which command lives where, found and imported only when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

import tasuki
from tasuki.cli.answer import print_json
from tasuki.cli.language import language_of_terminal
from tasuki.cli.problems import misused
from tasuki.cli.session import Session
from tasuki.rules.wording import Language

# Command → module under ``tasuki.cli.commands``, in the order in which somebody meets them.
COMMANDS: Mapping[str, str] = {
    "demo": "demo",
    "up": "running",
    "serve": "running",
    "work": "running",
    "migrate": "migrate",
    "doctor": "doctor",
    "check": "check",
    "import": "importing",
    "export": "exporting",
    "lead": "lead",
    "routing": "routing",
    "account": "merging",
    "contact": "merging",
    "touch": "touch",
    "meeting": "meeting",
    "handoff": "handoff",
    "discovery": "discovery",
    "convert": "conversion",
    "void": "conversion",
    "approval": "approval",
    "registration": "registration",
    "partner": "partner",
    "opportunity": "opportunity",
    "task": "task",
    "plan": "plan",
    "report": "report",
    "edition": "edition",
    "facts": "facts",
    "audit": "audit",
    "playbook": "playbook",
    "replay": "playbook",
    "person": "person",
    "notice": "notice",
    "team": "team",
    "absence": "absence",
    "token": "token",
    "webhook": "webhook",
    "backup": "backup",
    "restore": "backup",
    "clock": "clock",
    "feedback": "feedback",
    "review": "review",
    "dispute": "dispute",
    "bench": "bench",
}
INTERRUPTED = 130


class Root(click.Group):
    """A group whose commands are imported one by one, and whose every error keeps to the exit codes and to --json."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"tasuki.cli.commands.{COMMANDS[cmd_name]}")
        found = getattr(module, f"{cmd_name}_command")
        assert isinstance(found, click.Command)
        return found

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        words = list(sys.argv[1:] if args is None else args)
        try:
            returned = super().main(words, prog_name, complete_var, standalone_mode=False, **extra)
            code = returned if isinstance(returned, int) else 0
        except click.ClickException as error:
            code = _tell(error, _session_of(words))
        except click.Abort:
            code = INTERRUPTED
        if standalone_mode:
            sys.exit(code)
        return code


def _session_of(words: Sequence[str]) -> Session:
    """The reader of an error that was found before the options were read: as far as the words show them."""
    spoken = [after for word, after in zip(words, [*words[1:], ""], strict=True) if word == "--lang"]
    spoken += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    language: Language = "ja" if "ja" in spoken else "en" if "en" in spoken else language_of_terminal()
    return Session(language, as_json="--json" in words)


def _tell(error: click.ClickException, session: Session) -> int:
    told = misused(error, session)
    if session.as_json:
        print_json(told.payload)
    elif isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
    else:
        click.echo("\n".join(told.lines), err=True)
    return told.exit_code


@click.group(
    "tasuki", cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(tasuki.__version__, prog_name="tasuki")
def main() -> None:
    """From a marketing lead to a sales opportunity, through gates that both sides have agreed on.

    Who acts is named by --as PERSON or by TASUKI_PERSON. With --json a command prints one JSON document.
    Exit codes: 0 done or allowed, 1 refused by a rule, 2 bad input or usage, 3 system error.

    \b
    Example:
      tasuki check dossier.json
      tasuki lead list --state sql --as aoi
    """
