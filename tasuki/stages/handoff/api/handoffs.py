"""/handoffs: the brief, handing it over, and the AE's answer."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body as InBody
from ninja import Query, Router

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.hiding import hiding
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import page_schema
from tasuki.platform.language import language_of, translator
from tasuki.records.queries import lead_for
from tasuki.records.seen import lead_as_seen
from tasuki.stages.handoff import actions
from tasuki.stages.handoff.api.shapes import (
    Acceptance,
    BriefVersionOut,
    Feedback,
    HandoffItem,
    HandoffOut,
    NewHandoff,
    Recycling,
    Rejection,
    SinceRead,
    SubmittedOut,
    Taker,
    WhichHandoffs,
)
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.notes import Notes
from tasuki.stages.handoff.queries import (
    brief_of,
    diff_since_read,
    handoff_checklist,
    handoff_for,
    handoffs_visible_to,
    latest_version,
)
from tasuki.stages.handoff.telling import line_in, tell

router = Router(tags=["handoffs"])
NoteChanges = Annotated[
    dict[str, Any], shaped_like(Notes, {"recommended_next_step": "デモ", "likelihood": "high"}), InBody()
]
_COLUMNS = (
    "id", "lead_id", "state", "sdr__handle", "ae__handle", "lead__name", "lead__company_name", "completeness",
    "submitted_at", "decided_at", "reason", "rationale", "rating", "feedback", "quality", "created_at",
)  # fmt: skip
_TOLD_AS = {"sdr__handle": "sdr", "ae__handle": "ae", "lead__name": "lead", "lead__company_name": "company"}


@router.get("", response=page_schema(HandoffItem))
def list_handoffs(request: Call, which: Query[WhichHandoffs], paging: Query[Paging]) -> HttpResponse:
    """The handoffs that one may see, the newest first."""
    ask_any(request.auth, "handoff.read")
    rows = handoffs_visible_to(request.auth).select_related(None)
    if which.state:
        rows = rows.filter(state__in=which.state)
    if which.mine:
        rows = rows.filter(sdr=request.auth.person_id) | rows.filter(ae=request.auth.person_id)
    if which.lead:
        rows = rows.filter(lead=which.lead)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-created_at", "-id"))
    return answer({"items": [_told(item) for item in items], "next_cursor": following})


@router.post("", response={201: SubmittedOut})
def create_handoff(request: Call, payload: NewHandoff) -> HttpResponse:
    """Hand a lead to its AE (G-03): 409 carries every finding. The same as submit, by the lead's id."""
    return _submit(request, payload.lead_id, payload.ae, 201)


@router.get("/{uuid:handoff_id}", response=HandoffOut)
def get_handoff(request: Call, handoff_id: UUID) -> HttpResponse:
    """One handoff, or a lead's newest: the brief, what changed since the caller read it, and the checklist."""
    return answer(_shown(request, handoff_for(request.auth, handoff_id)))


@router.patch("/{uuid:handoff_id}/notes", response=HandoffOut)
def write_brief_notes(request: Call, handoff_id: UUID, payload: NoteChanges) -> HttpResponse:
    """The SDR's own parts of the brief, all or some. With a lead's id the first notes begin the draft."""
    lead_id = _lead_of(handoff_id)
    with lead_as_seen(request, lead_id):
        handoff = actions.write_notes(lead_id, payload, by=request.auth, at=request.at)
    return answer(_shown(request, handoff_for(request.auth, handoff.pk)))


@router.post("/{uuid:handoff_id}/submit", response=SubmittedOut)
def submit_handoff(request: Call, handoff_id: UUID, payload: Taker) -> HttpResponse:
    """Hand it to the AE (G-03): 409 carries every finding. A lead's id will do."""
    return _submit(request, _lead_of(handoff_id), payload.ae, 200)


@router.post("/{uuid:handoff_id}/brief", response=BriefVersionOut)
def amend_brief(request: Call, handoff_id: UUID, payload: NoteChanges) -> HttpResponse:
    """A new version of a submitted brief, from the record as it is now and these notes; unchanged, the latest stays."""
    with hiding(lambda: handoff_for(request.auth, handoff_id)):
        version = actions.amend(handoff_id, payload, by=request.auth, at=request.at)
    return answer({"number": version.number, "at": version.at, "completeness": version.completeness})


@router.post("/{uuid:handoff_id}/read", response=SinceRead)
def mark_brief_read(request: Call, handoff_id: UUID) -> HttpResponse:
    """The caller has read the latest version."""
    number = actions.mark_read(handoff_id, by=request.auth, at=request.at)
    return answer({"read": number, "now": number, "changes": []})


