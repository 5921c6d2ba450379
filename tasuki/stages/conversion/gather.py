"""All that conversions have to know, in two statements: lock the leads, then read what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson
from psycopg.types.json import Jsonb

from tasuki.platform.sql import Answer, ask, run
from tasuki.playbooks.queries import playbook_of
from tasuki.rules.dossier import AmountHistory, Dossier, Surroundings
from tasuki.rules.playbook import Playbook
from tasuki.stages.conversion.claiming import Company, claim
from tasuki.stages.conversion.input import as_id, is_id
from tasuki.stages.handoff.dossier import handoff_from
from tasuki.stages.intake.dossier import lead_facts, touches_from
from tasuki.stages.meetings.dossier import meetings_from
from tasuki.stages.qualification.dossier import answers_from, asked_from, evidence_from

Row = Mapping[str, Any]

# The leads' rows alone, always in the same order: whoever holds them converts, everybody else waits here.
LOCK_LEADS = """
SELECT id, company_name, company_domain, email, name, phone FROM records_lead
WHERE id = ANY(%(leads)s) ORDER BY id FOR UPDATE
"""
READ_LEADS = (
    "SELECT id, company_name, company_domain, email, name, phone FROM records_lead WHERE id = ANY(%(leads)s)"
)
HOLD_OPPORTUNITIES = "SELECT id FROM records_opportunity WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE"

# Leads with all that their conversion depends on, one JSON document each. Every part is found by an index; lists that
# grow with a customer's history (touches, candidates) are capped. Candidates are looked up by the keys that could make
# a match sure (mailbox, number, name at one employer; company core and domain), never by a common name alone; each way
# of finding them stands alone (UNION, OFFSET 0), because an OR under a LIMIT makes the planner read the whole table.
AROUND_THE_LEADS = """
SELECT wanted.lead_id, jsonb_build_object(
  'lead', to_jsonb(lead),
  'playbook', (SELECT id FROM playbooks_playbookversion WHERE state = 'in_force'),
  'campaign', (SELECT jsonb_build_object('id', c.id, 'code', c.code)
      FROM records_campaign c WHERE c.id = lead.campaign_id),
  'answers', (SELECT coalesce(jsonb_agg(to_jsonb(a)), '[]') FROM qualification_answer a WHERE a.lead_id = lead.id),
  'evidence', (SELECT coalesce(jsonb_agg(to_jsonb(e)), '[]') FROM qualification_evidence e WHERE e.lead_id = lead.id),
  'asked', (SELECT coalesce(jsonb_agg(to_jsonb(q)), '[]') FROM qualification_askedquestion q WHERE q.lead_id = lead.id),
  'touches', (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM (
      SELECT kind, at, direction, two_way, content, signal FROM records_touchpoint
      WHERE lead_id = lead.id ORDER BY at DESC LIMIT 200) t),
  'meetings', (
      SELECT coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('ae_handle', p.handle) ORDER BY m.booked_for), '[]')
      FROM meetings_meeting m LEFT JOIN people_person p ON p.id = m.ae_id WHERE m.lead_id = lead.id),
  'handoff', (SELECT to_jsonb(h) || jsonb_build_object('ae_handle', p.handle)
      FROM handoff_handoff h LEFT JOIN people_person p ON p.id = h.ae_id
      WHERE h.lead_id = lead.id ORDER BY h.created_at DESC LIMIT 1),
  'brief', (SELECT b.body FROM handoff_briefversion b JOIN handoff_handoff h ON h.id = b.handoff_id
      WHERE h.lead_id = lead.id ORDER BY b.at DESC, b.number DESC LIMIT 1),
  'conversion', (SELECT to_jsonb(v) - 'dossier' - 'decision' FROM conversion_conversion v
      WHERE v.lead_id = lead.id AND v.voided_at IS NULL),
  'accounts', (SELECT coalesce(jsonb_agg(to_jsonb(a)), '[]') FROM (
      SELECT id, name, domain, industry, segment, country, region, employees, business_model, tier, background,
        fields->>'phone' AS phone, fields->>'address' AS address, fields->>'postcode' AS postcode
      FROM records_account WHERE merged_into_id IS NULL AND id IN (
        SELECT unnest(wanted.accounts || lead.account_id)
        UNION SELECT account_id FROM records_opportunity WHERE id = wanted.opportunity
        UNION SELECT account_id FROM records_contact
          WHERE email = ANY(wanted.emails) AND email <> '' AND merged_into_id IS NULL
        UNION SELECT id FROM records_account WHERE domain = lead.company_domain AND domain <> ''
        UNION SELECT id FROM (SELECT id FROM records_account WHERE match_keys && wanted.company_keys OFFSET 0) alike)
      ORDER BY (id = ANY(wanted.accounts) OR id = lead.account_id
          OR id = (SELECT account_id FROM records_opportunity WHERE id = wanted.opportunity)) IS TRUE DESC,
        (domain = lead.company_domain AND domain <> '') DESC, created_at, id
      LIMIT 20 + cardinality(wanted.accounts)) a),
  'into', (SELECT to_jsonb(o) || jsonb_build_object('owner', p.handle, 'team', p.team_id, 'amount', o.amount::text,
        'roles', (SELECT coalesce(jsonb_agg(jsonb_build_object('contact_id', c.id, 'name', c.name, 'role', r.role,
              'is_primary', r.is_primary)), '[]')
            FROM records_contactrole r JOIN records_contact c ON c.id = r.contact_id WHERE r.opportunity_id = o.id),
        'steps', (SELECT coalesce(jsonb_agg(jsonb_build_object('action', s.action, 'owner', sp.handle,
              'due_on', s.due_on)), '[]')
            FROM records_nextstep s LEFT JOIN people_person sp ON sp.id = s.owner_id
            WHERE s.opportunity_id = o.id AND s.done_at IS NULL))
      FROM records_opportunity o LEFT JOIN people_person p ON p.id = o.owner_id WHERE o.id = wanted.opportunity),
  'contacts', (SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]') FROM (
      SELECT id, name, email, phone, title, account_id
      FROM records_contact WHERE merged_into_id IS NULL AND id IN (
        SELECT unnest(wanted.contacts || lead.contact_id)
        UNION SELECT id FROM records_contact WHERE email = lead.email AND email <> ''
        UNION SELECT id FROM (
          SELECT id FROM records_contact WHERE match_keys && wanted.keys OFFSET 0) alike)
      ORDER BY (id = ANY(wanted.contacts) OR id = lead.contact_id) IS TRUE DESC,
        (email = ANY(wanted.emails)) DESC, created_at, id
      LIMIT 20 + cardinality(wanted.contacts)) c),
  'people', (SELECT coalesce(jsonb_object_agg(handle, jsonb_build_object(
          'id', id, 'name', name, 'active', is_active, 'manager', manager_id, 'team', team_id, 'roles', roles)), '{}')
      FROM people_person
      WHERE handle = ANY(wanted.handles) OR id = ANY(wanted.people) OR id IN (lead.owner_id, lead.ae_id)),
  'stranded', (SELECT coalesce(jsonb_agg(to_jsonb(o)), '[]') FROM (
      SELECT id, name, email, state, owner_id, ae_id, account_id,
        ARRAY(SELECT team_id FROM people_person p WHERE p.id IN (l.owner_id, l.ae_id)) AS teams
      FROM records_lead l WHERE id <> lead.id AND id IN (
          SELECT id FROM records_lead
          WHERE account_id = lead.account_id AND state IN ('mql', 'sal', 'sql', 'discovery')
          UNION SELECT id FROM records_lead
          WHERE company_domain = lead.company_domain AND company_domain <> ''
            AND state IN ('mql', 'sal', 'sql', 'discovery'))
        AND CASE wanted.sees WHEN 'all' THEN true WHEN '' THEN false ELSE
          wanted.by IN (owner_id, ae_id) OR (wanted.sees = 'team' AND (coalesce(owner_id, ae_id) IS NULL
            OR EXISTS (SELECT FROM people_person p WHERE p.id IN (l.owner_id, l.ae_id) AND p.team_id = wanted.team)))
        END
      ORDER BY (id = ANY(wanted.attach)) DESC, captured_at DESC, id DESC
      LIMIT 20 + cardinality(wanted.attach)) o),
  'history', (SELECT to_jsonb(s) FROM conversion_dealsizes s
      WHERE s.segment = lead.segment AND s.currency = wanted.currency),
  'premature', (SELECT jsonb_build_object('index', p.index, 'p75', p.team_p75) FROM conversion_prematureindex p
      WHERE p.person_id = wanted.by)
)
FROM jsonb_to_recordset(%(wanted)s) AS wanted(
  lead_id uuid, keys varchar[], company_keys varchar[], accounts uuid[], contacts uuid[], handles varchar[],
  people uuid[], currency varchar, by uuid, emails varchar[], opportunity uuid, attach uuid[], sees varchar, team uuid)
