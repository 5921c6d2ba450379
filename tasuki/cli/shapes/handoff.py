from __future__ import annotations

from typing import Any

from tasuki.cli.language import translator
from tasuki.cli.session import Session
from tasuki.cli.tables import pairs
from tasuki.rules.lifecycle import STATE_LABELS, HandoffState
from tasuki.rules.wording import N_
from tasuki.stages.handoff.brief import Body
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.telling import tell

_PLAIN = (
    "lead_id",
    "state",
    "notes",
    "completed_at",
    "playbook",
    "submitted_at",
    "decided_at",
    "reason",
    "rationale",
    "details",
    "reengage_on",
    "reengage_trigger",
    "rating",
    "rated_at",
    "feedback",
    "asked_again",
)


def handoff_shape(handoff: Handoff) -> dict[str, Any]:
    return {
        "id": handoff.pk,
        **{name: getattr(handoff, name) for name in _PLAIN},
        "completeness": _fraction(handoff.completeness),
        "quality": _fraction(handoff.quality),
        "sdr": handoff.sdr.handle if handoff.sdr else None,
        "ae": handoff.ae.handle if handoff.ae else None,
    }


def handoff_lines(handoff: Handoff, session: Session) -> list[str]:
    complete = _fraction(handoff.completeness)
    return pairs(
        [
            (session.say(N_("Handoff")), handoff.pk),
            (session.say(N_("Lead")), handoff.lead_id),
            (session.say(N_("State")), session.say(STATE_LABELS[HandoffState(handoff.state)])),
            (session.say(N_("Brief complete")), f"{complete:.0%}" if complete is not None else None),
            (session.say(N_("Submitted")), handoff.submitted_at and session.clock(handoff.submitted_at)),
            (session.say(N_("Reason")), handoff.reason),
            (session.say(N_("Rating")), handoff.rating),
            ("SDR", handoff.sdr and handoff.sdr.handle),
            ("AE", handoff.ae and handoff.ae.handle),
        ]
    )


def brief_shape(body: Body, session: Session) -> dict[str, Any]:
    """The brief in the reader's language."""
    return tell(body, session.language, translator(session.language))


def brief_lines(body: Body, session: Session) -> list[str]:
    brief = brief_shape(body, session)
    lines = [f"{brief['title']}  {brief['completeness']['fraction']:.0%}  ({brief['playbook']})"]
    for section in brief["sections"]:
        lines += ["", section["title"]]
        lines += [f"  {line['label']}: {line['text'] or '—'}" for line in section["lines"]]
    return lines


def _fraction(value: Any) -> float | None:
    return None if value is None else float(value)
