"""People: the list, a new one, one of them changed, and one who leaves."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted, typed_in
from tasuki.desk.forms.person import changes_typed
from tasuki.desk.panels.settings.people import new_person_fields, people_page, person_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.platform.access.actor import ask_any
from tasuki.platform.entry import passwords, second
from tasuki.platform.people import actions
from tasuki.platform.people.models import Person
from tasuki.platform.people.queries import person_called


@page
def people(request: Visit) -> HttpResponse:
    shown = people_page(request.GET, by=request.actor, at=request.at)
    return settings_page(request, "people", "people", page=shown)


@require_http_methods(["GET", "POST"])
@page
def new_person(request: Visit) -> HttpResponse:
    ask_any(request.actor, "person.edit")
    if request.method == "GET":
        return _new(request)
    return submitted(
        request,
        lambda: _add(request),
        done=lambda person: back(
            request, "person", person.handle, said=gettext("%(name)s is here.") % {"name": person.name}
        ),
        again=lambda refused: _new(request, refused),
    )


def _add(request: Visit) -> Person:
    typed = typed_in(request)
    given = changes_typed(typed)
    return actions.add(
        typed.get("handle", "").strip(),
        by=request.actor,
        at=request.at,
        name=given.get("name", ""),
        roles=given["roles"],
        email=given.get("email", ""),
        team=given.get("team", ""),
        manager=given.get("manager", ""),
        language=given.get("language", "ja"),
        zone=given.get("zone", ""),
    )


def _new(request: Visit, refused: Refused | None = None) -> HttpResponse:
    groups = new_person_fields(refused, kept_from(request, refused))
    return settings_page(request, "people", "person_new", groups=groups, refused=refused)


@require_http_methods(["GET", "POST"])
@page
def person(request: Visit, handle: str) -> HttpResponse:
    if request.method == "GET":
        return _shown(request, handle)
    ask_any(request.actor, "person.edit")
    found = person_called(handle)
    return submitted(
        request,
        lambda: actions.edit(found.pk, changes_typed(typed_in(request)), by=request.actor, at=request.at),
        done=lambda changed: back(
            request, "person", changed.handle, said=gettext("%(name)s is changed.") % {"name": changed.name}
        ),
        again=lambda refused: _shown(request, handle, refused),
        form="edit",
    )


@require_POST
@page
def deactivate(request: Visit, handle: str) -> HttpResponse:
    ask_any(request.actor, "person.edit")
    leaver = person_called(handle)
    return submitted(
        request,
        lambda: actions.deactivate(
            leaver.pk,
            by=request.actor,
            at=request.at,
            handed_to=_heir(request.POST.get("handed_to", "")),
            heirs={
                name.removeprefix("heirs/"): heir
                for name in request.POST
                if name.startswith("heirs/") and (heir := _heir(request.POST[name]))
            },
        ),
        done=lambda left: back(
            request, "person", left.handle, said=gettext("%(name)s has left.") % {"name": left.name}
        ),
        again=lambda refused: _shown(request, handle, refused),
        form="leave",
    )


@require_POST
@page
def invite(request: Visit, handle: str) -> HttpResponse:
    """A link by which they choose a password: shown on the page that answers, and nowhere afterwards."""
    ask_any(request.actor, "person.edit")
    secret = passwords.make_key(person_called(handle).pk, by=request.actor, at=request.at)
    link = request.build_absolute_uri(reverse("new_password", args=[secret]))
    return _shown(request, handle, link=link)


@require_POST
@page
def take_factor_away(request: Visit, handle: str) -> HttpResponse:
    ask_any(request.actor, "person.edit")
    second.take_away(person_called(handle).pk, by=request.actor, at=request.at)
    return back(request, "person", handle, said=gettext("The second factor is taken away."))


def _heir(handle: str) -> UUID | None:
    return person_called(handle).pk if handle else None


def _shown(request: Visit, handle: str, refused: Refused | None = None, link: str = "") -> HttpResponse:
    shown = person_page(
        handle, by=request.actor, at=request.at, refused=refused, typed=kept_from(request, refused)
    )
    until = request.at + passwords.HANDED_FOR
    return settings_page(
        request, "people", "person", page=shown, refused=refused, link=link, link_until=until
    )
