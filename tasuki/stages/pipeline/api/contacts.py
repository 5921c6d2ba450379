"""/opportunities/{id}/contacts: who decides, with what role (O-8, O-9)."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body as InBody
from ninja import Router

from tasuki.platform.http.call import Call
from tasuki.platform.http.etag import expected_version
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.hiding import hiding
from tasuki.platform.http.json import answer
from tasuki.platform.http.schemas import Body
from tasuki.platform.refusals import NotFound
from tasuki.records.models import ContactRole
from tasuki.rules import dossier
from tasuki.stages.pipeline import actions
from tasuki.stages.pipeline.api.shapes import RoleOut, role
from tasuki.stages.pipeline.queries import opportunity_for

router = Router(tags=["opportunities"])


class NewRole(Body):
    contact: UUID
    role: dossier.ContactRole
    primary: bool = False
    stance: str = ""
    evidence: str = ""


_EXAMPLE = {"role": "economic_buyer", "primary": True, "stance": "賛成", "evidence": "ev-1"}
RoleChanges = Annotated[dict[str, Any], shaped_like(actions.RoleFields, _EXAMPLE), InBody()]


@router.post("/{uuid:opportunity_id}/contacts", response={201: RoleOut})
def link_contact(request: Call, opportunity_id: UUID, payload: NewRole) -> HttpResponse:
    """Give a contact a role in the deal. A new primary contact takes the place of the old one (O-9)."""
    asked = actions.RoleFields(payload.role, payload.primary, payload.stance, payload.evidence)
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        made = actions.link_contact(
            opportunity_id,
            payload.contact,
            asked,
            by=request.auth,
            at=request.at,
            version=expected_version(request),
        )
    return answer(role(made), 201)


@router.patch("/{uuid:opportunity_id}/contacts/{uuid:role_id}", response=RoleOut)
def change_contact_role(
    request: Call, opportunity_id: UUID, role_id: UUID, payload: RoleChanges
) -> HttpResponse:
    """Another role, the primary contact, a stance, its evidence; what is left out stays."""
    _require(opportunity_id, role_id)
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        changed = actions.change_role(role_id, payload, by=request.auth, at=request.at)
    return answer(role(changed))


@router.delete("/{uuid:opportunity_id}/contacts/{uuid:role_id}", response=RoleOut)
def unlink_contact(request: Call, opportunity_id: UUID, role_id: UUID) -> HttpResponse:
    """Take the role away, unless nobody who carries the deal would be left (O-8) or it is the primary contact (O-9)."""
    _require(opportunity_id, role_id)
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        gone = actions.unlink_contact(role_id, by=request.auth, at=request.at)
    return answer(role(gone))


def _require(opportunity_id: UUID, role_id: UUID) -> None:
    if not ContactRole.objects.filter(pk=role_id, opportunity=opportunity_id).exists():
        raise NotFound("contact role", role_id)
