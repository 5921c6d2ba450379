"""/touchpoints: log one."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.records.api.touchpoints import COLUMNS, TouchpointOut, told
from tasuki.records.models import Touchpoint
from tasuki.records.seen import lead_as_seen
from tasuki.stages.qualification import actions
from tasuki.stages.qualification.api.shapes import NewTouch

router = Router(tags=["touchpoints"])


@router.post("", response={201: TouchpointOut})
def log_touchpoint(request: Call, payload: NewTouch) -> HttpResponse:
    """One contact with the buyer. The lead is scored again."""
    said = payload.model_dump(exclude={"lead_id", "at"})
    with lead_as_seen(request, payload.lead_id):
        touch = actions.log_touch(
            payload.lead_id, by=request.auth, at=request.at, touched_at=payload.at, **said
        )
    row = Touchpoint.objects.filter(pk=touch.pk).values(*COLUMNS)[0]
    return answer(told(row), 201)
