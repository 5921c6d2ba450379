"""Several people of one company engage: a buying committee, told once to those who work there (RT-6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import locked_lead

# Unless there was a notice of the company since then: how many people there are among its leads at work who came, or
# were heard from, since then; and the notice of it.
WATCH = """
WITH around AS (
  SELECT id, email, captured_at FROM records_lead
  WHERE account_id = %(account)s AND state IN ('mql', 'sal', 'sql', 'discovery')
  UNION
  SELECT id, email, captured_at FROM records_lead
  WHERE company_domain = %(domain)s AND company_domain <> '' AND state IN ('mql', 'sal', 'sql', 'discovery')),
people AS (
  SELECT count(DISTINCT coalesce(nullif(lower(email), ''), id::text)) AS n FROM around
  WHERE NOT (SELECT EXISTS (
      SELECT FROM routing_committee WHERE company = %(company)s AND noticed_at > %(since)s))
    AND (captured_at > %(since)s OR EXISTS (
      SELECT FROM records_touchpoint touch
      WHERE touch.lead_id = around.id AND touch.direction = 'inbound' AND touch.at > %(since)s)))
INSERT INTO routing_committee (id, company, account_id, lead_id, people, noticed_at)
SELECT %(id)s, %(company)s, %(account)s, %(lead)s, people.n, %(at)s FROM people WHERE people.n >= %(enough)s
ON CONFLICT (company) DO UPDATE
SET lead_id = excluded.lead_id, account_id = excluded.account_id, people = excluded.people,
  noticed_at = excluded.noticed_at
WHERE routing_committee.noticed_at <= %(since)s
RETURNING people
"""


@atomic
def watch_committee(lead_id: UUID, *, by: Actor, at: datetime) -> int | None:
    """How many people of the lead's company engage, where that is news; else None.

    News are `limits.committee_people` or more within `limits.committee_days`, once in so many days. Raises NotFound.
    """
    book, lead = in_force(), locked_lead(lead_id)
    company = str(lead.account_id or lead.company_domain)
    if not company or lead.company_domain in book.free_mail:
        return None
    asked = {
        "lead": lead.pk, "account": lead.account_id, "domain": lead.company_domain, "company": company,
        "since": at - timedelta(days=book.limits.committee_days), "at": at, "id": new_id(at),
        "enough": book.limits.committee_people,
    }  # fmt: skip
    found = run(WATCH, asked)
    if not found:
        return None
    people: int = found[0][0]
    data = {"people": people, "account": str(lead.account_id) if lead.account_id else None}
    append(
        Entry("account.committee_engaged", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=book.stamp,
              origin=lead.origin, data=data)
    )  # fmt: skip
    return people
