"""How long does a lead take from each stage to the next?"""

from __future__ import annotations

from tasuki.insight.columns import Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.tables import Table
from tasuki.insight.times import BusinessDays, Days
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


CAPTURED = Cut(LEADS, "captured_at", so.LEADS)


def _table(key: str, label: str, share: float, kind: type[Days] = Days) -> Table:
    """The same ways once more, with the days below which ``share`` of them lie."""
    ways = tuple(kind(way, called, start, stop, share) for way, called, start, stop in WAYS)
    return Table(key, label, CAPTURED, ways)


EXPECTED = {
    "SL-9": ("sql", N_("SAL → SQL within the expected days"), "sal_at", "sql_at"),
    "SL-10": ("discovery", N_("SQL → discovery within the expected days"), "sql_at", "discovery_at"),
    "SL-10b": (
        "converted",
        N_("Discovery → opportunity within the expected days"),
        "discovery_at",
        "converted_at",
    ),
}
"""The ranges of the agreement that are benchmarks and no promises: which step each is about."""


def _expected(book: Playbook) -> Table:
    """How many were as fast as was expected or faster, and how many slower (SL-9, SL-10, SL-10b)."""
    shares = []
    for key, (way, label, start, stop) in EXPECTED.items():
        days = book.slas[key].expected_days if key in book.slas else ()
        if days:
            within = f"f.{stop} <= f.{start} + interval '{max(days)} days'"
            shares.append(Share(way, label, within, f"f.{start} IS NOT NULL AND f.{stop} IS NOT NULL"))
    return Table("expected", N_("Within the days that the agreement expects"), CAPTURED, tuple(shares))


def _tables(book: Playbook) -> tuple[Table, ...]:
    expected = _expected(book)
    return (
        _table("median", N_("Half of them took at most so many days"), 0.5),
        _table("slow", N_("Nine of ten took at most so many days"), 0.9),
        _table("business_median", N_("In business days: half of them took at most"), 0.5, BusinessDays),
        _table("business_slow", N_("In business days: nine of ten took at most"), 0.9, BusinessDays),
        *((expected,) if expected.columns else ()),
    )


REPORT = Report(
    key="durations",
    question=N_("How long does a lead take from each stage to the next?"),
    definition=N_(
        "Of the distinct leads captured in the period, the elapsed days from the first entry into a stage to the first "
        "entry into the next, of those that have made the step: median and 90th percentile. Leads that are still on "
        "their way are not in it, so that young cohorts look faster than they are. The days that the agreement expects "
        "of a step are a benchmark and no promise: nobody is late by them. Business days are office hours between the "
        "two moments, by the agreement's calendar, in days of the office."
    ),
    rules=("K-13", "SL-9", "SL-10", "SL-10b"),
    family="velocity",
    tables=_tables,
    chart=Chart("median", tuple(way for way, *_ in WAYS)),
)
