"""How much of what is delivered is accepted, by sales and by the AEs?"""

from __future__ import annotations

from tasuki.insight.columns import Average, Count, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import HANDOFFS, LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.tables import Table
from tasuki.insight.times import Days
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

ACCEPTED = f"({so.SAL})"
AS_RULED = "(f.state = 'accepted') <> (f.overturned_at IS NOT NULL)"
TURNED_AWAY = f"NOT {ACCEPTED} AND (f.disqualified_at IS NOT NULL OR f.recycled_at IS NOT NULL)"

DELIVERED = Table(
    "delivered",
    N_("Marketing → sales (K-8a)"),
    Cut(LEADS, "mql_at", so.LEADS),
    (
        Count("delivered", N_("MQLs delivered")),
        Count("accepted", N_("accepted"), ACCEPTED),
        Count("turned_away", N_("disqualified or recycled before"), TURNED_AWAY),
        Count("waiting", N_("not decided"), f"NOT {ACCEPTED} AND NOT ({TURNED_AWAY})"),
        Share("rate", N_("Acceptance"), ACCEPTED),
        Days("days", N_("Days to acceptance, median"), "mql_at", "sal_at"),
    ),
)
MONTHLY = Table(
    "monthly",
    N_("Acceptance by month of delivery"),
    DELIVERED.cut,
    (Count("delivered", N_("MQLs delivered")), Share("rate", N_("Acceptance"), ACCEPTED)),
    also=("month",),
)
HANDED = Table(
    "handed",
    N_("SDR → AE (K-8b)"),
    Cut(HANDOFFS, "submitted_at"),
    (
        Count("submitted", N_("Handoffs")),
        Share("decided", N_("decided"), "f.decided_at IS NOT NULL"),
        Share(
            "accepted", N_("accepted, of those decided"), "f.state = 'accepted'", "f.decided_at IS NOT NULL"
        ),
        Share("corrected", N_("accepted, as corrected by rulings"), AS_RULED, "f.decided_at IS NOT NULL"),
        Count("overturned", N_("called wrong by a ruling"), "f.overturned_at IS NOT NULL"),
        Count("rejected", N_("rejected"), "f.state = 'rejected'"),
        Count("recycled", N_("recycled"), "f.state = 'recycled'"),
        Days("days", N_("Days to the decision, median"), "submitted_at", "decided_at"),
        Average("completeness", N_("Completeness, average"), "f.completeness"),
        Share("became", N_("became opportunities"), "f.converted_at >= f.submitted_at"),
    ),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (DELIVERED, MONTHLY, HANDED)


REPORT = Report(
    key="acceptance",
    question=N_("How much of what is delivered is accepted, by sales and by the AEs?"),
    definition=N_(
        "K-8a: of the MQLs delivered in the period, those that sales accepted, whenever. K-8b: of the handoffs "
        "submitted in the period, those that the AE accepted among those decided; a brief that was mended and "
        "submitted again is another handoff. Rulings on disputed answers stand beside them, and change none (DS-2)."
    ),
    rules=("K-8a", "K-8b", "AR-7", "DS-2"),
    family="conversion",
    tables=_tables,
    chart=Chart("monthly", ("rate",), "line", x="month"),
)
