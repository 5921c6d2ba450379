"""What deals usually come to, per segment and currency (O-7, AP-1), and how often people convert too early (K-11)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tasuki.platform.sql import run

# Robust statistics of real deals (open, won or lost; never voided or pending): median and MAD of ln(amount), and the
# 90th percentile. Deviations need the median first, hence the two steps.
REFRESH_DEAL_SIZES = """
WITH deals AS (
  SELECT segment, currency, amount, ln(amount) AS size FROM records_opportunity
  WHERE amount > 0 AND state IN ('open', 'closed_won', 'closed_lost')),
middle AS (
  SELECT segment, currency, count(*) AS n,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY size) AS median_ln,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY amount) AS p90
  FROM deals GROUP BY segment, currency),
spread AS (
  SELECT deals.segment, deals.currency, percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(size - median_ln)) AS mad_ln
  FROM deals JOIN middle USING (segment, currency) GROUP BY deals.segment, deals.currency)
INSERT INTO conversion_dealsizes (segment, currency, n, median_ln, mad_ln, p90, as_of)
SELECT segment, currency, n, median_ln, mad_ln, p90, %(at)s FROM middle JOIN spread USING (segment, currency)
ON CONFLICT (segment, currency) DO UPDATE
SET n = excluded.n, median_ln = excluded.median_ln, mad_ln = excluded.mad_ln, p90 = excluded.p90, as_of = excluded.as_of
"""

# A segment without deals any more, a person without old enough conversions: what was known of them says nothing now.
FORGET_SEGMENTS = "DELETE FROM conversion_dealsizes WHERE as_of < %(at)s"
FORGET_PEOPLE = "DELETE FROM conversion_prematureindex WHERE as_of < %(at)s"

# K-11a per converter: conversions of the last 180 days that were lost or undone within 30 days (a lead that had joined
# may leave a deal that stands), over those old enough to tell; beside it the 75th percentile among the same team.
REFRESH_PREMATURE = """
WITH matured AS (
  SELECT c.by_id, p.team_id,
    avg(CASE WHEN c.voided_at <= c.at + interval '30 days'
             OR (o.state = 'closed_lost' AND o.closed_at <= c.at + interval '30 days')
        THEN 1.0 ELSE 0.0 END) AS index,
    count(*) AS conversions
  FROM conversion_conversion c
  JOIN records_opportunity o ON o.id = c.opportunity_id
  JOIN people_person p ON p.id = c.by_id
  WHERE c.at BETWEEN %(at)s - interval '180 days' AND %(at)s - interval '30 days'
  GROUP BY c.by_id, p.team_id),
teams AS (
  SELECT team_id, percentile_cont(0.75) WITHIN GROUP (ORDER BY index) AS p75 FROM matured GROUP BY team_id)
INSERT INTO conversion_prematureindex (person_id, index, team_p75, conversions, as_of)
SELECT by_id, index, p75, conversions, %(at)s
FROM matured LEFT JOIN teams ON teams.team_id IS NOT DISTINCT FROM matured.team_id
ON CONFLICT (person_id) DO UPDATE
SET index = excluded.index, team_p75 = excluded.team_p75, conversions = excluded.conversions, as_of = excluded.as_of
"""


def refresh(at: datetime) -> None:
    """Bring both tables up to date. A job does it every hour; nothing waits for it."""
    with transaction.atomic():
        run(REFRESH_DEAL_SIZES, {"at": at})
        run(FORGET_SEGMENTS, {"at": at})
        run(REFRESH_PREMATURE, {"at": at})
        run(FORGET_PEOPLE, {"at": at})
