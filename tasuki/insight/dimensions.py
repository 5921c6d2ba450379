"""What a number can be split by: one row each, with the expression that finds it and how its values are worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tasuki.rules.wording import N_

Kind = Literal[
    "period",
    "source",
    "campaign",
    "segment",
    "industry",
    "person",
    "reason",
    "state",
    "stage",
    "promise",
    "side",
    "cause",
    "word",
]


IDS: frozenset[Kind] = frozenset({"campaign", "person"})
"""Kinds of value that are ids."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """``sql`` is asked of a fact row ``f`` and of what ``join`` brings; ``%(zone)s`` is the agreement's time zone."""

    key: str
    label: str
    kind: Kind
    sql: str
    join: str = ""
    filters: bool = True
    """Whether a report can also be narrowed to one of its values."""


def _period(key: str, label: str) -> Dimension:
    return Dimension(
        key, label, "period", f"date_trunc('{key}', f.{{moment}} AT TIME ZONE %(zone)s)::date", filters=False
    )


def _campaign(key: str, label: str) -> Dimension:
    join = "LEFT JOIN campaign_facts campaign ON campaign.campaign_id = f.campaign_id"
    return Dimension(key, label, "word", f"coalesce(campaign.{key}, '')", join)


def _either(condition: str, yes: str, no: str) -> str:
    return f"CASE WHEN {condition} THEN '{yes}' ELSE '{no}' END"


_ALL = (
    _period("week", N_("Week")),
    _period("month", N_("Month")),
    _period("quarter", N_("Quarter")),
    Dimension("source", N_("Source"), "source", "f.source"),
    Dimension("campaign", N_("Campaign"), "campaign", "f.campaign_id"),
    Dimension("segment", N_("Segment"), "segment", "f.segment"),
    Dimension("industry", N_("Industry"), "industry", "f.industry"),
    Dimension("sdr", N_("SDR"), "person", "f.sdr_id"),
    Dimension("ae", N_("AE"), "person", "f.ae_id"),
    Dimension(
        "team",
        N_("Team"),
        "word",
        "coalesce(member.team, '')",
        "LEFT JOIN person_facts member ON member.person_id = coalesce(f.sdr_id, f.ae_id)",
    ),
    Dimension("reason", N_("Reason"), "reason", "f.exit_reason", filters=False),
    Dimension("handoff_reason", N_("Reason"), "reason", "f.reason", filters=False),
    Dimension("exit_state", N_("Stage"), "state", "f.exit_state", filters=False),
    Dimension("deal_stage", N_("Stage"), "stage", "f.stage", filters=False),
    Dimension(
        "close_month", N_("Closes in"), "period", "date_trunc('month', f.close_on)::date", filters=False
    ),
    Dimension("promise", N_("Promise"), "promise", "f.sla", filters=False),
    Dimension("side", N_("Side"), "side", "f.side", filters=False),
    Dimension("cause", N_("Cause"), "cause", "f.late_because", filters=False),
    Dimension(
        "again", N_("Which time"), "word", _either("f.times_recycled > 0", "again", "first"), filters=False
    ),
    Dimension(
        "override", N_("How it was made"), "word", _either("f.overridden", "override", "gate"), filters=False
    ),
    Dimension(
        "buyer",
        N_("Who is known there"),
        "word",
        "CASE WHEN f.has_role THEN 'buyer' WHEN NOT f.has_role THEN 'no_buyer' ELSE '' END",
        filters=False,
    ),
    Dimension("origin", N_("Origin"), "word", "f.origin"),
    Dimension("playbook", N_("Playbook"), "word", "f.playbook"),
    _campaign("message", N_("Message")),
    _campaign("offer", N_("Offer")),
    _campaign("audience", N_("Audience")),
)
DIMENSIONS: Mapping[str, Dimension] = {one.key: one for one in _ALL}
OF_SOME = frozenset(
    {
        "reason",
        "handoff_reason",
        "exit_state",
        "deal_stage",
        "promise",
        "side",
        "cause",
        "again",
        "override",
        "buyer",
        "close_month",
    }
)
"""Columns that only some facts have."""
EVERYWHERE = tuple(key for key in DIMENSIONS if key not in OF_SOME)
