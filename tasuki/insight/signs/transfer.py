"""Does everything come along? What opportunities lack, and which are stuck (HY-11, K-11b)."""

from __future__ import annotations

from tasuki.insight.columns import Count, Share, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import DEALS
from tasuki.insight.reports.terms import OPEN, Terms
from tasuki.insight.tables import Table
from tasuki.rules.wording import N_

MADE_HERE = "f.created_at >= %(start)s AND f.created_at < %(end)s"


def pipeline(so_called: Terms) -> Table:
    known = f"{OPEN} AND f.stage <> ''"
    missing = f"{OPEN} AND once.lacking"
    return Table(
        "pipeline",
        N_("Opportunities open now, or made in the period"),
        Cut(DEALS, among=f"({OPEN}) OR ({MADE_HERE})", beside=so_called.early, along=_once(so_called)),
        (
            Count("open", N_("Open now"), OPEN),
            Share("stuck", N_("stuck in an early stage"), so_called.stuck, known),
            Total("stuck_amount", N_("Amount of these"), so_called.stuck),
            Share(
                "fields_missing",
                N_("open, with a required field empty"),
                missing,
                f"{OPEN} AND once.lacking IS NOT NULL",
            ),
            Total("missing_amount", N_("Amount of these"), missing),
            Share("guessed", N_("amount or close date guessed"), "f.guessed", "f.guessed IS NOT NULL"),
            Share(
                "without_role",
                N_("nobody with a known role"),
                "NOT once.has_role",
                "once.has_role IS NOT NULL",
            ),
            Share("source_lost", N_("source lost"), "f.source = ''", "f.source IS NOT NULL"),
        ),
    )


def _once(so_called: Terms) -> str:
    """What an open one lacks takes long to find out; of others nobody asks, nor what its lead says where it lacks
    something anyway."""
    required = so_called.required
    lacking = f"f.missing && {required} OR coalesce(f.unsaid && {required}, FALSE)"
    return f"CROSS JOIN LATERAL (SELECT CASE WHEN {OPEN} THEN {lacking} END AS lacking, f.has_role OFFSET 0) once"
