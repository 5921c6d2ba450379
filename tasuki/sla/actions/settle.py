from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.sla.ending import Ending, end
from tasuki.sla.terms import agreement_in_force


@transaction.atomic
def settle(lead_id: UUID, started_by: str, because: str, *, by: Actor, at: datetime) -> bool:
    """Stop the lead's promises that the event ``started_by`` began, where keeping them takes a judgement (SL-12).

    ``because`` is the code of the event that settled them. Returns whether any was running.
    """
    agreement = agreement_in_force()
    heard = agreement.by_code.get(started_by) if agreement else None
    promised = tuple(promise.sla.id for promise in heard.starts) if heard else ()
    return bool(end([Ending(lead_id, because, moment=at, by=by, at=at, stops=promised)]).rows())
