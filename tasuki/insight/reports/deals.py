"""What comes of our opportunities, and how much do they bring a day?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasuki.insight.columns import Cell, Count, Share, Told, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.facts import DEALS
from tasuki.insight.figures import significant
from tasuki.insight.report import Chart, Report
from tasuki.insight.tables import Table
from tasuki.insight.times import Days
from tasuki.rules.amounts import money_told
from tasuki.rules.benchmarks import ENOUGH
from tasuki.rules.playbook import Playbook
from tasuki.rules.velocity import Levers, velocity
from tasuki.rules.wording import N_, Sentence

OPEN = "f.state = 'open'"
WON = "f.won_at >= %(start)s AND f.won_at < %(end)s"
LOST = "f.lost_at >= %(start)s AND f.lost_at < %(end)s"
UNDECIDED = "f.close_reason = 'no_decision'"


def _velocity(group: Mapping[str, Any], cells: Mapping[str, Cell], book: Playbook) -> Sentence | None:
    """K-3, currency by currency; silent where too few deals were closed to tell (K-31)."""
    won, rate, cycle = cells["amount"], cells["broad"], cells["cycle"]
    if (rate.whole or 0) < ENOUGH or not won.whole or not rate.value or not cycle.value:
        return Sentence(N_("too few closed deals to tell"))
    sums: Mapping[str, Decimal] = won.value
    said = []
    for currency, amount in sorted(sums.items()):
        levers = Levers(cells["open"].value, amount / won.whole, rate.value, cycle.value)
        said.append(money_told(significant(velocity(levers)), currency))
    return Sentence("%(said)s", {"said": said})


LEVERS = Table(
    "levers",
    N_("Open now, and closed in the period"),
    Cut(DEALS, among=f"({OPEN}) OR ({WON}) OR ({LOST})"),
    (
        Count("open", N_("Open now"), OPEN),
        Count("won", N_("Won"), WON),
        Count("lost", N_("Lost"), LOST),
        Share("narrow", N_("won, of those decided"), WON, f"({WON}) OR (({LOST}) AND NOT ({UNDECIDED}))"),
        Share("broad", N_("won, of all that were closed"), WON, f"({WON}) OR ({LOST})"),
        Total("amount", N_("Amount won"), WON),
        Days("cycle", N_("Days from opportunity to won, median"), "created_at", "won_at"),
        Told("velocity", N_("Brings a day"), _velocity),
    ),
)
PIPELINE = Table(
    "pipeline",
    N_("What is open, by stage"),
    Cut(DEALS, among=OPEN),
    (
        Count("open", N_("Open now")),
        Total("amount", N_("Amount")),
        Total("weighted", N_("Weighted by probability"), "TRUE", "round(f.amount * f.probability, 2)"),
        Count("forecast", N_("in the forecast"), "f.in_forecast"),
        Total(
            "in_forecast",
            N_("Weighted, in the forecast"),
            "f.in_forecast",
            "round(f.amount * f.probability, 2)",
        ),
    ),
    also=("deal_stage",),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (LEVERS, PIPELINE)


REPORT = Report(
    key="deals",
    question=N_("What comes of our opportunities, and how much do they bring a day?"),
    definition=N_(
        "Opportunities won or lost in the period, and those that are open now. The narrow win rate leaves out deals in "
        "which the buyer decided nothing; the broad one counts them as lost. What the pipeline brings a day is open "
        "opportunities × average amount won × broad win rate ÷ days to the win, of deals closed in the period: do not "
        "mix segments in it. Weighted is amount × probability of the stage. What waits for an approval is not open yet."
    ),
    rules=("K-3", "K-4", "K-7", "K-21"),
    family="value",
    tables=_tables,
    by=tuple(key for key in EVERYWHERE if key not in ("week", "month", "quarter")),
    chart=Chart("pipeline", ("weighted",), x="deal_stage"),
)
