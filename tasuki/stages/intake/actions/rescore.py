from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead, Touchpoint
from tasuki.records.queries import campaign_code, locked_lead
from tasuki.rules.playbook import Playbook
from tasuki.stages.intake.dossier import touches_from
from tasuki.stages.intake.scores import (
    TOUCH_COLUMNS,
    put_scores,
    row_of,
    scores_of,
    stored_reasons,
    touches_of,
)

BATCH = 2_000


@atomic
def rescore(lead_id: UUID, *, at: datetime, by: Actor = SYSTEM) -> bool:
    """Score again, after a touch or with time; tells whether fit or intent changed. Raises `NotFound`."""
    lead = locked_lead(lead_id, "campaign")
    book = in_force()
    if not put_scores(lead, scores_of(row_of(lead), touches_of(lead), campaign_code(lead), book, at)):
        return False
    lead.save(update_fields=["fit", "intent", "score_reasons"])
    append(
        Entry(
            "lead.scored", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=book.stamp, origin=lead.origin,
            data={"fit": lead.fit, "intent": lead.intent},
        ),
        at_hand=[lead],
    )  # fmt: skip
    return True


def rescore_many(lead_ids: Iterable[UUID], *, at: datetime) -> int:
    """Score many leads, as after an import: one statement per batch of 2,000 and no event each. Returns how many."""
    book, ids, done = in_force(), iter(lead_ids), 0
    while batch := list(islice(ids, BATCH)):
        done += _rescore_batch(batch, book, at)
    return done


# Set the scores of a batch; the version stays, since nothing that a person entered has changed.
_PUT = """
    UPDATE records_lead t SET fit = s.fit, intent = s.intent, score_reasons = s.reasons
    FROM unnest(%s::uuid[], %s::smallint[], %s::smallint[], %s::jsonb[]) AS s (id, fit, intent, reasons)
    WHERE t.id = s.id"""


def _rescore_batch(ids: Sequence[UUID], book: Playbook, at: datetime) -> int:
    touches: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for touch in Touchpoint.objects.filter(lead__in=ids).order_by("at").values("lead_id", *TOUCH_COLUMNS):
        touches[touch["lead_id"]].append(touch)
    scored = []
    for row in Lead.objects.filter(pk__in=ids).values(*_columns(), "campaign__code"):
        scores = scores_of(row, touches_from(touches[row["id"]]), row["campaign__code"] or "", book, at)
        scored.append((row["id"], scores.fit, scores.intent, orjson.dumps(stored_reasons(scores)).decode()))
    if scored:
        with connection.cursor() as cursor:
            cursor.execute(_PUT, [list(column) for column in zip(*scored, strict=True)])
    return len(scored)


def _columns() -> list[str]:
    return [column.attname for column in Lead._meta.concrete_fields]
