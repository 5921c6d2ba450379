"""How long does a lead take from each stage to the next?"""

from __future__ import annotations

from tasuki.insight.columns import Days
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

WAYS = (
    ("mql", N_("Captured → MQL"), "captured_at", "mql_at"),
    ("sal", N_("MQL → SAL"), "mql_at", "sal_at"),
    ("sql", N_("SAL → SQL"), "sal_at", "sql_at"),
    ("handed_over", N_("SQL → handoff"), "sql_at", "handed_over_at"),
    ("discovery", N_("Handoff → discovery"), "handed_over_at", "discovery_at"),
    ("converted", N_("Discovery → opportunity"), "discovery_at", "converted_at"),
    ("won", N_("Opportunity → won"), "converted_at", "won_at"),
)


def _table(key: str, label: str, share: float) -> Table:
    """The same ways once more, with the days below which ``share`` of them lie."""
    ways = tuple(Days(way, called, start, stop, share) for way, called, start, stop in WAYS)
    return Table(key, label, Cut(LEADS, "captured_at", so.LEADS), ways)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (
        _table("median", N_("Half of them took at most so many days"), 0.5),
        _table("slow", N_("Nine of ten took at most so many days"), 0.9),
    )


REPORT = Report(
    key="durations",
    question=N_("How long does a lead take from each stage to the next?"),
    definition=N_(
        "Of the distinct leads captured in the period, the elapsed days from the first entry into a stage to the first "
        "entry into the next, of those that have made the step: median and 90th percentile. Leads that are still on "
        "their way are not in it, so that young cohorts look faster than they are."
    ),
    rules=("K-13",),
    family="velocity",
    tables=_tables,
    chart=Chart("median", tuple(way for way, *_ in WAYS)),
)
