"""Partners: added and changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.settings.partners import NEW, partners_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.stages.registration import actions


@require_http_methods(["GET", "POST"])
@page
def partners(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _shown(request)
    return submitted(
        request,
        lambda: actions.add_partner(
            request.POST.get("code", ""), _typed(request), by=request.actor, at=request.at
        ),
        done=lambda one: back(
            request, "partners", said=gettext("The partner %(name)s is here.") % {"name": one.name}
        ),
        again=lambda refused: _shown(request, refused),
        form=NEW,
    )


@require_POST
@page
def edit_partner(request: Visit, code: str) -> HttpResponse:
    changes = _typed(request)
    changes["is_active"] = bool(request.POST.get("is_active"))
    return submitted(
        request,
        lambda: actions.edit_partner(code, changes, by=request.actor, at=request.at),
        done=lambda one: back(
            request, "partners", said=gettext("The partner %(name)s is changed.") % {"name": one.name}
        ),
        again=lambda refused: _shown(request, refused),
        form=f"partner-{code}",
    )


def _typed(request: Visit) -> actions.PartnerFields:
    post = request.POST
    return {
        "name": post.get("name", ""),
        "tier": post.get("tier", ""),
        "manager": post.get("manager", ""),
        "contact_name": post.get("contact_name", ""),
        "contact_email": post.get("contact_email", ""),
    }


def _shown(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = partners_page(by=request.actor, refused=refused, typed=kept_from(request, refused))
    return settings_page(request, "partners", "partners", page=shown, refused=refused)
