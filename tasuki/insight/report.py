"""A report: a person's question, the tables that answer it, and what has to be said beside the numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tasuki.insight.asked import DAYS, Asked, asked_by
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.tables import MOST_ROWS, Filled, Table, fill_all
from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import NotFound
from tasuki.rules.diagnosis import Diagnosis
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Sentence

Family = Literal["volume", "velocity", "conversion", "value"]
Mark = Literal["bar", "line", "funnel"]


@dataclass(frozen=True, slots=True)
class Chart:
    """Which columns of which table are drawn, and how; ``x`` is a split that the table always has, or "" for the
    columns themselves."""

    table: str
    columns: tuple[str, ...]
    mark: Mark = "bar"
    x: str = ""


Noting = Callable[[Sequence[Filled], Asked, Playbook], tuple[Sentence, ...]]


Examining = Callable[[Sequence[Filled], Asked, Playbook], tuple[Diagnosis, ...]]


Summing = Callable[[Sequence[Diagnosis]], tuple[Sentence, ...]]


Working = Callable[[Sequence[Filled], Asked, Playbook], tuple[Filled, ...]]


def _as_it_is(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Filled, ...]:
    return tuple(filled)


def _nothing(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Sentence, ...]:
    return ()


def _no_sum(found: Sequence[Diagnosis]) -> tuple[Sentence, ...]:
    return ()


def _nobody(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Diagnosis, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Report:
    """One file in ``insight/reports`` makes one. ``rules`` names the metrics of the rulebook that it shows (K-n …).

    ``tables`` depends on the agreement, which names the sources, stages and promises. ``notes`` says what the numbers
    alone would not. ``days`` is the period of whoever asks for none.
    """

    key: str
    question: str
    definition: str
    rules: tuple[str, ...]
    family: Family
    tables: Callable[[Playbook], tuple[Table, ...]]
    by: tuple[str, ...] = EVERYWHERE
    narrows: tuple[str, ...] = ()
    """What it can be narrowed to, beside everything that it can be split by."""
    days: int = DAYS
    chart: Chart | None = None
    work_out: Working = field(default=_as_it_is)
    """What is worked out from all the tables together, such as what needs to know how much was compared."""
    notes: Noting = field(default=_nothing)
    examine: Examining = field(default=_nobody)
    sum_up: Summing = field(default=_no_sum)
    """What was found by examining, in sentences; they follow the notes."""

    def asked(self, words: Mapping[str, str], book: Playbook, *, by: Actor, at: datetime) -> Asked:
        """The question as somebody words it (`asked_by`). Raises Forbidden, Invalid."""
        return asked_by(words, self.by, book, by=by, at=at, days=self.days, narrows=self.narrows)

    def table(self, key: str, book: Playbook) -> Table:
        """Raises NotFound."""
        found = next((one for one in self.tables(book) if one.key == key), None)
        if found is None:
            raise NotFound("table", key)
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    report: Report
    asked: Asked
    tables: tuple[Filled, ...]
    notes: tuple[Sentence, ...]
    diagnoses: tuple[Diagnosis, ...] = ()


def answer(report: Report, asked: Asked, book: Playbook, *, most: int | None = MOST_ROWS) -> Answer:
    """Ask the database for everything that the report shows: ``most`` lines of a table, None for all of them.

    What is worked out and said is so of all lines, whether they are shown or not.
    """
    return answer_of(report, counted(report, asked, book), asked, book, most=most)


def counted(report: Report, asked: Asked, book: Playbook) -> tuple[Filled, ...]:
    """Its numbers, all lines of them."""
    return report.work_out(fill_all(report.tables(book), asked, book), asked, book)


def answer_of(
    report: Report, tables: tuple[Filled, ...], asked: Asked, book: Playbook, *, most: int | None
) -> Answer:
    """What these numbers say."""
    diagnoses = report.examine(tables, asked, book)
    notes = (*report.notes(tables, asked, book), *report.sum_up(diagnoses))
    shown = tables if most is None else tuple(one.shortened(most) for one in tables)
    return Answer(report, asked, shown, notes, diagnoses)
