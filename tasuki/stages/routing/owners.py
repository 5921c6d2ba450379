"""Who already owns the company of a lead: its account, its open opportunity, a colleague's lead (RT-1, RT-6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tasuki.platform.sql import run
from tasuki.rules.routing import Run

# For each lead the company (its account, linked or found under the same domain, else the domain itself), the owner of
# the account, of the account's newest open opportunity, and of the newest other open lead of that company; and who
# looks after the partner for whom it is protected.
_OWNERS = """
SELECT lead.id, coalesce(account.id::text, nullif(lead.company_domain, ''), ''), account.owner_id,
  (SELECT o.owner_id FROM records_opportunity o
   WHERE o.account_id = account.id AND o.state IN ('open', 'pending_approval') ORDER BY o.created_at DESC LIMIT 1),
  coalesce(
    (SELECT other.{owner} FROM records_lead other
     WHERE other.account_id = account.id AND other.id <> lead.id AND other.{owner} IS NOT NULL
       AND other.state IN ('mql', 'sal', 'sql', 'discovery') ORDER BY other.captured_at DESC LIMIT 1),
    (SELECT other.{owner} FROM records_lead other
     WHERE other.company_domain = lead.company_domain AND other.company_domain <> ''
       AND other.id <> lead.id AND other.{owner} IS NOT NULL
       AND other.state IN ('mql', 'sal', 'sql', 'discovery') ORDER BY other.captured_at DESC LIMIT 1)),
  (SELECT partner.manager_id FROM registration_registration protected
   JOIN registration_partner partner ON partner.id = protected.partner_id
   WHERE protected.state = 'approved' AND protected.protected_until > %(at)s
     AND (protected.account_id = account.id
       OR protected.company_domain = lead.company_domain AND protected.company_domain <> '')
   ORDER BY protected.submitted_at LIMIT 1)
FROM records_lead lead
LEFT JOIN LATERAL (
  SELECT a.id, a.owner_id FROM records_account a WHERE a.id = lead.account_id
  UNION ALL (
  SELECT a.id, a.owner_id FROM records_account a
  WHERE lead.account_id IS NULL AND a.domain = lead.company_domain AND a.domain <> '' AND a.merged_into_id IS NULL
  ORDER BY a.owner_id IS NULL, a.created_at LIMIT 1)) account ON true
WHERE lead.id = ANY(%(leads)s)
"""
OWNERS: Mapping[Run, str] = {"sdr": _OWNERS.format(owner="owner_id"), "ae": _OWNERS.format(owner="ae_id")}


@dataclass(frozen=True, slots=True)
class Owners:
    """The owners around one lead, as ids; ``company`` tells leads of one company apart from others ("" unknown)."""

    company: str = ""
    account: UUID | None = None
    opportunity: UUID | None = None
    same_account: UUID | None = None
    partner_manager: UUID | None = None

    def everybody(self) -> Iterator[UUID]:
        several = (self.account, self.opportunity, self.same_account, self.partner_manager)
        return (one for one in several if one is not None)


def owners_of(leads: Iterable[UUID], kind: Run, at: datetime) -> Mapping[UUID, Owners]:
    """The owners around each lead at ``at`` (UTC)."""
    return {row[0]: Owners(*row[1:]) for row in run(OWNERS[kind], {"leads": list(leads), "at": at})}
