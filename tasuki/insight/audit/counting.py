"""The headline figures, counted on the same facts that the reports ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import Any

from django.db import connection

from tasuki.insight.asked import Asked
from tasuki.insight.audit.figures import (
    WITHIN,
    DealFigures,
    Group,
    LeadFigures,
    Quarter,
    Share,
    Spread,
    Stage,
)
from tasuki.insight.audit.rows import MILESTONES
from tasuki.rules.benchmarks import ENOUGH
from tasuki.rules.statistics import Step, quantile, time_to_event

MOST_GROUPS = 200
SOURCES, SEGMENTS, INDUSTRIES, OWNERS, CAMPAIGNS = "source", "segment", "industry", "owner", "campaign"
_CAMPAIGN = ("coalesce(c.name, '')", "LEFT JOIN campaign_facts c ON c.campaign_id = f.campaign_id")
_LEAD_GROUPS: Mapping[str, tuple[str, str]] = {
    SOURCES: ("f.source", ""),
    CAMPAIGNS: _CAMPAIGN,
    SEGMENTS: ("f.segment", ""),
    INDUSTRIES: ("f.industry", ""),
    OWNERS: ("coalesce(p.name, '')", "LEFT JOIN person_facts p ON p.person_id = f.sdr_id"),
    "country": ("f.country", ""),
}
_AE = "LEFT JOIN person_facts p ON p.person_id = f.ae_id"
_DEAL_GROUPS: Mapping[str, tuple[str, str]] = {
    SOURCES: ("f.source", ""),
    CAMPAIGNS: _CAMPAIGN,
    SEGMENTS: ("f.segment", ""),
    INDUSTRIES: ("f.industry", ""),
    "product": ("f.product", ""),
    OWNERS: ("coalesce(p.name, '')", _AE),
    "team": ("coalesce(p.team, '')", _AE),
}
"""What a number is split by, and what has to be joined for it."""


def lead_figures(asked: Asked, since: date | None) -> LeadFigures:
    """Of all leads. The counts are of everybody; days are of those whose both moments the export names; the curve is of
    those that came since outcomes are recorded.
    """
    counted = ", ".join(f"count(*) FILTER (WHERE reached_{one}), count({one}_at)" for one in MILESTONES)
    row = _one(f"SELECT count(*), count(captured_at), {counted} FROM audit_lead", asked)
    n = row[0]
    reached = {"captured": n, **dict(zip(MILESTONES, row[2::2], strict=True))}
    dated = {"captured": row[1], **dict(zip(MILESTONES, row[3::2], strict=True))}
    states = dict(_rows("SELECT state, count(*) FROM audit_lead GROUP BY 1 ORDER BY 2 DESC", asked))
    touched, hours = _one(
        """SELECT count(first_touch_at),
             percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first_touch_at - captured_at) / 3600.0)
           FROM audit_lead WHERE captured_at IS NOT NULL""",
        asked,
    )
    return LeadFigures(
        n,
        states,
        reached,
        dated,
        Share(reached["converted"], n),
        Share(reached["won"], n),
        _spread("audit_lead", "captured_at", "won_at", asked),
        _spread("audit_lead", "captured_at", "converted_at", asked),
        _curve("won_at", since, asked),
        {key: groups for key, split in _LEAD_GROUPS.items() if (groups := _lead_groups(*split, asked))},
        touched,
        float(hours) if hours is not None else None,
    )


def deal_figures(asked: Asked) -> DealFigures:
    """Of all opportunities."""
    n, won, lost, created, closed, with_amount = _one(
        """SELECT count(*), count(*) FILTER (WHERE state = 'closed_won'), count(*) FILTER (WHERE state = 'closed_lost'),
             count(created_at), count(closed), count(amount) FROM audit_deal""",
        asked,
    )
    return DealFigures(
        n,
        won,
        lost,
        n - won - lost,
        Share(won, won + lost),
        {"created": created, "closed": closed},
        _amounts("state = 'closed_won'", asked),
        _amounts("state = 'open'", asked),
        with_amount,
        _spread("audit_deal", "created_at", "won_at", asked),
        _spread("audit_deal", "created_at", "lost_at", asked),
        _stages(asked),
        _quarters(asked),
        {key: groups for key, split in _DEAL_GROUPS.items() if (groups := _deal_groups(*split, asked))},
    )


def days_between(start: str, stop: str) -> str:
    """Whole days of the calendar: what both columns are written in decides nothing."""
    return f"(({stop} AT TIME ZONE %(zone)s)::date - ({start} AT TIME ZONE %(zone)s)::date)"


def _spread(table: str, start: str, stop: str, asked: Asked) -> Spread:
    days = days_between(start, stop)
    known = f"{start} IS NOT NULL AND {stop} IS NOT NULL"
    found = [value for (value,) in _rows(f"SELECT {days} FROM {table} WHERE {known}", asked)]
    quartiles = [quantile(found, share) for share in (0.5, 0.25, 0.75, 0.9)]
    within = {day: sum(value <= day for value in found) for day in WITHIN}
    return Spread(
        len(found),
        quartiles[0],
        quartiles[1],
        quartiles[2],
        quartiles[3],
        within,
        sum(value < 0 for value in found),
    )


def _curve(event: str, since: date | None, asked: Asked) -> tuple[Step, ...]:
    """The share of leads that it has happened to by each day; who still waits counts as long as it was seen."""
    known = "captured_at IS NOT NULL"
    if since:
        known += f" AND (captured_at AT TIME ZONE %(zone)s)::date >= DATE '{since}'"
    happened = dict(
        _rows(
            f"""SELECT greatest({days_between("captured_at", event)}, 0) AS day, count(*) FROM audit_lead
                WHERE {known} AND {event} IS NOT NULL GROUP BY 1""",
            asked,
        )
    )
    waited = dict(
        _rows(
            f"""SELECT greatest({days_between("captured_at", "%(at)s")}, 0) AS day, count(*) FROM audit_lead
                WHERE {known} AND {event} IS NULL AND NOT reached_won GROUP BY 1""",
            asked,
        )
    )
    return time_to_event(happened, waited) if happened else ()


def _lead_groups(sql: str, join: str, asked: Asked) -> tuple[Group, ...]:
    rows = _rows(
        f"""SELECT {sql} AS name, count(*), count(*) FILTER (WHERE reached_converted),
              count(*) FILTER (WHERE reached_won), count(*) FILTER (WHERE reached_lost)
            FROM audit_lead f {join} GROUP BY 1 ORDER BY 2 DESC, 1""",
        asked,
    )
    if not any(name for name, *_ in rows):
        return ()
    by_won = any(won for *_, won, _ in rows)
    parts = [(won if by_won else converted, n) for _, n, converted, won, _ in rows]
    differs = _different(parts)
    return tuple(
        Group(name, n, converted, won, lost, Share(*parts[at], differs[at]), {})
        for at, (name, n, converted, won, lost) in enumerate(rows[:MOST_GROUPS])
    )


def _deal_groups(sql: str, join: str, asked: Asked) -> tuple[Group, ...]:
    rows = _rows(
        f"""SELECT {sql} AS name, count(*), count(*) FILTER (WHERE state = 'closed_won'),
              count(*) FILTER (WHERE state = 'closed_lost') FROM audit_deal f {join} GROUP BY 1 ORDER BY 2 DESC, 1""",
        asked,
    )
    if not any(name for name, *_ in rows):
        return ()
    amounts = _by_name(
        _rows(
            f"""SELECT {sql}, f.currency, sum(f.amount) FROM audit_deal f {join}
                WHERE f.state = 'closed_won' AND f.amount IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2""",
            asked,
        )
    )
    differs = _different([(won, won + lost) for _, _, won, lost in rows])
    return tuple(
        Group(name, n, n, won, lost, Share(won, won + lost, differs[at]), amounts.get(name, {}))
        for at, (name, n, won, lost) in enumerate(rows[:MOST_GROUPS])
    )


def _different(groups: Sequence[tuple[int, int]]) -> list[bool]:
    """Which groups differ from all others together: two-sided at 5 % over all that are large enough (Bonferroni)."""
    part, whole = sum(one for one, _ in groups), sum(n for _, n in groups)
    tested = sum(n >= ENOUGH for _, n in groups)
    z = NormalDist().inv_cdf(1 - 0.025 / max(tested, 1))
    return [_differs(won, n, part - won, whole - n, z) for won, n in groups]


def _differs(won: int, n: int, others: int, of_others: int, z: float) -> bool:
    if n < ENOUGH or of_others < ENOUGH:
        return False
    pooled = (won + others) / (n + of_others)
    spread = sqrt(pooled * (1 - pooled) * (1 / n + 1 / of_others))
    return spread > 0 and abs(won / n - others / of_others) > z * spread


def _amounts(among: str, asked: Asked) -> dict[str, Decimal]:
    return dict(
        _rows(
            f"""SELECT currency, sum(amount) FROM audit_deal WHERE {among} AND amount IS NOT NULL
                GROUP BY 1 ORDER BY 2 DESC""",
            asked,
        )
    )


def _stages(asked: Asked) -> tuple[Stage, ...]:
    outcomes = {"closed_won": "won", "closed_lost": "lost"}
    amounts: dict[tuple[str, str], dict[str, Decimal]] = {}
    for name, state, currency, amount in _rows(
        """SELECT stage, state, currency, sum(amount) FROM audit_deal WHERE amount IS NOT NULL GROUP BY 1, 2, 3""",
        asked,
    ):
        amounts.setdefault((name, state), {})[currency] = amount
    return tuple(
        Stage(name, outcomes.get(state, "open"), n, amounts.get((name, state), {}))
        for name, state, n in _rows(
            "SELECT stage, state, count(*) FROM audit_deal GROUP BY 1, 2 ORDER BY 3 DESC, 1", asked
        )
    )


def _quarters(asked: Asked) -> tuple[Quarter, ...]:
    amounts: dict[date, dict[str, Decimal]] = {}
    day = "date_trunc('quarter', closed AT TIME ZONE %(zone)s)::date"
    for quarter, currency, amount in _rows(
        f"""SELECT {day}, currency, sum(amount) FROM audit_deal
            WHERE state = 'closed_won' AND closed IS NOT NULL AND amount IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2""",
        asked,
    ):
        amounts.setdefault(quarter, {})[currency] = amount
    return tuple(
        Quarter(quarter.year, (quarter.month + 2) // 3, won, lost, amounts.get(quarter, {}))
        for quarter, won, lost in _rows(
            f"""SELECT {day}, count(*) FILTER (WHERE state = 'closed_won'),
                  count(*) FILTER (WHERE state = 'closed_lost')
                FROM audit_deal WHERE closed IS NOT NULL GROUP BY 1 ORDER BY 1""",
            asked,
        )
    )


def _by_name(rows: Sequence[tuple[Any, ...]]) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = {}
    for name, currency, amount in rows:
        found.setdefault(name, {})[currency] = amount
    return found


def _rows(statement: str, asked: Asked) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked.parameters())
        return list(cursor.fetchall())


def _one(statement: str, asked: Asked) -> tuple[Any, ...]:
    return _rows(statement, asked)[0]
