"""What should have become an opportunity, and did not in time?"""

from __future__ import annotations

from tasuki.insight.columns import Count, Share, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.facts import DEALS, LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.terms import LEAD_OPEN, SOME_MET, TO_A_COMPETITOR, WITHOUT, Terms
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

SHORT = 7
"""K-12: days before its close within which an opportunity was made too late to be worked."""
CLOSED = "coalesce(f.won_at, f.lost_at) IS NOT NULL"
MADE_LATE = f"coalesce(f.won_at, f.lost_at) < f.created_at + interval '{SHORT} days'"
EXPECTED = ("f.expected_amount", "f.expected_currency")
"""What the buyer named as the budget."""


def _left(so_called: Terms) -> Table:
    return Table(
        "left",
        N_("Leads that ended without an opportunity"),
        Cut(LEADS, "state_since", f"{so.LEADS} AND f.exit_reason <> '' AND NOT ({so.CONVERTED})"),
        (
            Count("ended", N_("Ended")),
            Count("competitor", N_("bought elsewhere before we converted"), TO_A_COMPETITOR),
            Count("ready", N_("of these with all criteria but one, or all"), so_called.bought_elsewhere),
            Total("lost_amount", N_("Expected amount of these"), so_called.bought_elsewhere, *EXPECTED),
            Count("without", N_("bought from us without an opportunity"), WITHOUT),
            Total("without_amount", N_("Expected amount of these"), WITHOUT, *EXPECTED),
            Share("share", N_("should have been converted"), f"({TO_A_COMPETITOR}) OR ({WITHOUT})"),
        ),
    )


def _waiting(so_called: Terms) -> Table:
    nearly = f"f.met IS NOT NULL AND {so_called.nearly_met} AND NOT ({so_called.all_met})"
    return Table(
        "waiting",
        N_("Leads that should be converted now"),
        Cut(LEADS, among=f"{so.LEADS} AND {LEAD_OPEN} AND {SOME_MET} AND NOT ({so.CONVERTED})"),
        (
            Count("all_met", N_("meet every criterion"), so_called.all_met),
            Count("idle", N_("meet every criterion, and wait"), so_called.idle),
            Total("idle_amount", N_("Expected amount of these"), so_called.idle, *EXPECTED),
            Count("nearly", N_("lack one criterion"), nearly),
            Total("nearly_amount", N_("Expected amount of these"), nearly, *EXPECTED),
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
    so_called = Terms(book)
    return (_left(so_called), _waiting(so_called), MADE)


REPORT = Report(
    key="too_late",
    question=N_("What should have become an opportunity, and did not in time?"),
    definition=N_(
        "Leads that ended in the period because they bought elsewhere before we converted them, or from us without an "
        "opportunity; leads that meet every criterion now and wait for longer than was agreed; and opportunities made "
        "in the period that were won or lost within seven days, of those that are closed. All were ready earlier than "
        "we were. Expected amounts are the budgets that the buyers named."
    ),
    rules=("K-12", "AR-8", "SL-10b"),
    family="conversion",
    tables=_tables,
    by=EVERYWHERE,
    chart=Chart("left", ("competitor", "without")),
)
