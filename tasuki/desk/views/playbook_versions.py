"""The versions of the playbook: begun, compared, signed, put in force, withdrawn; and the news of it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.playbook.changes import changes_page
from tasuki.desk.panels.playbook.deciding import deciding_page
from tasuki.desk.panels.playbook.trying import not_tried, trying_page
from tasuki.desk.panels.playbook.versions import versions_page
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import ask_any
from tasuki.platform.refusals import invalid
from tasuki.playbooks import actions
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import version_stamped
from tasuki.rules.wording import N_, Text

SIDES: Mapping[str, actions.Side] = {side: side for side in actions.SIDES}


@require_GET
@page
def versions(request: Visit) -> HttpResponse:
    return _versions(request)


def _versions(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = versions_page(by=request.actor, refused=refused, typed=kept_from(request, refused))
    return render(request, "desk/playbook/versions.html", {"page": shown, "refused": refused})


@require_POST
@page
def begin(request: Visit) -> HttpResponse:
    """A draft that says what the chosen version says."""
    stamp, note = request.POST.get("begin_with", "in_force"), request.POST.get("note", "")
    return submitted(
        request,
        lambda: actions.begin(stamp, by=request.actor, at=request.at, note=note),
        done=lambda made: back(
            request, "playbook_tables", str(made), said=gettext("The draft is begun: change what you like.")
        ),
        again=lambda refused: _versions(request, refused),
    )


@require_GET
@page
def changes(request: Visit, stamp: str) -> HttpResponse:
    shown = changes_page(stamp, request.GET.get("against", ""), by=request.actor)
    return render(request, "desk/playbook/changes.html", {"page": shown, "version": shown.version})


@require_GET
@page
def trying(request: Visit, stamp: str) -> HttpResponse:
    """What the draft would have done to the decisions of a period."""
    ask_any(request.actor, "playbook.draft")
    version = version_stamped(stamp)
    return submitted(
        request,
        lambda: trying_page(stamp, request.GET, by=request.actor, at=request.at),
        done=lambda shown: render(request, "desk/playbook/try.html", {"page": shown, "version": version}),
        again=lambda refused: _asked_wrongly(request, version, refused),
    )


def _asked_wrongly(request: Visit, version: PlaybookVersion, refused: Refused) -> HttpResponse:
    shown = not_tried(version, request.GET, refused)
    context = {"page": shown, "version": version, "refused": refused}
    return render(request, "desk/playbook/try.html", context)


@require_GET
@page
def decide(request: Visit, stamp: str) -> HttpResponse:
    return _decide(request, stamp)


def _decide(request: Visit, stamp: str, refused: Refused | None = None) -> HttpResponse:
    typed = kept_from(request, refused)
    shown = deciding_page(stamp, by=request.actor, at=request.at, refused=refused, typed=typed)
    context = {"page": shown, "version": shown.version, "refused": refused}
    return render(request, "desk/playbook/decide.html", context)


@require_POST
@page
def sign(request: Visit, stamp: str) -> HttpResponse:
    version = version_stamped(stamp)
    return submitted(
        request,
        lambda: _signed(request, version),
        done=lambda _: back(request, "playbook_decide", stamp, said=gettext("Your yes is recorded.")),
        again=lambda refused: _decide(request, stamp, refused),
        form="sign",
    )


def _signed(request: Visit, version: PlaybookVersion) -> None:
    side = SIDES.get(request.POST.get("side", ""))
    if side is None:
        raise invalid("/side", N_("Say for which side you sign."), "missing")
    comment = request.POST.get("comment", "")
    seen = revision_typed(request)
    actions.sign(version.pk, side, by=request.actor, at=request.at, comment=comment, seen=seen)


def revision_typed(request: Visit) -> int | None:
    """The revision that the form was made from."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() else None


@require_POST
@page
def publish(request: Visit, stamp: str) -> HttpResponse:
    version = version_stamped(stamp)
    said = Text(request.POST.get("announcement/en", ""), request.POST.get("announcement/ja", ""))
    return submitted(
        request,
        lambda: actions.publish(version.pk, by=request.actor, at=request.at, announcement=said),
        done=lambda _: back(request, "playbook", said=gettext("The new version is in force.")),
        again=lambda refused: _decide(request, stamp, refused),
        form="publish",
    )


@require_POST
@page
def retire(request: Visit, stamp: str) -> HttpResponse:
    version = version_stamped(stamp)
    reason = request.POST.get("reason", "")
    return submitted(
        request,
        lambda: actions.retire(version.pk, by=request.actor, at=request.at, reason=reason),
        done=lambda _: back(request, "playbook_versions", said=gettext("The draft is withdrawn.")),
        again=lambda refused: _decide(request, stamp, refused),
        form="retire",
    )


@require_POST
@page
def read(request: Visit, version_id: UUID) -> HttpResponse:
    """Somebody has read that a version came into force."""
    ask_any(request.actor, "playbook.read")
    actions.read_announcement(version_id, by=request.actor, at=request.at)
    return redirect(reverse("today"))
