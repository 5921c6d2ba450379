"""The page ``docs/reference/cli.md``, written from the commands' own help: ``python -m tasuki.cli.reference``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

import tasuki
from tasuki.cli.root import main

PAGE = Path(tasuki.__file__).resolve().parents[1] / "docs" / "reference" / "cli.md"
WIDTH = 100
INTRODUCTION = """\
# The `tasuki` command

This page is the commands' own help; `python -m tasuki.cli.reference` writes it anew.

- **Who acts** is named by `--as PERSON` or by `TASUKI_PERSON`, is checked against the grants and stands in the journal.
- **Exit codes**: 0 done or allowed, 1 refused by a rule, 2 bad input or usage, 3 system error.
- **`--json`** prints one JSON document on stdout and nothing else. A refusal is a problem object with `findings` or
  `errors`, all of them at once. Without it, sentences go to stdout and refusals to stderr, in the language of `--lang`,
  `TASUKI_LANGUAGE` or the terminal.
- **Records** are named by their id, by an external id, or by the beginning of an id that only one of them has.
- **Which company**: `TASUKI_HOME` and `DATABASE_URL` say where the data is; `TASUKI_DEMO=1` means the demo company.
"""


def reference() -> str:
    """The whole page."""
    root = click.Context(main, info_name="tasuki", terminal_width=WIDTH, help_option_names=["-h", "--help"])
    return "\n".join([INTRODUCTION, *_sections(main, root, 2)])


def _sections(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    yield f"{'#' * level} `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from _sections(
                    inner,
                    click.Context(inner, context, info_name=name, terminal_width=WIDTH),
                    min(level + 1, 4),
                )


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(reference(), encoding="utf-8")
