"""Who decides: link somebody to an opportunity, change their role, unlink them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.views.opportunities import shown_again
from tasuki.platform.refusals import NotFound
from tasuki.records.actions import NewContact
from tasuki.records.models import ContactRole
from tasuki.rules.reading import read
from tasuki.stages.pipeline import actions

PLACE = "people"


@require_POST
@page
def link(request: Visit, opportunity_id: UUID) -> HttpResponse:
    """Somebody of the account, or somebody new."""
    post = request.POST

    def act() -> ContactRole:
        asked = read(actions.RoleFields, _role_typed(request))
        if contact := post.get("contact", ""):
            return actions.link_contact(opportunity_id, contact, asked, by=request.actor, at=request.at)
        person = NewContact(
            name=post.get("name", ""), title=post.get("title", ""), email=post.get("email", "")
        )
        return actions.link_somebody_new(opportunity_id, person, asked, by=request.actor, at=request.at)

    return submitted(
        request,
        act,
        done=lambda made: back(
            request,
            "opportunity",
            opportunity_id,
            said=gettext("%(name)s is linked.") % {"name": made.contact.name},
            fragment=PLACE,
        ),
        again=lambda refused: shown_again(request, opportunity_id, refused),
        form="link",
    )


@require_POST
@page
def change(request: Visit, role_id: UUID) -> HttpResponse:
    deal = _deal_of(role_id)
    return submitted(
        request,
        lambda: actions.change_role(role_id, _role_typed(request), by=request.actor, at=request.at),
        done=lambda _: back(
            request, "opportunity", deal, said=gettext("The role is changed."), fragment=PLACE
        ),
        again=lambda refused: shown_again(request, deal, refused),
        form=f"role-{role_id}",
    )


@require_POST
@page
def unlink(request: Visit, role_id: UUID) -> HttpResponse:
    deal = _deal_of(role_id)
    return submitted(
        request,
        lambda: actions.unlink_contact(role_id, by=request.actor, at=request.at),
        done=lambda gone: back(
            request,
            "opportunity",
            deal,
            said=gettext("%(name)s no longer has this role.") % {"name": gone.contact.name},
            fragment=PLACE,
        ),
        again=lambda refused: shown_again(request, deal, refused),
        form=f"unlink-{role_id}",
    )


def _role_typed(request: Visit) -> dict[str, Any]:
    post = request.POST
    return {
        "role": post.get("role") or None,
        "primary": post.get("primary") == "on",
        "stance": post.get("stance", ""),
        "evidence": post.get("evidence", ""),
    }


def _deal_of(role_id: UUID) -> UUID:
    found = ContactRole.objects.filter(pk=role_id).values_list("opportunity", flat=True).first()
    if found is None:
        raise NotFound("contact role", role_id)
    return found
