"""What is likely to be won when, and does the pipeline cover what is wanted?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Count, Of, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.facts import DEALS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports.deals import OPEN, WON
from tasuki.insight.reports.populations import TODAY
from tasuki.insight.tables import Filled, Table
from tasuki.rules.amounts import money_told
from tasuki.rules.pace import COVERS, Cover, coverage, months_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

WEIGHTED = "round(f.amount * f.probability, 2)"
PASSED = f"f.close_on < {TODAY}"
OPEN_NOW = Cut(DEALS, among=OPEN)
NUMBERS = (
    Count("open", N_("Open now")),
    Count("passed", N_("whose close date has passed"), PASSED),
    Total("amount", N_("Amount")),
    Total("qualified", N_("Amount, in the forecast"), "f.in_forecast"),
    Total("weighted", N_("Weighted, in the forecast"), "f.in_forecast", WEIGHTED),
)
BY_MONTH = Table("by_month", N_("By the month of the close date"), OPEN_NOW, NUMBERS, also=("close_month",))
TOGETHER = Table(
    "together",
    N_("Everything that is open, and what was won in the period"),
    OPEN_NOW,
    (*NUMBERS, Of(Cut(DEALS, among=WON), Total("won", N_("Amount won")))),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (BY_MONTH, TOGETHER)


def _cover(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Sentence, ...]:
    """K-6, in the currency of the target."""
    aims, cells = book.targets, filled[1].total.cells
    wanted = (
        aims.average_amount * aims.opportunities_per_month * Decimal(str(months_of(asked.since, asked.until)))
    )
    won = (cells["won"].value or {}).get(aims.currency, Decimal(0))
    pipeline = (cells["qualified"].value or {}).get(aims.currency, Decimal(0))
    if not wanted:
        return ()
    times, cover = coverage(pipeline, wanted - won)
    values = {
        "wanted": money_told(round(wanted, 0), aims.currency),
        "won": money_told(round(won, 0), aims.currency),
        "cover": Sentence(COVERS[cover]),
    }
    if cover is Cover.REACHED:
        return (Sentence(N_("Of %(wanted)s wanted in the period, %(won)s are won: %(cover)s."), values),)
    template = N_(
        "Of %(wanted)s wanted in the period, %(won)s are won; the open pipeline covers the rest %(times)s times: "
        "%(cover)s."
    )
    return (Sentence(template, {**values, "times": f"{times:.1f}"}),)


REPORT = Report(
    key="forecast",
    question=N_("What is likely to be won when, and does the pipeline cover what is wanted?"),
    definition=N_(
        "Opportunities that are open now, by the month in which they are expected to close. Weighted is amount × "
        "probability of the stage. Coverage is the open pipeline in the forecast, divided by what the joint target "
        "(opportunities × average amount) still lacks in the period: three to four times is healthy. A pipeline whose "
        "close dates have passed covers nothing; look at its hygiene first."
    ),
    rules=("K-6", "K-7", "RP-2"),
    family="value",
    tables=_tables,
    by=tuple(key for key in EVERYWHERE if key not in ("week", "month", "quarter")),
    chart=Chart("by_month", ("weighted",), x="close_month"),
    notes=_cover,
)
