"""The draft as TOML in a text area, with what is wrong at its line."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.panels.playbook.text import text_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.playbook_versions import revision_typed
from tasuki.playbooks import actions
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import version_stamped


@require_http_methods(["GET", "POST"])
@page
def toml(request: Visit, stamp: str) -> HttpResponse:
    """A draft is kept only when it could come into force; until then what was typed stays on the page."""
    if request.method == "GET":
        return _shown(request, stamp)
    return submitted(
        request,
        lambda: _written(request, version_stamped(stamp)),
        done=lambda changed: back(request, "playbook_toml", str(changed), said=gettext("The draft is kept.")),
        again=lambda refused: _shown(request, stamp, refused),
    )


def _written(request: Visit, version: PlaybookVersion) -> PlaybookVersion:
    text = request.POST.get("toml", "").replace("\r\n", "\n")
    note, seen = request.POST.get("note", version.note), revision_typed(request)
    return actions.change(version.pk, text, by=request.actor, at=request.at, note=note, seen=seen)


def _shown(request: Visit, stamp: str, refused: Refused | None = None) -> HttpResponse:
    typed = request.POST if refused is not None else None
    shown = text_page(stamp, by=request.actor, refused=refused, typed=typed)
    context = {"page": shown, "version": shown.version, "refused": refused}
    return render(request, "desk/playbook/toml.html", context)
