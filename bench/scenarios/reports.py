"""Reports over a million leads: every page for the first time and again, and the funnel beside raw SQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection

from bench.figure import Figure, Must, at_most
from bench.measuring import quantile
from bench.stage import Stage
from bench.web import Ask
from tasuki.insight.asked import Asked
from tasuki.insight.registry import all_reports, report_named
from tasuki.insight.tables import fill
from tasuki.platform.time.now import now
from tasuki.playbooks.queries import in_force
from tasuki.records.noting import note_what_leads_lack

COLD, WARM = 1500, 300
"""Milliseconds: the first time somebody asks, and again."""
ROUNDS = 5
YEARS = 730
# How far the crowd came, as its states say: each step two days after the one before.
WAY = """
UPDATE records_milestone m SET
  mql_at = CASE WHEN state <> 'captured' THEN captured_at + interval '1 day' END,
  sal_at = CASE WHEN state IN ('sal', 'sql', 'discovery', 'recycled') THEN captured_at + interval '3 days' END,
  sql_at = CASE WHEN state IN ('sql', 'discovery') THEN captured_at + interval '7 days' END,
  discovery_at = CASE WHEN state = 'discovery' THEN captured_at + interval '12 days' END,
  disqualified_at = CASE WHEN state = 'disqualified' THEN captured_at + interval '9 days' END,
  recycled_at = CASE WHEN state = 'recycled' THEN captured_at + interval '20 days' END,
  exit_reason = CASE state WHEN 'disqualified' THEN 'no_budget' WHEN 'recycled' THEN 'no_timeline' ELSE '' END,
  exit_cause = CASE WHEN state = 'disqualified' THEN 'qualified_out' ELSE '' END
WHERE state <> 'captured'
"""
# Every second lead in discovery made an opportunity, which is won, lost or open.
DEALS = """
WITH made AS (
  INSERT INTO records_opportunity ({columns})
  SELECT {values} FROM records_lead l
  CROSS JOIN LATERAL (SELECT abs(hashtext(l.id::text)) % 10 AS lot, l.captured_at + interval '14 days' AS at) c
  WHERE l.state = 'discovery' AND c.lot < 5
  RETURNING id, lead_id, state, closed_at, amount, currency, created_at)
UPDATE records_milestone m SET converted_at = made.created_at, opportunity_id = made.id, deal_state = made.state,
  amount = made.amount, currency = made.currency,
  won_at = CASE WHEN made.state = 'closed_won' THEN made.closed_at END,
  lost_at = CASE WHEN made.state = 'closed_lost' THEN made.closed_at END
FROM made WHERE m.lead_id = made.lead_id
"""
MADE = {
    "id": "gen_random_uuid()",
    "name": "l.company_name",
    "lead_id": "l.id",
    "state": "(ARRAY['open', 'open', 'closed_won', 'closed_lost', 'closed_lost'])[c.lot + 1]",
    "stage": "(ARRAY['discovery', 'evaluation', 'closed_won', 'closed_lost', 'closed_lost'])[c.lot + 1]",
    "stage_since": "c.at",
    "stage_history": "jsonb_build_array(jsonb_build_object('stage', 'discovery', 'at', c.at))",
    "created_at": "c.at",
    "closed_at": "CASE WHEN c.lot > 1 THEN c.at + interval '40 days' END",
    "owner_id": "l.ae_id",
    "sdr_id": "l.owner_id",
    "source": "l.source",
    "campaign_id": "l.campaign_id",
    "segment": "l.segment",
    "amount": "1000000 * (c.lot + 1)",
    "currency": "'JPY'",
    "probability": "0.2",
}
# What else a row has to have, and what stands there.
MUST_HAVE = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_name = 'records_opportunity' AND is_nullable = 'NO' AND column_default IS NULL
"""
BLANK = {"character varying": "''", "text": "''", "jsonb": "'{}'", "boolean": "true", "ARRAY": "'{}'"}
RAW = """
SELECT source, date_trunc('month', captured_at AT TIME ZONE 'Asia/Tokyo'), state, count(*) FROM records_lead
GROUP BY 1, 2, 3
"""
RAW_OF_MILESTONES = """
SELECT source, count(*), count(*) FILTER (WHERE mql_at IS NOT NULL), count(*) FILTER (WHERE sal_at IS NOT NULL),
  count(*) FILTER (WHERE sql_at IS NOT NULL), count(*) FILTER (WHERE discovery_at IS NOT NULL),
  count(*) FILTER (WHERE converted_at IS NOT NULL), count(*) FILTER (WHERE won_at IS NOT NULL)
FROM records_milestone GROUP BY 1
"""


