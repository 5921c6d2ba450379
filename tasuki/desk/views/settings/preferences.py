"""One's own preferences."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.settings.preferences import preference_fields
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.platform.language import remember_language
from tasuki.platform.people import actions
from tasuki.platform.people.models import Person


@require_http_methods(["GET", "POST"])
@page
def preferences(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _form(request)
    return submitted(
        request,
        lambda: actions.prefer(
            request.person.pk,
            language=request.POST.get("language", ""),
            zone=request.POST.get("zone", "").strip(),
            by=request.actor,
            at=request.at,
        ),
        done=lambda person: _kept(request, person),
        again=lambda refused: _form(request, refused),
    )


def _kept(request: Visit, person: Person) -> HttpResponse:
    """This session speaks the chosen language from here on."""
    remember_language(request, person.language)
    with override(person.language):
        return back(request, "preferences", said=gettext("Your preferences are kept."))


def _form(request: Visit, refused: Refused | None = None) -> HttpResponse:
    fields = preference_fields(request.person, refused, kept_from(request, refused))
    return settings_page(request, "preferences", "preferences", fields=fields, refused=refused)