@router.post("/{uuid:handoff_id}/accept", response=HandoffOut)
def accept_handoff(request: Call, handoff_id: UUID, payload: Acceptance) -> HttpResponse:
    """The AE takes the lead over: discovery begins."""
    with hiding(lambda: handoff_for(request.auth, handoff_id)):
        handoff = actions.accept(handoff_id, by=request.auth, at=request.at, rationale=payload.rationale)
    return answer(_shown(request, handoff_for(request.auth, handoff.pk)))


@router.post("/{uuid:handoff_id}/reject", response=HandoffItem)
def reject_handoff(request: Call, handoff_id: UUID, payload: Rejection) -> HttpResponse:
    """The AE says no, with a reason of the playbook and a rationale that says something (AR-2, AR-3)."""
    with hiding(lambda: handoff_for(request.auth, handoff_id)):
        handoff = actions.reject(handoff_id, by=request.auth, at=request.at, **payload.model_dump())
    return answer(_item(handoff))


@router.post("/{uuid:handoff_id}/recycle", response=HandoffItem)
def recycle_handoff(request: Call, handoff_id: UUID, payload: Recycling) -> HttpResponse:
    """The AE sends the lead to nurture until a day, an event, or both (AR-1); some reasons bring their own (AR-4)."""
    with hiding(lambda: handoff_for(request.auth, handoff_id)):
        handoff = actions.recycle(
            handoff_id,
            rationale=payload.rationale,
            by=request.auth,
            at=request.at,
            reason=payload.reason,
            reengage_on=payload.reengage_on,
            trigger=payload.reengage_trigger,
            nurture_track=payload.nurture_track,
            details=payload.details,
        )
    return answer(_item(handoff))


@router.post("/{uuid:handoff_id}/feedback", response=HandoffItem)
def rate_handoff(request: Call, handoff_id: UUID, payload: Feedback) -> HttpResponse:
    """The AE's feedback after the call (SL-7); it sets the handoff's quality (HB-4)."""
    with hiding(lambda: handoff_for(request.auth, handoff_id)):
        handoff = actions.rate(handoff_id, by=request.auth, at=request.at, **payload.model_dump())
    return answer(_item(handoff))


def _submit(request: Call, lead_id: UUID, ae: str, status: int) -> HttpResponse:
    with lead_as_seen(request, lead_id):
        made = actions.submit(lead_id, by=request.auth, at=request.at, ae=ae or None)
    language = language_of(request)
    spoken = made.decision.spoken(language, translator(language))
    shown = _shown(request, handoff_for(request.auth, made.handoff.pk))
    location = f"/api/v1/handoffs/{made.handoff.pk}"
    return answer({"handoff": shown, "decision": spoken}, status, location=location)


def _lead_of(key: UUID) -> UUID:
    """The lead of the handoff with this id; another id is taken for the lead's own."""
    return Handoff.objects.filter(pk=key).values_list("lead_id", flat=True).first() or key


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {_TOLD_AS.get(name, name): value for name, value in row.items()}


def _item(handoff: Handoff) -> dict[str, Any]:
    return _told(Handoff.objects.filter(pk=handoff.pk).values(*_COLUMNS)[0])


def _shown(request: Call, handoff: Handoff) -> dict[str, Any]:
    language = language_of(request)
    translate = translator(language)
    lead = lead_for(request.auth, handoff.lead_id)
    return {
        **_item(handoff),
        "notes": handoff.notes,
        "details": handoff.details,
        "asked_again": handoff.asked_again,
        "reengage_on": handoff.reengage_on,
        "reengage_trigger": handoff.reengage_trigger,
        "brief": _brief(request, handoff),
        "since_read": _since_read(request, handoff),
        "checklist": [one.spoken(language, translate) for one in handoff_checklist(lead, request.at)],
    }


def _brief(request: Call, handoff: Handoff) -> dict[str, Any]:
    language = language_of(request)
    version = latest_version(handoff)
    body = version.body if version else brief_of(handoff.lead, request.at)
    told = tell(body, language, translator(language))
    return {
        "number": version.number if version else 0,
        "at": version.at if version else None,
        "brief": told,
        "body": body,
    }


def _since_read(request: Call, handoff: Handoff) -> dict[str, Any] | None:
    latest = latest_version(handoff)
    if latest is None or request.auth.person_id is None:
        return None
    language = language_of(request)
    translate = translator(language)
    zone = latest.body["zone"]
    found = diff_since_read(handoff, request.auth.person_id)
    changes = [
        {
            "key": change.key,
            "before": line_in(change.before, language, translate, zone) if change.before else None,
            "after": line_in(change.after, language, translate, zone) if change.after else None,
        }
        for change in found.changes
    ]
    return {"read": found.read, "now": found.now, "changes": changes}
