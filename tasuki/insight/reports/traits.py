"""Which traits do the opportunities have that we win?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Cell, Count, Share, Told, Worked
from tasuki.insight.cuts import Cut
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.facts import DEALS
from tasuki.insight.report import Chart, Report
from tasuki.insight.tables import Filled, Row, Table
from tasuki.rules.lift import Effect, Lift, Trait, lifts
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

WON = "f.won_at >= %(start)s AND f.won_at < %(end)s"
LOST = "f.lost_at >= %(start)s AND f.lost_at < %(end)s"
CLOSED = Cut(DEALS, among=f"({WON}) OR ({LOST})")
TRAITS = (
    ("by_source", N_("Source"), "source"),
    ("by_segment", N_("Segment"), "segment"),
    ("by_industry", N_("Industry"), "industry"),
    ("by_message", N_("Message"), "message"),
    ("by_offer", N_("Offer"), "offer"),
    ("by_audience", N_("Audience"), "audience"),
    ("by_buyer", N_("Who is known there"), "buyer"),
    ("by_override", N_("How it was made"), "override"),
)
EFFECTS: Mapping[Effect, str] = {
    Effect.LIFTS: N_("goes with winning"),
    Effect.LOWERS: N_("goes with losing"),
    Effect.NOT_SHOWN: N_("no difference shown"),
    Effect.NOT_ENOUGH: N_("not enough closed deals to tell"),
}


def _on_the_closed(cells: Mapping[str, Cell]) -> Cell:
    return Cell(None, cells["closed"].value)


def _unsaid(group: Mapping[str, Any], cells: Mapping[str, Cell], book: Playbook) -> Sentence | None:
    return None


COLUMNS = (
    Count("closed", N_("Won or lost")),
    Share("won", N_("won, of all that were closed"), WON),
    Worked("lift", N_("Times the rate of the others"), "number", _on_the_closed, "TRUE"),
    Told("effect", N_("What can be said"), _unsaid),
)
"""The last two are judged for all traits together (`_judged`)."""


def _tables(book: Playbook) -> tuple[Table, ...]:
    return tuple(Table(key, label, CLOSED, COLUMNS, (split,), "closed") for key, label, split in TRAITS)


def _judged(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Filled, ...]:
    """Every trait beside all opportunities that do not have it."""
    found = iter(lifts([_trait(row, table) for table, row in _traits(filled)]))
    return tuple(
        replace(
            table,
            rows=tuple(_with(row, next(found)) if _is_trait(row) else row for row in table.rows),
        )
        for table in filled
    )


def _traits(filled: Sequence[Filled]) -> Iterator[tuple[Filled, Row]]:
    return ((table, row) for table in filled for row in table.rows if _is_trait(row))


def _is_trait(row: Row) -> bool:
    """What nobody recorded is no trait."""
    return row.group[0] not in (None, "")


def _trait(row: Row, table: Filled) -> Trait:
    (won, closed), (all_won, all_closed) = _won_of(row), _won_of(table.total)
    return Trait(won, closed, all_won - won, all_closed - closed)


def _won_of(row: Row) -> tuple[int, int]:
    cell = row.cells["won"]
    return round((cell.value or 0) * (cell.whole or 0)), cell.whole or 0


def _with(row: Row, lift: Lift) -> Row:
    told = Cell(lift.times, row.cells["closed"].value, lift.interval, opens=lift.times is not None)
    return Row(row.group, {**row.cells, "lift": told, "effect": Cell(Sentence(EFFECTS[lift.effect]))})


def _notes(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Sentence, ...]:
    """Of which days, and what must not be read into it."""
    days = {"since": asked.since, "until": asked.until, "n": filled[0].total.cells["closed"].value}
    said = [Sentence(N_("%(n)s opportunities were won or lost from %(since)s to %(until)s."), days)]
    if any(row.cells["lift"].value is not None for _, row in _traits(filled)):
        said.append(
            Sentence(N_("What goes with winning need not be its cause. Try it before you build on it."))
        )
    else:
        said.append(
            Sentence(N_("That is not enough to tell traits apart: 30 closed deals with and 30 without are."))
        )
    return tuple(said)


REPORT = Report(
    key="traits",
    question=N_("Which traits do the opportunities have that we win?"),
    definition=N_(
        "Opportunities won or lost in the period. For each trait: the win rate of those that have it, and how many "
        "times the rate of all others that is, with its 95 % interval. All traits are judged together (Fisher's exact "
        "test, Benjamini and Hochberg): of those that are said to go with winning or losing, five in a hundred may do "
        "so by chance. Under 30 closed deals with the trait or without it, nothing is said."
    ),
    rules=("RP-1", "K-4", "K-18", "K-31"),
    family="conversion",
    tables=_tables,
    by=tuple(key for key in EVERYWHERE if key not in ("week", "month", "quarter")),
    days=365,
    chart=Chart("by_source", ("lift",), x="source"),
    work_out=_judged,
    notes=_notes,
)
