"""The signs of the five troubles of the article, each with its measure and its limit.

The limits are numbers of the agreement; where they come from stands in docs/explanation/diagnoses.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tasuki.rules.benchmarks import ENOUGH, overall_bands
from tasuki.rules.diagnosis.check import (
    Check,
    Presence,
    Sign,
    by_difference,
    by_share,
    by_worst_share,
    standing_of,
)
from tasuki.rules.diagnosis.measured import Measured
from tasuki.rules.playbook import Playbook
from tasuki.rules.statistics import Interval, wilson
from tasuki.rules.wording import N_

Trouble = Literal["premature", "late", "handoff", "transfer", "disagreement"]
TROUBLES: tuple[Trouble, ...] = ("premature", "late", "handoff", "transfer", "disagreement")


KNOWN = 0.8
"""Amounts are compared where so many opportunities have one: some systems keep only those of wins."""


def main_currency(measured: Measured, book: Playbook) -> str:
    """The currency in which most was won, or made; amounts of different ones are never added up."""
    for key in ("won", "made"):
        sums = measured.sums.get(key, {})
        if sums:
            return max(sums, key=lambda one: (sums[one].n, one))
    return book.playbook.currency


def _created_to_won(sign: Sign, measured: Measured, book: Playbook) -> Check:
    """K-11c: what was created for one that was won, of opportunities old enough to have been decided."""
    limit, currency = sign.limit(book), main_currency(measured, book)
    made, won = measured.sum("mature", currency), measured.sum("mature_won", currency)
    counted = measured.part("mature_won")
    rate = wilson(counted.part, counted.whole)
    if (
        made is None
        or won is None
        or rate is None
        or counted.whole < ENOUGH
        or made.n < KNOWN * counted.whole
        or not won.amount
        or not counted.share
    ):
        return Check(sign, Presence.UNKNOWN, limit, n=counted.whole)
    value = float(made.amount / won.amount)
    interval = Interval(value * counted.share / rate.high, value * counted.share / rate.low)
    return Check(
        sign, standing_of(value, interval, limit, is_high=True), limit, value, counted.whole, interval
    )


def _versions(sign: Sign, measured: Measured, book: Playbook) -> Check:
    """How many versions of the criteria a year opportunities were judged by."""
    limit, groups = sign.limit(book), [one for one in measured.groups.get(sign.key, ()) if all(one.names)]
    n = sum(one.whole for one in groups)
    if n < ENOUGH:
        return Check(sign, Presence.UNKNOWN, limit, n=n)
    value = measured.a_year(len(groups)) if measured.days >= 365 else float(len(groups))
    return Check(sign, Presence.PRESENT if value > limit else Presence.ABSENT, limit, value, n)


def _lowest_band(book: Playbook) -> float:
    band = next((one for one in overall_bands(book) if not one.value), None)
    return band.low if band else 0.0


SIGNS: Mapping[Trouble, tuple[Sign, ...]] = {
    "premature": (
        Sign(
            "early_deaths",
            "K-11a",
            N_("Opportunities dead within 30 days for a reason of qualification"),
            lambda book: book.limits.early_deaths_share,
            by_share,
        ),
        Sign(
            "stuck",
            "K-11b",
            N_("Open opportunities that stay in an early stage for more than twice the usual time"),
            lambda book: book.limits.stuck_share,
            by_share,
        ),
        Sign(
            "created_to_won",
            "K-11c",
            N_("Amount created for each amount won"),
            lambda book: float(book.limits.created_to_won),
            _created_to_won,
            kind="ratio",
            decides=False,
        ),
        Sign(
            "overridden",
            "G-05",
            N_("Opportunities made although criteria were missing"),
            lambda book: book.limits.overridden_share,
            by_share,
            decides=False,
        ),
    ),
    "late": (
        Sign(
            "bought_elsewhere",
            "K-12",
            N_("Leads that bought elsewhere before we converted them, of these and the converted ones"),
            lambda book: book.limits.bought_elsewhere_share,
            by_share,
        ),
        Sign(
            "short_notice",
            "K-12",
            N_("Deals decided without an opportunity, or with one made just before"),
            lambda book: book.limits.short_notice_share,
            by_share,
        ),
        Sign(
            "idle",
            "K-12",
            N_("Leads that meet every criterion and that nobody converts"),
            lambda book: book.limits.idle_share,
            by_share,
        ),
        Sign(
            "slow",
            "SL-10b",
            N_("Conversions that came later after the last criterion was met than was agreed"),
            lambda book: book.limits.slow_share,
            by_share,
        ),
        Sign(
            "rate",
            "K-2",
            N_("Leads that became opportunities, below the published band"),
            _lowest_band,
            by_share,
            is_high=False,
            decides=False,
        ),
    ),
    "handoff": (
        Sign(
            "brief_incomplete",
            "HB-3",
            N_("Handoffs whose brief lacked more than a tenth of what is required"),
            lambda book: book.limits.handoff_failures_share,
            by_share,
        ),
        Sign(
            "asked_again",
            "HB-4",
            N_("Handoffs after which the AE asked two questions or more again"),
            lambda book: book.limits.handoff_failures_share,
            by_share,
        ),
        Sign(
            "rated_low",
            "HB-4",
            N_("Handoffs that the AE rated 1 or 2 of 5"),
            lambda book: book.limits.handoff_failures_share,
            by_share,
        ),
        Sign(
            "sent_back",
            "AR-6",
            N_("Handoffs that came back because of the brief"),
            lambda book: book.limits.brief_returns_share,
            by_share,
        ),
        Sign(
            "without_sdr",
            "HB-6",
            N_("Discovery calls that the SDR did not join"),
            lambda book: book.limits.handoff_failures_share,
            by_share,
            decides=False,
        ),
        Sign(
            "decided_late",
            "SL-13",
            N_("Handoffs that the AE did not decide within a week"),
            lambda book: book.limits.handoff_failures_share,
            by_share,
            decides=False,
        ),
    ),
    "transfer": (
        Sign(
            "fields_missing",
            "HY-11",
            N_("Open opportunities with a required field empty"),
            lambda book: book.limits.fields_missing_share,
            by_share,
        ),
        Sign(
            "guessed",
            "O-6",
            N_("Opportunities whose amount or close date is a guess"),
            lambda book: book.limits.fields_missing_share,
            by_share,
        ),
        Sign(
            "without_role",
            "O-8",
            N_("Opportunities without anybody whose role is known"),
            lambda book: book.limits.fields_missing_share,
            by_share,
        ),
        Sign(
            "source_lost",
            "O-13",
            N_("Opportunities without their source"),
            lambda book: book.limits.source_lost_share,
            by_share,
        ),
    ),
    "disagreement": (
        Sign(
            "accepted_by_sales",
            "K-8a",
            N_("MQLs that sales accepted, of those judged by the criteria"),
            lambda book: book.targets.acceptance,
            by_share,
            is_high=False,
        ),
        Sign(
            "accepted_by_aes",
            "K-8b",
            N_("Handoffs that AEs accepted, of those judged by the criteria"),
            lambda book: book.targets.acceptance,
            by_share,
            is_high=False,
        ),
        Sign(
            "overturned",
            "DS-1",
            N_("Rejections that were overturned later"),
            lambda book: book.limits.overturned_share,
            by_share,
        ),
        Sign(
            "aes",
            "AR-7",
            N_("An AE accepts otherwise than all the others"),
            lambda book: book.limits.judges_differ,
            by_difference,
        ),
        Sign(
            "pairs",
            "AR-7",
            N_("A pair of SDR and AE differs from all the others"),
            lambda book: book.limits.judges_differ,
            by_difference,
            decides=False,
        ),
        Sign(
            "reasons",
            "SL-26",
            N_("One reason turns away this share of a source's MQLs"),
            lambda book: book.limits.concern_reason_share,
            by_worst_share,
            decides=False,
        ),
        Sign(
            "versions",
            "G-08",
            N_("Versions of the criteria in a year"),
            lambda book: float(book.limits.versions_a_year),
            _versions,
            kind="number",
            decides=False,
        ),
    ),
}
"""In the order of the article. Those that only support never make a diagnosis alone (K-11, X-6)."""
