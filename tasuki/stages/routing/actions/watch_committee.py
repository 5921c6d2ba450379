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

# The company of the lead (its account, else its domain), unless there was a notice of it since then; how many people
# there are among its leads at work who came, or were heard from, since then; and the notice of it.
WATCH = """
WITH the AS MATERIALIZED (
  SELECT id, account_id, company_domain, coalesce(account_id::text, nullif(company_domain, '')) AS company
  FROM records_lead lead WHERE id = %(lead)s AND NOT company_domain = ANY(%(free)s::varchar[])
    AND NOT EXISTS (
      SELECT FROM routing_committee noticed
      WHERE noticed.company = coalesce(lead.account_id::text, nullif(lead.company_domain, ''))
        AND noticed.noticed_at > %(since)s)),
around AS (
  SELECT id, email, captured_at FROM records_lead
  WHERE account_id = (SELECT account_id FROM the) AND state IN ('mql', 'sal', 'sql', 'discovery')
  UNION
  SELECT id, email, captured_at FROM records_lead
  WHERE company_domain = (SELECT company_domain FROM the) AND company_domain <> ''
    AND state IN ('mql', 'sal', 'sql', 'discovery')),
people AS (
  SELECT count(DISTINCT coalesce(nullif(lower(email), ''), id::text)) AS n FROM around
  WHERE captured_at > %(since)s OR EXISTS (
    SELECT FROM records_touchpoint touch
    WHERE touch.lead_id = around.id AND touch.direction = 'inbound' AND touch.at > %(since)s))
INSERT INTO routing_committee (id, company, account_id, lead_id, people, noticed_at)
SELECT %(id)s, the.company, the.account_id, the.id, people.n, %(at)s FROM the, people
WHERE the.company IS NOT NULL AND people.n >= %(enough)s
ON CONFLICT (company) DO UPDATE
SET lead_id = excluded.lead_id, account_id = excluded.account_id, people = excluded.people,
  noticed_at = excluded.noticed_at
WHERE routing_committee.noticed_at <= %(since)s
RETURNING people, account_id
"""


@atomic
def watch_committee(lead_id: UUID, *, by: Actor, at: datetime) -> int | None:
    """How many people of the lead's company engage, where that is news; else None.

    News are `limits.committee_people` or more within `limits.committee_days`, once in so many days. Raises NotFound.
    """
    book = in_force()
    since = at - timedelta(days=book.limits.committee_days)
    asked = {
        "lead": lead_id, "since": since, "at": at, "enough": book.limits.committee_people, "id": new_id(at),
        "free": list(book.free_mail),
    }  # fmt: skip
    found = run(WATCH, asked)
    if not found:
        return None
    people: int = found[0][0]
    lead, account = locked_lead(lead_id), found[0][1]
    data = {"people": people, "account": str(account) if account else None}
    append(
        Entry("account.committee_engaged", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=book.stamp,
              origin=lead.origin, data=data)
    )  # fmt: skip
    return people
