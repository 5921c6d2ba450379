"""Do both sides mean the same by qualified? What sales accepts, and by which criteria (AR-7, G-08)."""

from __future__ import annotations

from tasuki.insight.columns import Count, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import DEALS, LEADS
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.terms import Terms
from tasuki.insight.tables import Table
from tasuki.rules.wording import N_


def delivered(so_called: Terms) -> tuple[Table, ...]:
    away = f"NOT ({so.SAL}) AND (f.disqualified_at IS NOT NULL OR f.recycled_at IS NOT NULL)"
    judged = f"({so.SAL}) OR ({away} AND coalesce(f.exit_reason, '') <> ALL ({so_called.neutral}))"
    once = "f.disqualified_at IS NOT NULL AND (f.sal_at IS NULL OR f.sal_at > f.disqualified_at)"
    return (
        Table(
            "delivered",
            N_("MQLs delivered in the period, judged by the criteria"),
            Cut(LEADS, "mql_at", f"{so.LEADS} AND ({judged})"),
            (
                Count("judged", N_("Judged")),
                Share("accepted", N_("accepted by sales"), so.SAL),
                Share(
                    "overturned",
                    N_("turned away, and accepted after all"),
                    "f.sal_at > f.disqualified_at",
                    once,
                ),
                Share(
                    "became",
                    N_("became opportunities, of those accepted three months ago or earlier"),
                    so.CONVERTED,
                    f"f.sal_at < {so.ago(90)}",
                ),
            ),
            also=("source", "reason"),
        ),
        Table(
            "versions",
            N_("By which version of the criteria"),
            Cut(DEALS, "created_at"),
            (Count("made", N_("Opportunities")),),
            also=("playbook",),
        ),
    )
