"""/approvals: somebody else's yes that an opportunity waits for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import page_schema
from tasuki.platform.language import language_of, translator
from tasuki.stages.conversion import actions
from tasuki.stages.conversion.api.shapes import ApprovalOut, Delegating, No, Recalled, WhichApprovals, Yes
from tasuki.stages.conversion.models import Approval
from tasuki.stages.conversion.queries import approval_for, approvals_for

router = Router(tags=["approvals"])
_COLUMNS = (
    "id", "state", "rules", "conversion_id", "conversion__lead_id", "opportunity_id", "opportunity__name",
    "asked_by__handle", "asked_at", "approver__handle", "approver_because", "rank", "decided_at", "decided_by_id",
    "rationale",
)  # fmt: skip
_TOLD_AS = {
    "conversion__lead_id": "lead_id",
    "opportunity__name": "opportunity",
    "asked_by__handle": "asked_by",
    "approver__handle": "approver",
}


@router.get("", response=page_schema(ApprovalOut))
def list_approvals(request: Call, which: Query[WhichApprovals], paging: Query[Paging]) -> HttpResponse:
    """Approvals that one asked for, decides or may see, the newest first; unless asked otherwise the pending ones."""
    rows = approvals_for(request.auth, "" if which.state == "all" else which.state).select_related(None)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-asked_at", "-id"))
    return answer({"items": [_told(item) for item in items], "next_cursor": following})


@router.get("/{uuid:approval_id}", response=ApprovalOut)
def get_approval(request: Call, approval_id: UUID) -> HttpResponse:
    """One approval."""
    return answer(_shown(request, approval_id))


@router.post("/{uuid:approval_id}/grant", response=ApprovalOut)
def grant_approval(request: Call, approval_id: UUID, payload: Yes) -> HttpResponse:
    """Yes: the opportunity opens and counts in the forecast. Nobody grants their own (403)."""
    actions.grant(approval_id, by=request.auth, at=request.at, rationale=payload.rationale)
    return answer(_shown(request, approval_id))


@router.post("/{uuid:approval_id}/refuse", response=ApprovalOut)
def refuse_approval(request: Call, approval_id: UUID, payload: No) -> HttpResponse:
    """No, with a rationale: the opportunity is voided and the lead returns to discovery."""
    actions.refuse(approval_id, rationale=payload.rationale, by=request.auth, at=request.at)
    return answer(_shown(request, approval_id))


@router.post("/{uuid:approval_id}/delegate", response=ApprovalOut)
def delegate_approval(request: Call, approval_id: UUID, payload: Delegating) -> HttpResponse:
    """Hand it to somebody else who may decide; the clock goes on."""
    actions.delegate(approval_id, payload.approver, reason=payload.reason, by=request.auth, at=request.at)
    return answer(_as_it_is(approval_id))


@router.post("/{uuid:approval_id}/recall", response=Recalled)
def recall_approval(request: Call, approval_id: UUID) -> HttpResponse:
    """Take one's own request back; the conversion is undone."""
    _, stays = actions.recall(approval_id, by=request.auth, at=request.at)
    language = language_of(request)
    spoken = [one.spoken(language, translator(language)) for one in stays]
    return answer({"approval": _shown(request, approval_id), "stays": spoken})


def _shown(request: Call, approval_id: UUID) -> dict[str, Any]:
    return _as_it_is(approval_for(request.auth, approval_id).pk)


def _as_it_is(approval_id: UUID) -> dict[str, Any]:
    return _told(Approval.objects.filter(pk=approval_id).values(*_COLUMNS)[0])


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {_TOLD_AS.get(name, name): value for name, value in row.items()}
