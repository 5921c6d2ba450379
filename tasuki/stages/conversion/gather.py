"""Everything that a conversion has to know, in two statements: lock the lead, then read all that stands around it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import playbook_of
from tasuki.rules.dossier import AmountHistory, Dossier, Surroundings
from tasuki.rules.playbook import Playbook
from tasuki.stages.handoff.dossier import handoff_from
from tasuki.stages.intake.dossier import lead_facts, touches_from
from tasuki.stages.meetings.dossier import meetings_from
from tasuki.stages.qualification.dossier import answers_from, asked_from, evidence_from

Row = Mapping[str, Any]

# The lead's row alone: whoever holds it converts, everybody else waits here (always the first lock taken).
LOCK_LEAD = "SELECT company_name, company_domain FROM records_lead WHERE id = %(lead)s FOR UPDATE"
READ_LEAD = "SELECT company_name, company_domain FROM records_lead WHERE id = %(lead)s"

# One lead with all that its conversion depends on, as one JSON document. Every part is found by an index; lists that
# grow with a customer's history (touches, candidates) are capped.
AROUND_THE_LEAD = """
SELECT jsonb_build_object(
  'lead', to_jsonb(lead),
  'playbook', (SELECT id FROM playbooks_playbookversion WHERE state = 'in_force'),
  'campaign', (SELECT jsonb_build_object('id', c.id, 'code', c.code) FROM records_campaign c WHERE c.id = lead.campaign_id),
  'answers', (SELECT coalesce(jsonb_agg(to_jsonb(a)), '[]') FROM qualification_answer a WHERE a.lead_id = lead.id),
  'evidence', (SELECT coalesce(jsonb_agg(to_jsonb(e)), '[]') FROM qualification_evidence e WHERE e.lead_id = lead.id),
  'asked', (SELECT coalesce(jsonb_agg(to_jsonb(q)), '[]') FROM qualification_askedquestion q WHERE q.lead_id = lead.id),
  'touches', (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM (
      SELECT kind, at, direction, two_way, content, signal FROM records_touchpoint
      WHERE lead_id = lead.id ORDER BY at DESC LIMIT 200) t),
  'meetings', (SELECT coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('ae_handle', p.handle) ORDER BY m.booked_for), '[]')
      FROM meetings_meeting m LEFT JOIN people_person p ON p.id = m.ae_id WHERE m.lead_id = lead.id),
  'handoff', (SELECT to_jsonb(h) || jsonb_build_object('ae_handle', p.handle)
      FROM handoff_handoff h LEFT JOIN people_person p ON p.id = h.ae_id
      WHERE h.lead_id = lead.id ORDER BY h.created_at DESC LIMIT 1),
  'brief', (SELECT b.body FROM handoff_briefversion b JOIN handoff_handoff h ON h.id = b.handoff_id
      WHERE h.lead_id = lead.id ORDER BY b.at DESC, b.number DESC LIMIT 1),
  'conversion', (SELECT to_jsonb(v) - 'dossier' - 'decision' FROM conversion_conversion v
      WHERE v.lead_id = lead.id AND v.voided_at IS NULL),
  'accounts', (SELECT coalesce(jsonb_agg(to_jsonb(a)), '[]') FROM (
      SELECT id, name, name_key, legal_form, domain, owner_id, industry, segment, country, region, employees, tier
      FROM records_account
      WHERE merged_into_id IS NULL AND (id = lead.account_id OR id = ANY(%(accounts)s::uuid[])
         OR (domain = lead.company_domain AND domain <> '') OR match_keys && lead.match_keys)
      LIMIT 25) a),
  'contacts', (SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]') FROM (
      SELECT id, name, email, phone, title, account_id FROM records_contact
      WHERE merged_into_id IS NULL AND (id = lead.contact_id OR id = ANY(%(contacts)s::uuid[])
         OR (email = lead.email AND email <> '') OR match_keys && lead.match_keys
         OR match_keys && %(keys)s::varchar[])
      LIMIT 50) c),
  'people', (SELECT coalesce(jsonb_object_agg(handle, jsonb_build_object(
          'id', id, 'name', name, 'active', is_active, 'manager', manager_id, 'team', team_id, 'roles', roles)), '{}')
      FROM people_person WHERE handle = ANY(%(handles)s) OR id = ANY(%(people)s::uuid[]) OR id IN (lead.owner_id, lead.ae_id)),
  'stranded', (SELECT coalesce(jsonb_agg(to_jsonb(o)), '[]') FROM (
      SELECT id, name, email, state, owner_id FROM records_lead
      WHERE id <> lead.id AND state = ANY(%(open)s)
        AND ((account_id IS NOT NULL AND account_id = lead.account_id)
          OR (company_domain = lead.company_domain AND company_domain <> '' AND match_keys && lead.match_keys))
      ORDER BY captured_at DESC LIMIT 20) o),
  'history', (SELECT to_jsonb(s) FROM conversion_dealsizes s
      WHERE s.segment = lead.segment AND s.currency = %(currency)s),
  'premature', (SELECT jsonb_build_object('index', p.index, 'p75', p.team_p75) FROM conversion_prematureindex p
      WHERE p.person_id = %(by)s)
) FROM records_lead lead WHERE lead.id = %(lead)s
"""
OPEN_STATES = ["captured", "mql", "sal", "sql", "discovery"]


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
            lead=lead_facts(self.lead, touches_from(document["touches"]), campaign=(document["campaign"] or {}).get("code", "")),
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
    """What to look for beyond the lead itself: people and records that the request names (``keys``: their matching keys)."""

    keys: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    currency: str = ""
    by: UUID | None = None


def company_of(lead_id: UUID, *, lock: bool) -> tuple[str, str]:
    """The name and domain of the lead's company; with ``lock`` the lead is held until the transaction ends.

    Raises `NotFound`.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_LEAD if lock else READ_LEAD, {"lead": lead_id})
        row = cursor.fetchone()
    if row is None:
        raise NotFound("lead", lead_id)
    return row[0], row[1]


def gather(lead_id: UUID, wanted: Wanted) -> Gathered:
    """Read all that stands around the lead. Raises `NotFound`."""
    parameters = {
        name: list(value) if isinstance(value := getattr(wanted, name), tuple) else value
        for name in Wanted.__dataclass_fields__
    }
    with connection.cursor() as cursor:
        cursor.execute(AROUND_THE_LEAD, {**parameters, "lead": lead_id, "open": OPEN_STATES})
        row = cursor.fetchone()
    if row is None:
        raise NotFound("lead", lead_id)
    return Gathered(json.loads(row[0]) if isinstance(row[0], str) else row[0])
