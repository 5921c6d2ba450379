"""Territories: who covers what, and giving it to somebody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, kept_from, page, submitted
from tasuki.desk.panels.settings.territories import territories_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.platform.people import actions
from tasuki.rules.coverage import DIMENSIONS


@require_http_methods(["GET", "POST"])
@page
def territories(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _shown(request)
    post, of = request.POST, _of(request)
    return submitted(
        request,
        lambda: actions.give_coverage(
            post.get("person", ""), of, post.get("value", ""), by=request.actor, at=request.at
        ),
        done=lambda person: _given(request, of, person.name),
        again=lambda refused: _shown(request, refused),
        form="give",
    )


def _given(request: Visit, of: actions.Covering, name: str) -> HttpResponse:
    messages.success(request, gettext("%(name)s covers it now.") % {"name": name})
    return redirect(f"{reverse('territories')}?of={of}")


def _of(request: Visit) -> actions.Covering:
    asked = request.GET.get("of", "")
    return next((one for one in DIMENSIONS if one == asked), DIMENSIONS[0])


def _shown(request: Visit, refused: Refused | None = None) -> HttpResponse:
    typed = kept_from(request, refused)
    shown = territories_page(request.GET, by=request.actor, at=request.at, refused=refused, typed=typed)
    return settings_page(request, "territories", "territories", page=shown, refused=refused)
