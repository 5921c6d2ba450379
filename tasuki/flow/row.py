"""A row of the process, and how it is carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, Literal
from uuid import UUID

from django.utils.module_loading import import_string

from tasuki.flow.look import HowItStands, Look
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.journal.append import Entry

Run = Literal["now", "soon", "later"]
NOW: Run = "now"
SOON: Run = "soon"
LATER: Run = "later"
EVERYTHING = "*"

_STAGE = "tasuki.stages.%s.actions"
_HOMES = {
    "sla": "tasuki.sla.hearing",
    "flow": "tasuki.flow.owning",
    "notices": "tasuki.notices.telling",
    "webhooks": "tasuki.integrations.webhooks.telling",
}

Condition = Callable[[Look], bool]
Arguments = tuple[tuple[Any, ...], Mapping[str, Any]]
Wording = Callable[[Entry], Arguments]
"""How an event is put to the action: positional and keyword arguments."""


@dataclass(frozen=True, eq=False)
class Row:
    """When ``code`` happens and the condition holds, ``then`` follows.

    ``then`` is an action as ``stage.verb`` (NOW, LATER) or the name of a job (SOON); it is looked up when it is first
    needed.
    """

    code: str
    run: Run
    then: str
    put: Wording
    only_if: Condition | None = None

    @cached_property
    def action(self) -> Callable[..., object]:
        """Raises ImportError where nothing has this name."""
        package, verb = self.then.split(".")
        found: Callable[..., object] = import_string(f"{_HOMES.get(package, _STAGE % package)}.{verb}")
        return found

    def follow(self, look: Look) -> bool:
        """Carry it out if its condition holds; tells whether it did."""
        if self.only_if is not None and not self.only_if(look):
            return False
        entry = look.entry
        positional, named = self.put(entry)
        if None in positional:
            return False  # An event about no lead, such as a touch of an account, has nothing for the stages.
        if self.run == NOW:
            self.action(*positional, **named)
        else:
            enqueue(self.then, f"{self.then}:{entry.subject_id}", **named)
        return True

    def hear(self, entries: Iterable[Entry]) -> None:
        """Let what hears every event have these at once, in their order."""
        told = [subject for entry in entries for subject in self.put(entry)[0] if subject is not None]
        if told:
            self.action(*told)


def hear(rows: tuple[Row, ...], *entries: Entry) -> None:
    """Everything that follows from events that were written together, one after the other.

    Neighbours from which nothing particular follows are heard at once by what hears everything.
    """
    seen: dict[UUID, HowItStands] = {}
    for is_only_heard, neighbours in groupby(entries, lambda entry: _is_only_heard(rows, entry.code)):
        if is_only_heard:
            heard = tuple(neighbours)
            for row in rows_for(rows, EVERYTHING):
                row.hear(heard)
            continue
        for entry in neighbours:
            look = Look(entry, seen)
            for row in rows_for(rows, entry.code):
                if row.follow(look) and row.code != EVERYTHING:
                    seen.clear()


def _is_only_heard(rows: tuple[Row, ...], code: str) -> bool:
    return rows_for(rows, code) == rows_for(rows, EVERYTHING)


@lru_cache(maxsize=512)
def rows_for(rows: tuple[Row, ...], code: str) -> tuple[Row, ...]:
    """The rows that an event code touches in its own transaction, in the order of the page."""
    return tuple(row for row in rows if row.code in (EVERYTHING, code) and row.run != LATER)
