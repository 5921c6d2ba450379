"""Do opportunities that were made by override hold as well as the others?"""

from __future__ import annotations

from tasuki.insight.columns import Count, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import DEALS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports.quality import quality
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_


def _tables(book: Playbook) -> tuple[Table, ...]:
    made = (Count("made", N_("Opportunities")), *quality(book), Total("amount", N_("Amount")))
    ours = Cut(DEALS, "created_at", "f.origin <> 'import'")
    return (Table("made", N_("By the way in which they were made"), ours, made, also=("override",)),)


REPORT = Report(
    key="overrides",
    question=N_("Do opportunities that were made by override hold as well as the others?"),
    definition=N_(
        "Opportunities made in the period through our own gate, apart by whether every criterion was met or somebody "
        "converted with a documented rationale and a day by which the gap closes. Overrides are a cohort of their own "
        "everywhere; if they hold as well as the others, the criteria may be too strict."
    ),
    rules=("G-05", "K-10"),
    family="conversion",
    tables=_tables,
    chart=Chart("made", ("third", "won", "dead", "proven"), x="override"),
)
