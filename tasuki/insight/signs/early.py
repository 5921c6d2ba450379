"""Do opportunities come too early? How those made in the period went on (K-11)."""

from __future__ import annotations

from tasuki.insight.columns import Count, Share, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import DEALS
from tasuki.insight.reports.populations import WON, ago
from tasuki.insight.reports.quality import MONTH_OLD
from tasuki.insight.reports.terms import Terms
from tasuki.insight.tables import Table
from tasuki.rules.wording import N_

MATURE_AFTER = 180
"""K-11c: days after which an opportunity should have been decided (O-4)."""


def made(so_called: Terms) -> Table:
    mature = f"f.created_at < {ago(MATURE_AFTER)} AND f.voided_at IS NULL"
    return Table(
        "made",
        N_("Opportunities made in the period"),
        Cut(DEALS, "created_at", beside=so_called.early),
        (
            Count("made", N_("Opportunities")),
            Share(
                "early_deaths",
                N_("dead within 30 days for a reason of qualification"),
                so_called.dead,
                f"{MONTH_OLD} AND f.close_reason IS NOT NULL",
            ),
            Count(
                "unreal",
                N_("dead early for such a reason, or stuck early"),
                f"({so_called.dead}) OR ({so_called.stuck})",
            ),
            Share("overridden", N_("made by override"), "f.overridden", "f.overridden IS NOT NULL"),
            Share("mature_won", N_("won, of those made half a year ago or earlier"), WON, mature),
            Total("mature", N_("Amount of these"), mature),
            Total("mature_won_amount", N_("Amount of these that were won"), f"{mature} AND {WON}"),
            Total("made_amount", N_("Amount, all together")),
        ),
    )
