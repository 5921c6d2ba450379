"""Does each side keep what it has agreed to? (SA-1)"""

from __future__ import annotations

from collections.abc import Sequence

from tasuki.insight.asked import Asked
from tasuki.insight.columns import AverageAmount, Count, Share
from tasuki.insight.commitments import attained
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import CALLS, CLOCKS, DEALS, DELIVERIES
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.promises import KEPT, OWED
from tasuki.insight.tables import Filled, Table, fill_all
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

OUR_OWN = "f.origin <> 'import'"
"""Imported history has passed no gate and kept no promise of this agreement."""

PROMISES = Table(
    "promises",
    N_("Promises with a clock, made in the period"),
    Cut(CLOCKS, "started_at"),
    (
        Count("owed", N_("Decided: kept, late or overdue"), OWED),
        Share("kept", N_("kept in time"), KEPT, OWED),
        Count("running", N_("still running, in time"), "f.stopped_at IS NULL AND f.due_at >= %(at)s"),
    ),
    also=("promise",),
)
DELIVERED = Table(
    "delivered",
    N_("MQLs delivered in the period"),
    Cut(DELIVERIES, "mql_at", f"{so.LEADS} AND {OUR_OWN}"),
    (
        Count("delivered", N_("MQLs delivered")),
        Share("data", N_("with company, contact and source"), "f.complete"),
        Count("told", N_("delivered on record"), "f.with_context IS NOT NULL"),
        Share("context", N_("with their whole context"), "f.with_context", "f.with_context IS NOT NULL"),
        Share("accepted", N_("accepted"), "f.sal_at IS NOT NULL"),
    ),
)
HELD = Table(
    "calls",
    N_("Discovery calls held in the period"),
    Cut(CALLS, "held_at", OUR_OWN),
    (
        Count("held", N_("Calls held")),
        Share("joined", N_("joined by the SDR"), "f.sdr_attended IS TRUE"),
        Count("unknown", N_("not recorded whether the SDR joined"), "f.sdr_attended IS NULL"),
    ),
)


def _created(currency: str) -> Table:
    return Table(
        "opportunities",
        N_("Opportunities created in the period"),
        Cut(DEALS, "created_at", f"{OUR_OWN} AND f.voided_at IS NULL"),
        (
            Count("created", N_("Opportunities created")),
            Share(
                "linked", N_("linked to their lead and source"), "f.lead_id IS NOT NULL AND f.source <> ''"
            ),
            AverageAmount("amount", N_("Amount, average"), currency),
        ),
    )


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (PROMISES, DELIVERED, HELD, _created(book.targets.currency))


def _line_by_line(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Sentence, ...]:
    """Every commitment of the agreement with what came of it; one that nothing measures says so. A line is about
    all of it, however the numbers are split."""
    if asked.by:
        asked = asked.split()
        filled = fill_all(_tables(book), asked, book)
    return tuple(one.said for one in attained(filled, asked, book))


REPORT = Report(
    key="attainment",
    question=N_("Does each side keep what it has agreed to?"),
    definition=N_(
        "Every line of the agreement by its own measure, in the period in which the promise was made, the MQL "
        "delivered, the call held or the opportunity created. Promises count when they are decided: kept, late or "
        "overdue. What the product does not record is not measured, rather than guessed."
    ),
    rules=("SA-1", "K-8a", "K-15", "RP-2"),
    family="velocity",
    tables=_tables,
    chart=Chart("promises", ("kept",), x="promise"),
    notes=_line_by_line,
)
