"""One framework's reading of the answers: its letters, with what they make of the criteria."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasuki.desk.panels.look import Look
from tasuki.rules.dossier import Dossier
from tasuki.rules.frameworks import ElementStanding, FrameworkView, view
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Criterion, Playbook
from tasuki.rules.wording import Text


@dataclass(frozen=True, slots=True)
class Letter:
    """An element of the framework with the criteria that it reads."""

    element: ElementStanding
    reads: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: Text
    query: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class FrameworkPanel:
    """The framework that is shown, and the others to switch to: they all read the same answers."""

    view: FrameworkView
    max_points: int
    letters: tuple[Letter, ...]
    choices: tuple[Choice, ...]


def framework_panel(d: Dossier, book: Playbook, look: Look, at: datetime) -> FrameworkPanel | None:
    """The framework of the address, else the playbook's own; None where the playbook has none."""
    key = look.framework if look.framework in book.frameworks else book.playbook.framework
    if key not in book.frameworks:
        return None
    seen = view(d, book, key, day_of(at, book))
    letters = tuple(
        Letter(one, tuple(book.criteria[name] for name in one.reads if name in book.criteria))
        for one in seen.elements
    )
    choices = tuple(
        Choice(one.key, one.label, look.to(framework=one.key), one.key == key) for one in book.framework
    )
    return FrameworkPanel(seen, book.frameworks[key].max_points, letters, choices)
