"""How soon do leads become opportunities, and is the last month faster than the ones before?"""

from __future__ import annotations

from tasuki.insight.columns import Count
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.tables import Table
from tasuki.insight.times import ByDay, Curve
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

TO_OPPORTUNITY = Curve("captured_at", "converted_at")
BY = (
    (7, N_("7 days")),
    (14, N_("14 days")),
    (21, N_("21 days")),
    (30, N_("30 days")),
    (45, N_("45 days")),
    (60, N_("60 days")),
    (90, N_("90 days")),
)


def _table(key: str, label: str, *also: str) -> Table:
    return Table(
        key,
        label,
        Cut(LEADS, "captured_at", so.LEADS),
        (
            Count("leads", N_("Leads captured")),
            Count("converted", N_("Opportunities so far"), TO_OPPORTUNITY.happened),
            *(ByDay(f"by_{day}", called, TO_OPPORTUNITY, day) for day, called in BY),
        ),
        also=also,
    )


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (
        _table("cohorts", N_("Share that has become an opportunity, by month of capture"), "month"),
        _table("together", N_("All cohorts together")),
    )


REPORT = Report(
    key="time_to_convert",
    question=N_("How soon do leads become opportunities, and are the latest faster?"),
    definition=N_(
        "Distinct leads captured in the period, cohort by cohort: the share that has become an opportunity within so "
        "many days, by Kaplan-Meier. A lead that has not yet converted counts as watched until today, so that a young "
        "cohort can be compared with an old one at the same age; leads that ended without an opportunity stay in. A "
        "share is young where some of its leads have not had so many days, and there is none beyond the age of the "
        "oldest. The interval is Greenwood's, 95 %."
    ),
    rules=("K-2", "K-5", "K-13"),
    family="velocity",
    tables=_tables,
    chart=Chart("cohorts", tuple(f"by_{day}" for day, _ in BY), "line"),
)
