"""How much does our funnel lose a year, and where?"""

from __future__ import annotations

from collections.abc import Sequence

from tasuki.insight.diagnosing import diagnoses_of
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import diagnosis
from tasuki.rules.diagnosis import Diagnosis, leak_of
from tasuki.rules.wording import N_, Sentence


def _added_up(found: Sequence[Diagnosis]) -> tuple[Sentence, ...]:
    """The sum, and each part with its arithmetic."""
    leak = leak_of(found)
    if leak is None:
        return (Sentence(N_("No trouble was found whose price this data tells.")),)
    return (leak.says(), *(step for _, stake in leak.parts for step in stake.steps))


REPORT = Report(
    key="leak",
    question=N_("How much does our funnel lose a year, and where?"),
    definition=N_(
        "What the troubles that were found cost a year, each as a range with its arithmetic, and their sum. They do "
        "not overlap: opportunities that were never real, leads that bought elsewhere, handoffs that came back for "
        "their brief and led to nothing, leads turned away beyond what was agreed. What a missing field costs is not "
        "known, and not added. Two significant digits are all that is claimed."
    ),
    rules=("K-11", "K-12", "HB-4", "AR-7"),
    family="value",
    tables=diagnosis.REPORT.tables,
    by=(),
    narrows=EVERYWHERE,
    days=diagnosis.REPORT.days,
    chart=Chart("made", ("mature", "mature_won_amount")),
    examine=diagnoses_of,
    sum_up=_added_up,
)
