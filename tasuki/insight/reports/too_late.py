"""What should have become an opportunity, and did not in time?"""

from __future__ import annotations

from tasuki.insight.columns import Count, Share, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.facts import DEALS, LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

SHORT = 7
"""K-12: days before its close within which an opportunity was made too late to be worked."""
TO_A_COMPETITOR = "f.exit_reason = 'lost_to_competitor_before_conversion'"
WITHOUT = "f.exit_reason = 'won_without_opportunity'"
CLOSED = "coalesce(f.won_at, f.lost_at) IS NOT NULL"
MADE_LATE = f"coalesce(f.won_at, f.lost_at) < f.created_at + interval '{SHORT} days'"

LEFT = Table(
    "left",
    N_("Leads that ended without an opportunity"),
    Cut(LEADS, "state_since", f"{so.LEADS} AND f.exit_reason <> '' AND NOT ({so.CONVERTED})"),
    (
        Count("ended", N_("Ended")),
        Count("competitor", N_("bought elsewhere before we converted"), TO_A_COMPETITOR),
        Count("without", N_("bought from us without an opportunity"), WITHOUT),
        Share("share", N_("should have been converted"), f"({TO_A_COMPETITOR}) OR ({WITHOUT})"),
    ),
)
MADE = Table(
    "made",
    N_("Opportunities that were made when the matter was nearly over"),
    Cut(DEALS, "created_at", CLOSED),
    (
        Count("closed", N_("Closed since")),
        Count("late", N_("closed within seven days"), MADE_LATE),
        Share("share", N_("made too late"), MADE_LATE),
        Total("amount", N_("Amount of these"), MADE_LATE),
    ),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (LEFT, MADE)


REPORT = Report(
    key="too_late",
    question=N_("What should have become an opportunity, and did not in time?"),
    definition=N_(
        "Leads that ended in the period because they bought elsewhere before we converted them, or from us without an "
        "opportunity; and opportunities made in the period that were won or lost within seven days, of those that are "
        "closed. Both were ready earlier than we were, and neither could be forecast or worked."
    ),
    rules=("K-12", "AR-8"),
    family="conversion",
    tables=_tables,
    by=EVERYWHERE,
    chart=Chart("left", ("competitor", "without")),
)
