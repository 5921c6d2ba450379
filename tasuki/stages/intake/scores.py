"""A lead's fit and intent from its row and its touchpoints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tasuki.platform.language import translator
from tasuki.platform.sql import run
from tasuki.records.models import Lead
from tasuki.rules.dossier import Dossier, Touch
from tasuki.rules.playbook import Playbook
from tasuki.rules.scoring import Scores, highest, score
from tasuki.stages.intake.dossier import lead_facts, touches_from

TOUCH_COLUMNS = ("kind", "at", "direction", "two_way", "content", "signal")
TOUCHES = f"SELECT {', '.join(TOUCH_COLUMNS)} FROM records_touchpoint WHERE lead_id = %(lead)s ORDER BY at"


def scores_of(
    row: Mapping[str, Any], touches: tuple[Touch, ...], campaign: str, book: Playbook, at: datetime
) -> Scores:
    """Both scores under ``book`` at ``at``; ``row`` is a lead as ``.values()`` gives it."""
    return score(Dossier(lead=lead_facts(row, touches, campaign), at=at), book, at)


def touches_of(lead: Lead) -> tuple[Touch, ...]:
    return touches_from(dict(zip(TOUCH_COLUMNS, row, strict=True)) for row in run(TOUCHES, {"lead": lead.pk}))


def row_of(lead: Lead) -> dict[str, Any]:
    return {column.attname: getattr(lead, column.attname) for column in lead._meta.concrete_fields}


def stored_reasons(scores: Scores) -> list[dict[str, object]]:
    """The reasons as the lead keeps them: row of the playbook, kind, points, and the sentence in both languages."""
    say = translator("ja")
    return [
        {
            "key": reason.key, "kind": reason.kind, "points": reason.points,
            "because": {"en": reason.because.spoken("en"), "ja": reason.because.spoken("ja", say)},
            **({"tier": reason.tier} if reason.tier else {}),
        }
        for reason in scores.reasons
    ]  # fmt: skip


def put_scores(lead: Lead, scores: Scores) -> bool:
    """Sets the scores on the lead; tells whether one of them, or the tier of intent, changed. The caller saves."""
    tier = highest(one.get("tier", 0) for one in lead.score_reasons)
    changed = (lead.fit, lead.intent, tier) != (scores.fit, scores.intent, scores.intent_tier)
    lead.fit, lead.intent, lead.score_reasons = scores.fit, scores.intent, stored_reasons(scores)
    return changed
