"""How far do the leads of a period come?"""

from __future__ import annotations

from tasuki.insight.columns import Count, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.tables import Table
from tasuki.insight.times import Days
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

CAPTURED = Cut(LEADS, "captured_at", so.LEADS)

REACHED = Table(
    "reached",
    N_("How far they came"),
    CAPTURED,
    (
        Count("captured", N_("Leads captured")),
        Count("mql", N_("MQL"), so.MQL),
        Count("sal", N_("SAL"), so.SAL),
        Count("sql", N_("SQL"), so.SQL),
        Count("handed_over", N_("Handed over"), so.HANDED_OVER),
        Count("discovery", N_("Discovery"), so.DISCOVERY),
        Count("converted", N_("Opportunity"), so.CONVERTED),
        Count("won", N_("Won"), so.WON),
    ),
)
SHARES = Table(
    "shares",
    N_("From each stage to the next"),
    CAPTURED,
    (
        Share("mql", N_("Captured → MQL"), so.MQL),
        Share("sal", N_("MQL → SAL"), so.SAL, so.MQL),
        Share("sql", N_("SAL → SQL"), so.SQL, so.SAL),
        Share("handed_over", N_("SQL → handoff"), so.HANDED_OVER, so.SQL),
        Share("discovery", N_("Handoff → discovery"), so.DISCOVERY, so.HANDED_OVER),
        Share("converted", N_("Discovery → opportunity"), so.CONVERTED, so.DISCOVERY),
        Share("won", N_("Opportunity → won"), so.WON, so.CONVERTED),
        Share("overall", N_("Lead → opportunity"), so.CONVERTED),
        Share("overall_mql", N_("MQL → opportunity"), so.CONVERTED, so.MQL),
        Days("to_opportunity", N_("Days to the opportunity, median"), "captured_at", "converted_at"),
    ),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (REACHED, SHARES)


REPORT = Report(
    key="funnel",
    question=N_("How far do the leads of a period come?"),
    definition=N_(
        "Distinct leads captured in the period, less merged ones and spam, whenever they moved on (cohort view). "
        "A lead counts for every stage that it has reached or passed. Shares are of the stage before, except the two "
        "that say otherwise; young leads still have time to move on."
    ),
    rules=("K-1", "K-2", "K-5"),
    family="conversion",
    tables=_tables,
    chart=Chart(
        "reached", ("captured", "mql", "sal", "sql", "handed_over", "discovery", "converted", "won"), "funnel"
    ),
)
