"""Log a touchpoint: a call, an e-mail, a visit. Flow scores the lead again."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.platform.refusals import invalid
from tasuki.records.models import Touchpoint
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.wording import N_

KINDS = (
    "call", "email", "meeting", "form", "webinar", "event", "visit", "download", "chat", "letter", "sms", "other",
)  # fmt: skip
DIRECTIONS = ("inbound", "outbound")


@atomic
def log_touch(
    lead_id: UUID,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    direction: Literal["inbound", "outbound"] = "outbound",
    two_way: bool = False,
    content: str = "",
    signal: str = "",
    note: str = "",
    touched_at: datetime | None = None,
) -> Touchpoint:
    """One contact with the buyer; ``touched_at`` when it was earlier. Raises Forbidden, NotFound, Invalid."""
    lead = locked_lead(lead_id, "campaign")
    ask_about(lead, by, "touch.log")
    moment = touched_at or at
    if kind not in KINDS:
        raise invalid("/kind", N_("No such kind of touchpoint; one of: %(kinds)s."), kinds=KINDS)
    if direction not in DIRECTIONS:
        raise invalid("/direction", N_("The direction is inbound or outbound."))
    if moment > at:
        raise invalid("/touched_at", N_("A touchpoint cannot lie in the future."))
    touch = Touchpoint(
        lead=lead,
        contact_id=lead.contact_id,
        account_id=lead.account_id,
        opportunity_id=lead.opportunity_id,
        kind=kind,
        at=moment,
        direction=direction,
        two_way=two_way,
        content=content[:300],
        signal=signal[:50],
        note=note,
        by_id=by.person_id,
    )
    touch.save()
    if lead.last_touch_at is None or moment > lead.last_touch_at:
        lead.last_touch_at = moment
        lead.save(update_fields=["last_touch_at"])
    append(
        Entry(
            "touch.logged",
            at,
            by,
            "lead",
            lead.pk,
            lead_id=lead.pk,
            origin=lead.origin,
            data={
                "touch": str(touch.pk),
                "kind": kind,
                "direction": direction,
                "two_way": two_way,
                "signal": signal,
                "touched_at": moment.isoformat(),
            },
            words={"note": note, "content": content} if note or content else {},
        ),
        at_hand=[lead],
    )
    return touch
