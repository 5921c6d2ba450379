"""What has to be true of every lead that somebody tried to convert, whatever was killed meanwhile: one question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import dict_row

# Everything that a conversion leaves, counted per lead (each lead is the only one of its company). A lead was either
# never touched or stands converted with exactly one of each; whatever else is half done, doubled or lost.
NEITHER_UNTOUCHED_NOR_WHOLE = """
WITH counted AS (
  SELECT lead.*, c.id AS conversion_id,
    lead.opportunity_id = o.id AND lead.opportunity_id = c.opportunity_id AND o.account_id = a.id
      AND lead.account_id = a.id AND c.account_id = a.id AND lead.contact_id = c.contact_id AS points_right,
    (SELECT count(*) FROM conversion_conversion x WHERE x.lead_id = lead.id) AS conversions,
    (SELECT count(*) FROM records_opportunity x WHERE x.lead_id = lead.id) AS opportunities,
    (SELECT count(*) FROM records_contactrole x JOIN records_opportunity y ON y.id = x.opportunity_id
      WHERE y.lead_id = lead.id) AS roles,
    (SELECT count(*) FROM records_nextstep x JOIN records_opportunity y ON y.id = x.opportunity_id
      WHERE y.lead_id = lead.id) AS steps,
    (SELECT count(*) FROM records_task x WHERE x.lead_id = lead.id AND x.kind = 'follow_up') AS follow_ups,
    (SELECT count(*) - count(DISTINCT x.kind) FROM records_task x WHERE x.lead_id = lead.id) AS tasks_twice,
    (SELECT count(*) FROM journal_event x WHERE x.lead_id = lead.id AND x.code = 'opportunity.created') AS events,
    (SELECT count(*) FROM records_account x WHERE x.domain = lead.company_domain) AS accounts,
    (SELECT count(*) FROM records_contact x JOIN records_account y ON y.id = x.account_id
      WHERE y.domain = lead.company_domain) AS contacts
  FROM records_lead lead
  LEFT JOIN conversion_conversion c ON c.lead_id = lead.id AND c.voided_at IS NULL
  LEFT JOIN records_opportunity o ON o.id = lead.opportunity_id
  LEFT JOIN records_account a ON a.id = o.account_id)
SELECT id, state, points_right, conversions, opportunities, roles, steps, follow_ups, tasks_twice, events, accounts,
  contacts
FROM counted
WHERE NOT (state = 'discovery' AND version = 1 AND opportunity_id IS NULL AND account_id IS NULL AND contact_id IS NULL
    AND (conversions, opportunities, roles, steps, follow_ups, tasks_twice, events, accounts, contacts)
      = (0, 0, 0, 0, 0, 0, 0, 0, 0)
  OR state = 'converted' AND version = 2 AND points_right
    AND (conversions, opportunities, roles, steps, follow_ups, tasks_twice, events, accounts, contacts)
      = (1, 1, 2, 1, 1, 0, 1, 1, 2))
"""
POINTING_NOWHERE = """
SELECT 'contact' AS what, id FROM records_contact WHERE account_id IS NULL
UNION ALL SELECT 'account', a.id FROM records_account a
  WHERE NOT EXISTS (SELECT FROM records_opportunity o WHERE o.account_id = a.id)
UNION ALL SELECT 'opportunity', o.id FROM records_opportunity o
  WHERE NOT EXISTS (SELECT FROM conversion_conversion c WHERE c.opportunity_id = o.id)
UNION ALL SELECT 'event', e.subject_id FROM journal_event e WHERE e.code = 'opportunity.created'
  AND NOT EXISTS (SELECT FROM records_opportunity o WHERE o.id = e.subject_id)
"""
CONVERSIONS = """
SELECT lead_id::text, id::text AS conversion_id, opportunity_id::text, account_id::text, contact_id::text
FROM conversion_conversion WHERE voided_at IS NULL
"""


def troubles(dsn: str) -> list[dict[str, Any]]:
    """Every lead that is half done or doubled, and every row that points nowhere."""
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        return [
            *connection.execute(NEITHER_UNTOUCHED_NOR_WHOLE).fetchall(),
            *connection.execute(POINTING_NOWHERE).fetchall(),
        ]


def conversions(dsn: str) -> Mapping[str, Mapping[str, Any]]:
    """The ids of every standing conversion, by lead."""
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        return {row["lead_id"]: row for row in connection.execute(CONVERSIONS)}
