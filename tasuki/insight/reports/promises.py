"""Do we keep our promises in time?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasuki.insight.columns import Cell, Count, Share, Told
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import CLOCKS
from tasuki.insight.report import Chart, Report
from tasuki.insight.tables import Table
from tasuki.insight.times import Days
from tasuki.rules.lateness import MENDED_BY, Cause
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

OWED = "f.outcome <> 'released' AND (f.stopped_at IS NOT NULL OR f.due_at < %(at)s)"
"""What can be judged: it ended, or its time is over; what lost its object is neither kept nor broken."""
KEPT = "f.outcome = 'met'"
BROKEN = "f.breached_at IS NOT NULL AND f.outcome <> 'released'"


def _what_helps(group: Mapping[str, Any], cells: Mapping[str, Cell], book: Playbook) -> Sentence | None:
    """Which change mends the cause of this line."""
    cause = group.get("cause")
    return Sentence(MENDED_BY[Cause(cause)]) if cause else None


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


BY_SIDE = Table(
    "sides",
    N_("By the side that promised"),
    Cut(CLOCKS, "started_at"),
    (
        Count("made", N_("Made")),
        Count("late", N_("late or overdue"), BROKEN),
        Share("attainment", N_("Attainment"), KEPT, OWED),
        Days("median", N_("Days taken, median"), "started_at", "stopped_at"),
        Days("p95", N_("Days taken, 95 %"), "started_at", "stopped_at", 0.95),
    ),
    also=("side",),
)
CAUSES = Table(
    "causes",
    N_("Why promises were late"),
    Cut(CLOCKS, "started_at", BROKEN),
    (
        Count("late", N_("late or overdue")),
        Told("mend", N_("What helps"), _what_helps),
    ),
    also=("side", "cause"),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (PROMISES, BY_SIDE, CAUSES)


REPORT = Report(
    key="promises",
    question=N_("Do we keep our promises in time?"),
    definition=N_(
        "Every clock that started in the period. Attainment is what was kept in time among what can be judged: ended, "
        "or overdue. Promises that lost their object count for neither. The time taken is measured beyond the breach "
        "as well, in elapsed days. Each broken promise has one cause, the one that explains the others."
    ),
    rules=("K-15", "SL-22", "SL-23"),
    family="velocity",
    tables=_tables,
    chart=Chart("promises", ("attainment",), x="promise"),
)
