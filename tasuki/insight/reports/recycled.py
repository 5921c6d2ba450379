"""What becomes of leads that came back from nurture, beside those of the first time?"""

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

TIMES = Table(
    "times",
    N_("For the first time, and again"),
    Cut(LEADS, "captured_at", so.LEADS),
    (
        Count("leads", N_("Leads")),
        Share("sal", N_("accepted"), so.SAL),
        Share("sql", N_("qualified (SQL)"), so.SQL),
        Share("rate", N_("Lead → opportunity"), so.CONVERTED),
        Share("won", N_("Opportunity → won"), so.WON, so.CONVERTED),
        Count("waiting", N_("in nurture now"), "f.state = 'recycled'"),
        Days("days", N_("Days to the opportunity, median"), "captured_at", "converted_at"),
    ),
    also=("again",),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (TIMES,)


REPORT = Report(
    key="recycled",
    question=N_("What becomes of leads that were recycled, beside those that never were?"),
    definition=N_(
        "Distinct leads captured in the period, apart by whether they have ever been recycled. A recycled lead "
        "keeps its fit and begins anew with its engagement; its conversion is another one than that of the first "
        "time, and the two together would hide both. Those that wait in nurture have still to come back."
    ),
    rules=("V-08", "AR-10", "K-2"),
    family="conversion",
    tables=_tables,
    chart=Chart("times", ("rate",), x="again"),
)
