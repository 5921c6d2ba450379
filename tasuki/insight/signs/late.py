"""Do opportunities come too late? What was decided without one, or just after, and what waits (K-12)."""

from __future__ import annotations

from tasuki.insight.columns import Count, Share, Total
from tasuki.insight.cuts import Cut, Once
from tasuki.insight.facts import DEALS, LEADS
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.populations import WON
from tasuki.insight.reports.terms import CYCLE, LEAD_OPEN, TO_A_COMPETITOR, WITHOUT, Terms
from tasuki.insight.tables import Table
from tasuki.rules.wording import N_

CLOSED_HERE = "coalesce(f.won_at, f.lost_at) >= %(start)s AND coalesce(f.won_at, f.lost_at) < %(end)s"


def closed(so_called: Terms) -> Table:
    week, day = 7 * 86_400, 86_400
    short = Once("just_before", "short", f"greatest(least({week}, 0.25 * {CYCLE}), {day})")
    until_then = "date_part('epoch', coalesce(f.won_at, f.lost_at) - f.created_at)"
    bought = f"{WON} OR f.close_reason = 'lost_to_competitor'"
    return Table(
        "closed",
        N_("Opportunities won or lost in the period"),
        Cut(DEALS, among=CLOSED_HERE, beside=short),
        (
            Count("closed", N_("Won or lost")),
            Share("win", N_("won, of those that were real"), WON, f"NOT coalesce({so_called.dead}, FALSE)"),
            Total("won", N_("Amount won"), WON),
            Share(
                "short_notice",
                N_("made just before the buyer decided"),
                f"{until_then} < just_before.short",
                f"({bought}) AND f.created_at IS NOT NULL",
            ),
        ),
    )


def ready(so_called: Terms) -> tuple[Table, ...]:
    elsewhere, idle = so_called.bought_elsewhere, so_called.idle
    within = f"interval '{so_called.convert_within} days'"
    here = "f.converted_at >= %(start)s AND f.converted_at < %(end)s"
    ended = "f.state_since >= %(start)s AND f.state_since < %(end)s"
    bought = f"f.exit_reason IS NOT NULL AND (({here}) OR ({elsewhere} AND {ended}))"
    without = f"{WITHOUT} AND {ended}"
    bought_without_us = f"(({TO_A_COMPETITOR}) OR ({WITHOUT})) AND {ended}"
    waiting = f"{LEAD_OPEN} AND {so_called.all_met}"
    return (
        Table(
            "ready",
            N_("Leads that bought, or could have been converted"),
            Cut(LEADS, among=so.LEADS, either=(here, bought_without_us, waiting)),
            (
                Share("bought_elsewhere", N_("bought elsewhere before we converted"), elsewhere, bought),
                Count("without", N_("bought from us without an opportunity"), without),
                Share("idle", N_("meet every criterion, and wait"), idle, so_called.all_met),
                Share(
                    "slow",
                    N_("converted later after the last criterion was met than agreed"),
                    f"f.converted_at > f.met_at + {within}",
                    f"{here} AND {so_called.all_met}",
                ),
            ),
        ),
        Table(
            "waiting",
            N_("Leads that should be converted now"),
            Cut(LEADS, among=f"{idle} AND {so.LEADS}"),
            (
                Count("idle", N_("meet every criterion, and wait")),
                Total(
                    "idle_amount",
                    N_("Expected amount of these"),
                    "TRUE",
                    "f.expected_amount",
                    "f.expected_currency",
                ),
            ),
        ),
        Table(
            "captured",
            N_("Leads captured in the period, three months ago or earlier"),
            Cut(LEADS, "captured_at", f"{so.LEADS} AND f.captured_at < {so.ago(90)}"),
            (Share("rate", N_("became opportunities"), so.CONVERTED),),
        ),
    )
