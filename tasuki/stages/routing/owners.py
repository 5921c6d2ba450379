"""Who already owns the company a lead comes from: its account, its open opportunity, a colleague's lead (RT-1, RT-6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tasuki.platform.sql import run
from tasuki.rules.routing import Run

# For each lead the owner of its account (linked, or alone under the same company domain), of the account's newest open
# opportunity, and of the newest other open lead of that company.
OWNERS = """
SELECT lead.id, account.owner_id,
  (SELECT o.owner_id FROM records_opportunity o WHERE o.account_id = account.id AND o.state IN ('open', 'pending_approval')
   ORDER BY o.created_at DESC LIMIT 1),
  (SELECT CASE WHEN %(run)s = 'sdr' THEN other.owner_id ELSE other.ae_id END
   FROM (SELECT * FROM records_lead l WHERE l.match_keys && ARRAY['d:' || lead.company_domain]::varchar[] OFFSET 0) other
   WHERE lead.company_domain <> '' AND other.id <> lead.id AND other.state = ANY(%(open)s)
     AND other.company_domain = lead.company_domain
     AND CASE WHEN %(run)s = 'sdr' THEN other.owner_id ELSE other.ae_id END IS NOT NULL
   ORDER BY other.captured_at DESC LIMIT 1)
FROM records_lead lead
LEFT JOIN LATERAL (
  SELECT a.id, a.owner_id FROM records_account a
  WHERE a.merged_into_id IS NULL
    AND (a.id = lead.account_id OR (lead.account_id IS NULL AND a.domain = lead.company_domain AND a.domain <> ''))
  ORDER BY a.id = lead.account_id DESC, a.created_at LIMIT 1) account ON true
WHERE lead.id = ANY(%(leads)s)
"""
OPEN = ["mql", "sal", "sql", "discovery"]


@dataclass(frozen=True, slots=True)
class Owners:
    account: str | None = None
    opportunity: str | None = None
    same_account: str | None = None


def owners_of(leads: Iterable[UUID], kind: Run) -> Mapping[UUID, Owners]:
    """The owners around each lead, as person ids."""
    rows = run(OWNERS, {"leads": list(leads), "run": kind, "open": OPEN})
    return {row[0]: Owners(*(str(one) if one else None for one in row[1:])) for row in rows}
