"""What does each source and campaign cost, and what comes of it?"""

from __future__ import annotations

from collections.abc import Sequence

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Count, Of, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports import spent
from tasuki.insight.tables import Filled, Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

BY = ("source", "campaign", "message", "offer", "audience")
"""What money can be split by: nobody knows what it cost to reach one segment or one person."""
CHAIN = (
    Count("leads", N_("Leads")),
    Count("mql", N_("MQL"), so.MQL),
    Count("sql", N_("SQL"), so.SQL),
    Count("opportunities", N_("Opportunities"), so.CONVERTED),
    Count("open", N_("Opportunities still open"), so.STILL_OPEN),
    Count("won", N_("Won"), so.WON),
    Total("revenue", N_("Amount won"), so.WON),
)
MONEY = (
    Of(spent.IN_PERIOD, spent.SPENT),
    spent.cost("per_lead", N_("Cost per lead"), "leads"),
    spent.cost("per_opportunity", N_("Cost per opportunity"), "opportunities"),
    spent.cost("per_won", N_("Cost per win"), "won"),
    spent.roi("roi", N_("Return on what was spent"), "revenue", "open"),
    spent.multiple("multiple", N_("Times it came back"), "revenue", "open"),
)
UNDATED = Of(spent.UNDATED, Count("undated", N_("Campaigns without a first day")))


def _table(key: str, label: str, *also: str) -> Table:
    cut = Cut(LEADS, "captured_at", so.LEADS)
    return Table(key, label, cut, (*CHAIN, *MONEY, *(() if also else (UNDATED,))), also=also)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (
        _table("together", N_("Everything together, and as it is split")),
        _table("by_source", N_("By source"), "source"),
        _table("by_campaign", N_("By campaign"), "campaign"),
    )


def _notes(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Sentence, ...]:
    """What is missing from the money."""
    said = []
    if asked.seen.people is not None:
        said.append(Sentence(N_("What campaigns cost is shown to those who see all records.")))
    undated = filled[0].total.cells["undated"].value
    if undated:
        text = N_("%(n)s campaigns have a cost and no first day: their money falls into no period.")
        said.append(Sentence(text, {"n": undated}))
    return tuple(said)


REPORT = Report(
    key="closed_loop",
    question=N_("What does each source and campaign cost, and what comes of it?"),
    definition=N_(
        "Distinct leads captured in the period with all that became of them since, beside what their campaigns cost in "
        "the same days: a campaign's money is spread evenly over its days. The return is amount won less money spent, "
        "divided by money spent; the times it came back stand apart. Wins take time: the return of a young period only "
        "grows, and where nothing is won yet while opportunities are open, it is too early to tell one. Amounts "
        "of another currency than the money spent cannot be compared with it."
    ),
    rules=("K-16", "RP-3"),
    family="value",
    tables=_tables,
    by=BY,
    chart=Chart("by_source", ("roi",), x="source"),
    notes=_notes,
)
