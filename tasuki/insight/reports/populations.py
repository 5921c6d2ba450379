"""Who is counted: conditions on a fact row ``f`` that several reports share."""

from __future__ import annotations

LEADS = "f.merged_at IS NULL AND f.exit_reason IS DISTINCT FROM 'spam'"
"""K-2: distinct leads, less merged ones and spam; one of which no reason is known is neither."""

# A lead that came further has been through what lies before, also where an import did not tell when.
MQL = "coalesce(f.mql_at, f.sal_at, f.sql_at, f.handed_over_at, f.discovery_at, f.converted_at) IS NOT NULL"
SAL = "coalesce(f.sal_at, f.sql_at, f.handed_over_at, f.discovery_at, f.converted_at) IS NOT NULL"
SQL = "coalesce(f.sql_at, f.handed_over_at, f.discovery_at, f.converted_at) IS NOT NULL"
HANDED_OVER = "coalesce(f.handed_over_at, f.discovery_at, f.converted_at) IS NOT NULL"
DISCOVERY = "coalesce(f.discovery_at, f.converted_at) IS NOT NULL"
CONVERTED = "f.converted_at IS NOT NULL"
WON = "f.won_at IS NOT NULL"
STILL_OPEN = "f.converted_at IS NOT NULL AND f.deal_state IN ('pending_approval', 'open')"
"""One that waits for its approval can still be won."""
LOST = "f.lost_at IS NOT NULL"


def ago(days: int) -> str:
    """The moment so many days before the question, worked out once and not for each row."""
    return f"(SELECT %(at)s - interval '{days} days')"


TODAY = "(%(at)s AT TIME ZONE %(zone)s)::date"
"""The day of the question in the agreement's zone."""
