"""Two records are one: choose with which, look at it field by field, merge, and take it back."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.panels.merging import (
    Choices,
    candidates,
    merge_page,
    merged,
    parted,
    parting_told,
    record_named,
)
from tasuki.desk.refused import Refused
from tasuki.platform.refusals import NotFound
from tasuki.records.merging.pair import Subject

TAKES = "take:"
"""How the inputs that choose a side are called, before the field's name."""


@require_http_methods(["GET", "POST"])
@page
def merge(request: Visit, subject: Subject, record_id: UUID) -> HttpResponse:
    """Without ``into`` the page asks with which; with it, it shows the plan, and a POST carries it out."""
    into = request.POST.get("into") or request.GET.get("into", "")
    if not into:
        return _choosing(request, subject, record_id)
    survivor = _key(subject, into)
    if request.method == "GET":
        return _planned(request, subject, record_id, survivor)
    name = record_named(subject, record_id, request.actor).name
    undo = reverse(f"unmerge_{subject}", args=[record_id])
    return submitted(
        request,
        lambda: merged(
            subject, record_id, survivor, _choices(request), request.POST.get("rationale", ""),
            by=request.actor, at=request.at,
        ),
        done=lambda kept: back(
            request, subject, kept.pk, said=gettext("“%(name)s” is merged into this one.") % {"name": name}, undo=undo
        ),
        again=lambda refused: _planned(request, subject, record_id, survivor, refused),
        form="merge",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page
def unmerge(request: Visit, subject: Subject, record_id: UUID) -> HttpResponse:
    """What would go back; a POST puts it back."""
    by, at = request.actor, request.at
    if request.method == "GET":
        found = parted(subject, record_id, by=by, at=at, dry_run=True)
        context = {
            "subject": subject,
            "told": parting_told(found),
            "gone": record_named(subject, record_id, by),
            "survivor": record_named(subject, found.merge.survivor_id, by),
        }
        return render(request, "desk/unmerge.html", context)
    kept = len(parted(subject, record_id, by=by, at=at, dry_run=False).kept)
    said = gettext("The two are apart again.")
    if kept:
        said = gettext("The two are apart again; %(n)s things could not be put back.") % {"n": kept}
    return back(request, subject, record_id, said=said)


def _choosing(request: Visit, subject: Subject, record_id: UUID) -> HttpResponse:
    text = request.GET.get("q", "")
    context = {
        "subject": subject,
        "gone": record_named(subject, record_id, request.actor),
        "candidates": candidates(subject, record_id, text, request.actor),
        "q": text,
    }
    return render(request, "desk/merge_choose.html", context)


def _planned(
    request: Visit, subject: Subject, gone: UUID, survivor: UUID, refused: Refused | None = None
) -> HttpResponse:
    shown = merge_page(subject, gone, survivor, _choices(request), by=request.actor, at=request.at)
    context: dict[str, Any] = {
        "page": shown,
        "refused": refused,
        "rationale": request.POST.get("rationale", ""),
        "swap": reverse(f"merge_{subject}", args=[survivor]) + f"?into={gone}",
    }
    return render(request, "desk/merge.html", context)


def _choices(request: Visit) -> Choices:
    """Field → whose value, as it was chosen; what was not touched stays as the plan has it."""
    said = {
        name.removeprefix(TAKES): str(side) for name, side in request.POST.items() if name.startswith(TAKES)
    }
    return cast(Choices, said)


def _key(subject: Subject, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(subject, text) from None