def reports(stage: Stage) -> Iterator[Figure]:
    """Each page as RevOps, who sees everything, in the period of whoever asks for none."""
    leads = f"{stage.crowd:,} leads"
    _live_on(stage)
    headers = stage.session("kei")
    cold, warm = dict[str, float](), list[tuple[str, float]]()
    for key in all_reports():
        ask = Ask(f"/reports/{key}", headers=headers)
        cold[key] = stage.web.answer([ask], 1).milliseconds[0]
        warm += [(key, one) for one in stage.web.answer([ask] * ROUNDS, 1).milliseconds]
    yield _slowest(
        f"pages of {len(cold)} reports, {leads}, first time, slowest", list(cold.items()), 1.0, COLD
    )
    yield _slowest(f"pages of {len(cold)} reports, {leads}, again, p95", warm, 0.95, WARM)
    yield from _beside_raw_sql(leads)


def _live_on(stage: Stage) -> None:
    stage.say("the crowd moves on, and the worker has noted what leads lack")
    with connection.cursor() as cursor:
        cursor.execute(WAY)
        cursor.execute(MUST_HAVE)
        rest = {name: BLANK.get(kind, "0") for name, kind in cursor.fetchall() if name not in MADE}
        told = {**MADE, **rest, "tags": "'{}'", "origin": "'native'", "overridden": "false"}
        cursor.execute(DEALS.format(columns=", ".join(told), values=", ".join(told.values())))
        note_what_leads_lack(in_force(), stage.crowd)
        cursor.execute("CLUSTER records_milestone USING milestone_newest")  # in the order in which leads came
        cursor.execute("VACUUM ANALYZE records_milestone, records_opportunity")


def _beside_raw_sql(leads: str) -> Iterator[Figure]:
    book, at = in_force(), now()
    asked = Asked(at.date() - timedelta(days=YEARS + 30), at.date(), at, book.playbook.zone)
    reached = report_named("funnel").table("reached", book)
    raw, raw_rows = _best(lambda: _run(RAW)), _best(lambda: _run(RAW_OF_MILESTONES))
    by_source = _best(lambda: fill(reached, asked.split("source"), book))
    by_month = _best(lambda: fill(reached, asked.split("source", "month"), book))
    yield Figure(
        f"funnel by source of all {leads}", by_source, "ms", floor=raw_rows,
        musts=(Must(3, of_floor=True, at_most=True),),
        note="floor: the raw group-by of the same rows",
    )  # fmt: skip
    yield Figure(
        f"stage × source × month of all {leads}", by_month, "ms", floor=raw,
        musts=(Must(1, of_floor=True, at_most=True),),
        note="floor: the raw group-by over the leads",
    )  # fmt: skip


def _run(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _best(work: Callable[[], object]) -> float:
    """Milliseconds of the best of some rounds, after one that warms."""
    taken = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return min(taken[1:])


def _slowest(what: str, taken: list[tuple[str, float]], share: float, bound: float) -> Figure:
    by_time = sorted(taken, key=lambda one: -one[1])
    worst = dict.fromkeys(key for key, _ in by_time)
    longest = {key: max(ms for name, ms in taken if name == key) for key in worst}
    note = ", ".join(f"{key} {longest[key]:.0f}" for key in list(worst)[:6])
    return Figure(what, quantile([ms for _, ms in taken], share), "ms", musts=(at_most(bound),), note=note)
