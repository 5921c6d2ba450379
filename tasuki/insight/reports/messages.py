"""Which message, offer and audience wins, and how much?"""

from __future__ import annotations

from tasuki.insight.columns import Count, Share, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import DEALS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import spent
from tasuki.insight.reports.closed_loop import BY
from tasuki.insight.reports.deals import LOST, UNDECIDED, WON
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

NUMBERS = (
    Count("closed", N_("Won or lost")),
    Count("won", N_("Won"), WON),
    Share("rate", N_("won, of those decided"), WON, f"({WON}) OR (({LOST}) AND NOT ({UNDECIDED}))"),
    Total("revenue", N_("Amount won"), WON),
    spent.average("average", N_("Average amount won"), "revenue"),
)


def _table(key: str, label: str) -> Table:
    return Table(key, label, Cut(DEALS, among=f"({WON}) OR ({LOST})"), NUMBERS, also=(key,))


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (
        _table("message", N_("By message")),
        _table("offer", N_("By offer")),
        _table("audience", N_("By audience")),
    )


REPORT = Report(
    key="messages",
    question=N_("Which message, offer and audience wins, and how much?"),
    definition=N_(
        "Opportunities won or lost in the period by what their campaign said, offered and to whom. Deals in which the "
        "buyer decided nothing are not in the rate. Few deals say little: look at the interval before you move money."
    ),
    rules=("K-18",),
    family="value",
    tables=_tables,
    by=(*BY, "segment", "industry"),
    chart=Chart("message", ("rate",), x="message"),
)
