"""May the deal go back a stage (HY-8)? Whoever takes it back says what turned out not to be true."""

from __future__ import annotations

from tasuki.rules.asking import NO_TROUBLE, Trouble, unknown, unmet
from tasuki.rules.hygiene import is_back
from tasuki.rules.playbook import Playbook
from tasuki.rules.validation.filled import is_answer
from tasuki.rules.wording import N_


def going_back_troubles(
    before: str, after: str, why: str, book: Playbook, pointer: str = "/evidence"
) -> tuple[Trouble, ...]:
    """No trouble for a move that goes on, nor for a step back that says why."""
    if not is_back(book, before, after) or is_answer(why, book):
        return NO_TROUBLE
    because = N_("The opportunity goes back from “%(before)s” to “%(after)s”, and nothing says why.")
    fix = N_("Say what turned out not to be true yet, and how you know it.")
    labels = {name: book.stages[key].label for name, key in (("before", before), ("after", after))}
    return (unmet if why.strip() else unknown)(pointer, because, fix, **labels)
