"""docs/reference/lifecycle.md: the one table of moves."""

from __future__ import annotations

from tasuki.rules.lifecycle import MOVES, SUBJECTS, Move, diagram
from tests.docs.pages.markdown import code, codes, document, table

INTRODUCTION = """\
Whatever changes a state looks its move up in `tasuki/rules/lifecycle.py`: pages, API, command line, import
and replay share one machine. A move from a wrong state is refused with what is possible instead.

*Permission* is asked of a person ([permissions](permissions.md)). *Reason* says whether the move needs one;
how good it has to be is another rule ([rules](rules.md), AR-3)."""


def page() -> str:
    parts = [part for subject in SUBJECTS for part in _part(subject)]
    return document("Lifecycle", INTRODUCTION, *parts)


def _part(subject: str) -> tuple[str, ...]:
    moves = [move for move in MOVES if move.subject == subject]
    headings = ("move", "from", "to", "event", "permission", "reason", "meaning")
    known = next(one for one in SUBJECTS if one == subject)
    return (
        f"## {subject.capitalize()}",
        table(headings, map(_row, moves)),
        f"```mermaid\n{diagram(known).strip()}\n```",
    )


def _row(move: Move) -> tuple[str, ...]:
    return (
        code(move.verb),
        codes(move.from_states) or "(new)",
        code(move.to_state),
        code(move.event),
        code(move.permission),
        "yes" if move.needs_reason else "",
        move.note or move.label,
    )
