"""Draw the process: docs/explanation/process.md is made from the table, `python -m tasuki.flow` writes it."""

from __future__ import annotations

from pathlib import Path

from tasuki.flow.row import EVERYTHING, NOW, SOON, Row

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "process.md"
_INTRODUCTION = """\
# The process on one page

Stages never call each other. Each writes what happened to the journal, and `tasuki/flow/process.py` says what follows.
This page is drawn from that table.

*Now* (solid) is the transaction of the event itself: both happen or neither. *Soon* (dashed) is a job enqueued in that
transaction. *Later* is a worker that reads the journal along: within seconds, each event once, at no cost to the
transaction. Every event is also heard by the clocks (`sla.on_event`) told to people (`notices.tell`) and to other
programs (`webhooks.tell`), which is left out of the picture.
"""


def page(rows: tuple[Row, ...]) -> str:
    """The page as Markdown: the picture, then the same as a table."""
    return f"{_INTRODUCTION}\n```mermaid\n{mermaid(rows)}```\n\n{table(rows)}"


def mermaid(rows: tuple[Row, ...]) -> str:
    """A flowchart from events to actions; conditions stand on the arrows."""
    drawn = [row for row in rows if row.code != EVERYTHING]
    lines = ["flowchart LR"]
    lines += [f'    {_node(code)}(["{code}"])' for code in dict.fromkeys(row.code for row in drawn)]
    lines += [f'    {_node(then)}["{then}"]' for then in dict.fromkeys(row.then for row in drawn)]
    lines += [f"    {_node(row.code)} {_arrow(row)} {_node(row.then)}" for row in drawn]
    return "\n".join(lines) + "\n"


def table(rows: tuple[Row, ...]) -> str:
    """When, only if, then, now or soon."""
    lines = ["| when | only if | then | |", "|---|---|---|---|"]
    lines += [
        f"| {'every event' if row.code == EVERYTHING else f'`{row.code}`'} | {_label(row)} "
        f"| `{row.then}` | {row.run} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _arrow(row: Row) -> str:
    line = {NOW: "-->", SOON: "-.->"}[row.run]
    return f'{line}|"{_label(row)}"|' if row.only_if else line


def _label(row: Row) -> str:
    text = (row.only_if.__doc__ or "") if row.only_if else ""
    return text.strip().splitlines()[0] if text else ""


def _node(name: str) -> str:
    return name.replace(".", "_")
