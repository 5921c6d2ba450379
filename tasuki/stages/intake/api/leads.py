"""/leads: list, create, read, change, upsert by external id, merge."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from ninja import Body as InBody
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.http.call import Call
from tasuki.platform.http.etag import expected_version
from tasuki.platform.http.facts import example_beside, shaped_like
from tasuki.platform.http.hiding import hiding
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import page_schema
from tasuki.platform.journal.models import Event
from tasuki.platform.people.queries import person_called
from tasuki.platform.refusals import NotFound, invalid
from tasuki.platform.rows import fetch
from tasuki.records.api.merging import (
    MergePlanOut,
    Merging,
    UnmergeOut,
    WhichUnmerge,
    parted_answer,
    plan_answer,
)
from tasuki.records.models import Campaign, Lead
from tasuki.records.queries import LEAD_OWNERS, lead_for
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.wording import N_
from tasuki.stages.intake import actions
from tasuki.stages.intake.api.shapes import LIST_COLUMNS, LeadItem, LeadOut, lead_item, lead_shown
from tasuki.stages.intake.incoming import CaptureInput, read_incoming
from tasuki.stages.intake.models import Import
from tasuki.stages.intake.searching import having_text

router = Router(tags=["leads"])
Incoming = Annotated[dict[str, Any], shaped_like(CaptureInput, example_beside(__file__, "lead")), InBody()]
_CHANGE = {"company": {"employees": 900}, "fields": {"product_line": "Planner"}}
Changes = Annotated[dict[str, Any], shaped_like(CaptureInput, _CHANGE), InBody()]


class WhichLeads(Schema):
    state: list[LeadState] = Field([], description="may be repeated")
    owner: str | None = Field(
        None, description="SDR or AE, by handle or id; me is the caller, nobody is nobody"
    )
    source: str | None = Field(None, max_length=50)
    campaign: str | None = Field(None, max_length=100, description="code")
    q: str | None = Field(
        None,
        max_length=200,
        description="words of name, reading or company in any spelling; or an e-mail address or telephone number",
    )
    updated_since: AwareDatetime | None = Field(
        None, description="with an event at or after this moment, or imported since"
    )
    external_id: str | None = Field(None, max_length=100)
    email: str | None = Field(None, max_length=254)


@router.get("", response=page_schema(LeadItem))
def list_leads(request: Call, which: Query[WhichLeads], paging: Query[Paging]) -> HttpResponse:
    """The leads that one may see, the latest captured first. Nothing is counted; ``next_cursor`` goes on."""
    ask_any(request.auth, "lead.read")
    rows = visible(_chosen(which), request.auth, "lead.read", *LEAD_OWNERS)
    items, following = page_of(
        rows, paging, *LIST_COLUMNS, order=("-captured_at", "-id"), any_of=_any_of(which, request.auth)
    )
    return answer({"items": [lead_item(item) for item in items], "next_cursor": following})


def _chosen(which: WhichLeads) -> QuerySet[Lead]:
    rows = Lead.objects.all()
    if which.state:
        rows = rows.filter(state__in=which.state)
    if which.campaign:
        rows = rows.filter(campaign=_campaign(which.campaign))
    if which.q:
        rows = having_text(rows, which.q)
    exact = {
        name: getattr(which, name) for name in ("source", "external_id", "email") if getattr(which, name)
    }
    return rows.filter(**exact)


def _any_of(which: WhichLeads, by: Actor) -> list[Q]:
    of = _of(which.owner, by) if which.owner else [Q()]
    since = _updated(which.updated_since) if which.updated_since else [Q()]
    return [one & other for one in of for other in since] if which.owner or which.updated_since else []


def _updated(since: datetime) -> list[Q]:
    """What an import tells of a lead happened when the lead was captured: the import itself is the news."""
    touched = Event.objects.filter(at__gte=since, lead_id__isnull=False).values("lead_id")
    imports = list(Import.objects.filter(started_at__gte=since).values_list("pk", flat=True))
    return [Q(pk__in=touched), Q(import_id__in=imports)] if imports else [Q(pk__in=touched)]


def _of(owner: str, by: Actor) -> list[Q]:
    if owner == "nobody":
        return [Q(owner=None)]
    try:
        person = by.person_id if owner == "me" else person_called(owner).pk
    except NotFound:
        raise invalid(
            "/owner", N_("There is nobody called “%(name)s”."), "unknown_person", name=owner
        ) from None
    return [Q(owner=person), Q(ae=person)]


def _campaign(code: str) -> UUID:
    found = Campaign.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        text = N_("There is no campaign “%(campaign)s”.")
        raise invalid("/campaign", text, "unknown_campaign", campaign=code)
    return found


@router.post("", response={200: LeadOut, 201: LeadOut})
def create_lead(request: Call, payload: Incoming) -> HttpResponse:
    """A lead comes in: 201. With an ``external_id`` that is known the lead is updated instead: 200."""
    lead = actions.capture(read_incoming(payload), by=request.auth, at=request.at)
    return _captured(request, lead)


@router.put("/external/{external_id}", response={200: LeadOut, 201: LeadOut})
def upsert_lead(request: Call, external_id: str, payload: Incoming) -> HttpResponse:
    """Create the lead with this external id, or update it: what is sent replaces, what is left out stays."""
    if payload.get("external_id", external_id) != external_id:
        raise invalid("/external_id", N_("This is not the external id of the address."), "mismatch")
    incoming = read_incoming({**payload, "external_id": external_id})
    with hiding(lambda: lead_for(request.auth, external_id)):
        lead = actions.capture(incoming, by=request.auth, at=request.at)
    return _captured(request, lead)


@router.get("/external/{external_id}", response=LeadOut)
def get_lead_by_external_id(request: Call, external_id: str) -> HttpResponse:
    """One lead by the id it has elsewhere."""
    lead = lead_for(request.auth, external_id)
    return answer(lead_shown(lead, request.at), version=lead.version)


@router.get("/{uuid:lead_id}", response=LeadOut)
def get_lead(request: Call, lead_id: UUID) -> HttpResponse:
    """One lead with its scores, owners and milestones. The ETag is its version."""
    lead = lead_for(request.auth, lead_id)
    return answer(lead_shown(lead, request.at), version=lead.version)


@router.patch("/{uuid:lead_id}", response=LeadOut)
def change_lead(request: Call, lead_id: UUID, payload: Changes) -> HttpResponse:
    """Change the fields that are named, in the shape of a new lead; null or an empty text empties one.

    With If-Match only from that version (412).
    """
    with hiding(lambda: lead_for(request.auth, lead_id)):
        actions.edit(lead_id, payload, by=request.auth, at=request.at, version=expected_version(request))
    return get_lead(request, lead_id)


@router.post("/{uuid:lead_id}/merge", response={200: LeadOut | MergePlanOut})
def merge_lead(request: Call, lead_id: UUID, payload: Merging) -> HttpResponse:
    """This lead is the same as another: everything follows to the survivor, which comes back.

    Fields in which the two differ are decided by a rule that never replaces what a person typed on the survivor;
    ``choices`` decide otherwise. With ``dry_run`` the answer is the plan, and nothing is written.
    """
    by, at, survivor_id = request.auth, request.at, payload.survivor_id
    with hiding(lambda: [lead_for(by, key) for key in (lead_id, survivor_id)]):
        if payload.dry_run:
            plan = actions.plan_merge(lead_id, survivor_id, by=by, at=at, choices=payload.choices)
            return plan_answer(plan, request)
        actions.merge(
            lead_id, survivor_id, by=by, at=at, rationale=payload.rationale, choices=payload.choices,
            version=expected_version(request),
        )  # fmt: skip
    return get_lead(request, survivor_id)


@router.post("/{uuid:lead_id}/unmerge", response=UnmergeOut)
def unmerge_lead(request: Call, lead_id: UUID, which: Query[WhichUnmerge]) -> HttpResponse:
    """Take a merge back: the lead is one of its own again, with all that followed and was not changed since."""
    with hiding(lambda: lead_for(request.auth, lead_id)):
        parted = actions.unmerge(lead_id, by=request.auth, at=request.at, dry_run=which.dry_run)
    return parted_answer(parted, request)


def _captured(request: Call, lead: Lead) -> HttpResponse:
    """The lead as it stands after whatever followed its capture: flow may have given it an owner."""
    shown = fetch(Lead, "row.id = %(id)s", {"id": lead.pk}, also=("owner", "ae", "campaign"))[0]
    created = shown.created_at == request.at
    location = f"/api/v1/leads/{lead.pk}"
    return answer(
        lead_shown(shown, request.at), 201 if created else 200, version=shown.version, location=location
    )
