"""What happened in a period, whenever the leads had come?"""

from __future__ import annotations

from tasuki.insight.columns import Count, Ratio
from tasuki.insight.cuts import Cut
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.facts import LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_


def _in_period(moment: str) -> str:
    return f"f.{moment} >= %(start)s AND f.{moment} < %(end)s"


MOMENTS = (
    "captured_at",
    "mql_at",
    "sal_at",
    "sql_at",
    "handed_over_at",
    "discovery_at",
    "converted_at",
    "won_at",
    "disqualified_at",
    "recycled_at",
)
ANY = " OR ".join(f"({_in_period(moment)})" for moment in MOMENTS)
HAPPENED = Table(
    "happened",
    N_("What happened in the period"),
    Cut(LEADS, among=f"{so.LEADS} AND ({ANY})"),
    (
        Count("captured", N_("Leads captured"), _in_period("captured_at")),
        Count("mql", N_("Became MQL"), _in_period("mql_at")),
        Count("sal", N_("Accepted (SAL)"), _in_period("sal_at")),
        Count("sql", N_("Became SQL"), _in_period("sql_at")),
        Count("handed_over", N_("Handed over"), _in_period("handed_over_at")),
        Count("discovery", N_("Entered discovery"), _in_period("discovery_at")),
        Count("converted", N_("Became opportunities"), _in_period("converted_at")),
        Count("won", N_("Won"), _in_period("won_at")),
        Count("disqualified", N_("Disqualified"), _in_period("disqualified_at")),
        Count("recycled", N_("Recycled"), _in_period("recycled_at")),
        Ratio(
            "rate",
            N_("Opportunities for each lead captured"),
            _in_period("converted_at"),
            _in_period("captured_at"),
        ),
    ),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (HAPPENED,)


REPORT = Report(
    key="flow",
    question=N_("What happened in a period, whenever the leads had come?"),
    definition=N_(
        "First entries into each state that fall into the period (period flow). Those who became opportunities "
        "mostly came earlier: the ratio is no conversion rate, may pass 100 %, and is never to be compared with the "
        "funnel's cohort."
    ),
    rules=("K-1", "K-5"),
    family="volume",
    tables=_tables,
    by=tuple(key for key in EVERYWHERE if key not in ("week", "month", "quarter")),
    chart=Chart(
        "happened", ("captured", "mql", "sal", "sql", "handed_over", "discovery", "converted", "won")
    ),
)
