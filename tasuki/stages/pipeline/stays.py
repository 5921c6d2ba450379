"""How long deals usually stay in a stage, from the stages that deals have left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tasuki.platform.sql import run

# Each visit to a stage lasts until the next one, or until the deal closed; voided deals never were deals.
REFRESH_USUAL_STAYS = """
WITH visits AS (
  SELECT visit.value->>'stage' AS stage, (visit.value->>'at')::timestamptz AS entered_at,
    coalesce(lead((visit.value->>'at')::timestamptz) OVER (PARTITION BY deal.id ORDER BY visit.ordinality),
             deal.closed_at) AS left_at
  FROM records_opportunity deal, jsonb_array_elements(deal.stage_history) WITH ORDINALITY AS visit(value, ordinality)
  WHERE deal.state IN ('open', 'closed_won', 'closed_lost'))
INSERT INTO pipeline_usualstay (stage, n, days, as_of)
SELECT stage, count(*), avg(extract(epoch FROM left_at - entered_at)) / 86400, %(at)s
FROM visits WHERE left_at >= entered_at GROUP BY stage
ON CONFLICT (stage) DO UPDATE SET n = excluded.n, days = excluded.days, as_of = excluded.as_of
"""
USUAL_STAYS = "SELECT stage, days FROM pipeline_usualstay WHERE n >= %(least)s"


def refresh(at: datetime) -> None:
    """Bring the averages up to date. A job does it every day; nothing waits for it."""
    run(REFRESH_USUAL_STAYS, {"at": at})


def usual_days(at_least: int) -> Mapping[str, float]:
    """Stage → average days, of the stages that at least so many visits speak for."""
    return dict(run(USUAL_STAYS, {"least": at_least}))
