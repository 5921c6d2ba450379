"""Do we keep our promises in time?"""

from __future__ import annotations

from tasuki.insight.columns import Count, Days, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import CLOCKS
from tasuki.insight.report import Chart, Report
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

OWED = "f.outcome <> 'released' AND (f.stopped_at IS NOT NULL OR f.due_at < %(at)s)"
"""What can be judged: it ended, or its time is over; what lost its object is neither kept nor broken."""
KEPT = "f.outcome = 'met'"

PROMISES = Table(
    "promises",
    N_("Promises made in the period"),
    Cut(CLOCKS, "started_at"),
    (
        Count("made", N_("Made")),
        Count("running", N_("still running, in time"), "f.stopped_at IS NULL AND f.due_at >= %(at)s"),
        Count("kept", N_("kept in time"), KEPT),
        Count("late", N_("kept late"), "f.outcome = 'late'"),
        Count("broken", N_("broken and still open"), "f.stopped_at IS NULL AND f.due_at < %(at)s"),
        Count("released", N_("no longer owed"), "f.outcome = 'released'"),
        Share("attainment", N_("Attainment"), KEPT, OWED),
        Days("median", N_("Days taken, median"), "started_at", "stopped_at"),
        Days("p95", N_("Days taken, 95 %"), "started_at", "stopped_at", 0.95),
    ),
    also=("promise",),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (PROMISES,)


REPORT = Report(
    key="promises",
    question=N_("Do we keep our promises in time?"),
    definition=N_(
        "Every clock that started in the period. Attainment is what was kept in time among what can be judged: ended, "
        "or overdue. Promises that lost their object count for neither. The time taken is measured beyond the breach "
        "as well, in elapsed days."
    ),
    rules=("K-15", "SL-22", "SL-23"),
    family="velocity",
    tables=_tables,
    chart=Chart("promises", ("attainment",), x="promise"),
)
