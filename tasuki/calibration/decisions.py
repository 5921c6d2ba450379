"""Which decisions gates have made in a period, the newest first, and what became of the leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import orjson

from tasuki.platform.access.actor import Actor, visible_where
from tasuki.platform.sql import run
from tasuki.rules.decision import Verdict
from tasuki.rules.gates import gate_after

Kind = Literal["passed", "left", "waiting"]
COUNTED = 100_000
"""Further than this decisions are not counted."""

# A gate has let a lead through (its event keeps the verdict), or a lead has left before one (nobody asked it any more).
# An AE who sends a lead back is no gate.
BY_EVENT = """
  SELECT 'event' AS source, event.seq, event.at, event.lead_id, event.code, event.playbook, event.data,
    event.subject_id AS key
  FROM journal_event event JOIN records_lead lead ON lead.id = event.lead_id
  WHERE event.at >= %(since)s AND event.at < %(until)s AND {seen}
    AND (event.code IN ('lead.marketing_qualified', 'lead.accepted', 'lead.sales_qualified', 'handoff.submitted')
      OR (event.code IN ('lead.disqualified', 'lead.recycled')
        AND event.data ->> 'from' IN ('captured', 'mql', 'sal', 'sql')
        AND NOT EXISTS (SELECT FROM journal_event answer WHERE answer.lead_id = event.lead_id
          AND answer.at = event.at AND answer.code IN ('handoff.rejected', 'handoff.recycled'))))
"""
CONVERTED = """
  SELECT 'conversion' AS source, NULL::bigint AS seq, made.at, made.lead_id, made.verdict AS code, made.playbook,
    made.decision AS data, made.id AS key
  FROM conversion_conversion made JOIN records_lead lead ON lead.id = made.lead_id
  WHERE made.at >= %(since)s AND made.at < %(until)s AND {seen}
"""
# The first gate opens by itself: who still stands before it has been refused until today.
WAITING = """
  SELECT 'waiting' AS source, NULL::bigint AS seq, lead.state_since AS at, lead.id AS lead_id, lead.state AS code,
    '' AS playbook, '{{}}'::jsonb AS data, lead.id AS key
  FROM records_lead lead
  WHERE lead.state = 'captured' AND lead.origin = 'native'
    AND lead.state_since >= %(since)s AND lead.state_since < %(until)s AND {seen}
"""
KINDS = (BY_EVENT, CONVERTED, WAITING)
_ORDER = "ORDER BY at DESC, seq DESC NULLS LAST, key LIMIT %(most)s"
NEWEST = f"{' UNION ALL '.join(f'(SELECT * FROM ({one}) one {_ORDER})' for one in KINDS)} {_ORDER}"
HOW_MANY = f"SELECT count(*) FROM ({' UNION ALL '.join(KINDS)} LIMIT %(counted)s) decided"

PASSED: Mapping[str, str] = {
    "lead.marketing_qualified": "mql",
    "lead.accepted": "sal",
    "lead.sales_qualified": "sql",
    "handoff.submitted": "handoff",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision as it is kept; ``at`` is since when, where the lead still waits before the gate."""

    kind: Kind
    gate: str
    lead_id: UUID
    at: datetime
    playbook: str
    key: UUID
    seq: int | None = None
    verdict: Verdict | None = None
    open: frozenset[str] | None = None


def decisions(
    since: datetime, until: datetime, most: int, *, by: Actor, at: datetime, in_force: str
) -> tuple[list[Decided], int]:
    """The newest ``most`` of the period about leads that ``by`` may see, and how many there are (up to `COUNTED`)."""
    condition, seen = visible_where(by, "lead.read", "lead.owner_id", "lead.ae_id")
    period = {"since": since, "until": until, **seen}
    rows = run(NEWEST.format(seen=condition), {**period, "most": most})
    ((there_are,),) = run(HOW_MANY.format(seen=condition), {**period, "counted": COUNTED})
    return [_decided(row, at, in_force) for row in rows], there_are


def _decided(row: tuple[Any, ...], at: datetime, in_force: str) -> Decided:
    source, seq, moment, lead_id, code, playbook, stored, key = row
    data = orjson.loads(stored) if isinstance(stored, str | bytes) else stored
    if source == "waiting":
        return Decided("waiting", "mql", lead_id, at, in_force, key, verdict=Verdict.REFUSED)
    if source == "conversion":
        troubles = {one["rule"] for one in data["findings"] if one["standing"] != "met"}
        return Decided(
            "passed", "opportunity", lead_id, moment, playbook, key, None, Verdict(code), frozenset(troubles)
        )
    if code not in PASSED:
        return Decided("left", gate_after(data["from"]), lead_id, moment, playbook, key, seq)
    opened = data.get("open", data.get("warnings"))
    return Decided(
        "passed",
        PASSED[code],
        lead_id,
        moment,
        playbook,
        key,
        seq,
        Verdict(data["verdict"]),
        None if opened is None else frozenset(opened),
    )


FATES = """
SELECT lead.id, lead.name, lead.company_name, lead.state, deal.id, deal.state, deal.amount, deal.currency
FROM records_lead lead LEFT JOIN records_opportunity deal ON deal.id = lead.opportunity_id
WHERE lead.id = ANY(%(leads)s)
"""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a lead: its deal's state where there is one, else its own."""

    lead_id: UUID
    name: str
    company: str
    state: str
    opportunity_id: UUID | None
    deal_state: str | None
    amount: Decimal | None
    currency: str | None


def fates(leads: Iterable[UUID]) -> dict[UUID, Fate]:
    return {row[0]: Fate(*row) for row in run(FATES, {"leads": list(set(leads))})}
