"""The public shape of an event: at the API, and in webhooks. Ids and codes only."""

from __future__ import annotations

from typing import Any

from tasuki.platform.journal.catalogue import EVENTS
from tasuki.platform.journal.models import Event
from tasuki.platform.language import translator
from tasuki.rules.wording import Language


def shape_of(event: Event, language: Language) -> dict[str, Any]:
    """``sentence`` is in this language; everything else is the same in all."""
    return {
        "id": event.seq,
        "code": event.code,
        "sentence": translator(language)(EVENTS[event.code]),
        "at": event.at,
        "actor_id": event.actor_id,
        "door": event.door,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "lead_id": event.lead_id,
        "opportunity_id": event.opportunity_id,
        "playbook": event.playbook,
        "reason": event.reason,
        "origin": event.origin,
        "data": event.data,
    }
