"""What pipeline will the money bring that is planned, and through which channel the most?"""

from __future__ import annotations

from collections.abc import Sequence

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Count, Of, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports import spent
from tasuki.insight.reports.closed_loop import BY
from tasuki.insight.tables import Filled, Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

MADE = Total("made", N_("Pipeline made"), so.CONVERTED, spread=True)

CHANNELS = Table(
    "channels",
    N_("Channels, by what each unit of money brought"),
    Cut(LEADS, "captured_at", so.LEADS),
    (
        Count("opportunities", N_("Opportunities"), so.CONVERTED),
        MADE,
        Of(spent.IN_PERIOD, spent.SPENT),
        spent.cost("per_opportunity", N_("Cost per opportunity"), "opportunities"),
        spent.average("average", N_("Average amount"), "made"),
        spent.brings("brings", N_("Pipeline for each unit spent"), "made", MADE.having),
        Of(spent.COMING, Total("planned", N_("Planned"), of="f.spend")),
        spent.expected("expected", N_("Pipeline expected of it"), "planned", "brings"),
        spent.expected_range("range", N_("With 95 % certainty between"), "planned", "brings"),
    ),
    also=("source",),
    ranked="brings",
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (CHANNELS,)


def _notes(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Sentence, ...]:
    """Why a plan is no promise."""
    if asked.seen.people is not None:
        return (Sentence(N_("What campaigns cost is shown to those who see all records.")),)
    return (
        Sentence(
            N_(
                "The interval holds only if the next money works as the last did; twice the money seldom brings twice "
                "the pipeline."
            )
        ),
    )


REPORT = Report(
    key="planned",
    question=N_("What pipeline will the money bring that is planned, and through which channel the most?"),
    definition=N_(
        "Planned money is what campaigns cost that have not begun. It is divided by what an opportunity cost in the "
        "period and multiplied by the average amount of one, channel by channel; the channels are ranked by what each "
        "unit of money brought, with its 95 % interval. On fewer than ten opportunities nothing is expected."
    ),
    rules=("K-19",),
    family="value",
    tables=_tables,
    by=BY,
    chart=Chart("channels", ("brings",), x="source"),
    notes=_notes,
)