JOIN records_lead lead ON lead.id = wanted.lead_id
"""


@dataclass(frozen=True)
class Gathered:
    """The lead's surroundings as read from the database."""

    document: Mapping[str, Any]

    @property
    def lead(self) -> Row:
        row: Row = self.document["lead"]
        return row

    @cached_property
    def lead_id(self) -> UUID:
        return UUID(self.lead["id"])

    @cached_property
    def book(self) -> Playbook:
        return playbook_of(UUID(self.document["playbook"]))

    def rows(self, name: str) -> Sequence[Row]:
        rows: Sequence[Row] = self.document[name]
        return rows

    @cached_property
    def people(self) -> Mapping[str, Row]:
        """People by handle: those whom the request or the lead names."""
        people: Mapping[str, Row] = self.document["people"]
        return people

    @cached_property
    def handles(self) -> Mapping[str, str]:
        """Handle by id, of the same people."""
        return {row["id"]: handle for handle, row in self.people.items()}

    @cached_property
    def dossier(self) -> Dossier:
        """The facts before anything that the converter adds."""
        document = self.document
        return Dossier(
            lead=lead_facts(
                self.lead,
                touches_from(document["touches"]),
                campaign=(document["campaign"] or {}).get("code", ""),
            ),
            answers=answers_from(document["answers"]),
            evidence=evidence_from(document["evidence"]),
            asked=asked_from(document["asked"]),
            meetings=meetings_from(document["meetings"]),
            handoff=handoff_from(document["handoff"]),
            surroundings=self._surroundings(),
        )

    def _surroundings(self) -> Surroundings:
        around = Surroundings()
        sizes, premature = self.document["history"], self.document["premature"]
        if sizes:
            around = replace(
                around,
                amounts=AmountHistory(sizes["n"], sizes["median_ln"], sizes["mad_ln"], sizes["p90"]),
            )
        if premature:
            around = replace(
                around, converter_premature_index=premature["index"], team_premature_p75=premature["p75"]
            )
        return around


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for beyond the lead: the sure matching keys of its person and of the people that the request
    names (``keys``), those of its company, mailboxes, and records and people by id or handle.

    ``sees`` is how far ``by`` may read leads ("" for none), of which ``attach`` are those that the request names.
    ``claims`` are the keys that are held while this is decided (`claiming`).
    """

    lead_id: UUID
    keys: tuple[str, ...] = ()
    company_keys: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    currency: str = ""
    by: UUID | None = None
    emails: tuple[str, ...] = ()
    opportunity: str | None = None
    attach: tuple[str, ...] = ()
    sees: str = ""
    team: UUID | None = None
    claims: tuple[str, ...] = ()


def companies_of(leads: Iterable[UUID], *, lock: bool) -> dict[UUID, Company]:
    """The companies of these leads; with ``lock`` the leads are held until the transaction ends. Unknown ones lack."""
    rows = run(LOCK_LEADS if lock else READ_LEADS, {"leads": sorted(leads)})
    return {row[0]: Company(*row[1:]) for row in rows}


def hold(opportunities: Iterable[str]) -> None:
    """Lock the opportunities that leads join or leave: what was empty when it was read is empty when it is filled."""
    ids = sorted(as_ids(opportunities))
    if ids:
        run(HOLD_OPPORTUNITIES, {"ids": ids})


def as_ids(keys: Iterable[str]) -> tuple[str, ...]:
    """Those that can be ids at all, as PostgreSQL writes them; for the others there is no such record."""
    return tuple(key for key in map(as_id, keys) if is_id(key))


def gather(wanted: Iterable[Wanted]) -> dict[UUID, Gathered]:
    """Read all that stands around each lead, once nobody else is deciding about the same companies and people."""
    asking = list(wanted)
    claim(key for one in asking for key in one.claims)
    return gathered_from(look_around(asking))


def look_around(wanted: Iterable[Wanted]) -> Answer:
    """Have the server read all that stands around each lead, whose companies and people the caller has claimed."""
    asked = [{name: getattr(one, name) for name in _LOOKED_UP} for one in wanted]
    return ask(AROUND_THE_LEADS, {"wanted": Jsonb(asked, dumps=orjson.dumps)})


def gathered_from(answer: Answer) -> dict[UUID, Gathered]:
    """What the server has read, by lead."""
    return {lead: Gathered(orjson.loads(document)) for lead, document in answer.rows()}


_LOOKED_UP = tuple(name for name in Wanted.__dataclass_fields__ if name != "claims")
