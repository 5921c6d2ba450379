"""Imports: the list, a file that is brought, a run on its way and its result, its rejects, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, page, submitted
from tasuki.desk.panels.imports import imports_page, records_page, revert_page, run_page
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.http.uploads import path_of
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_
from tasuki.stages.intake import actions
from tasuki.stages.intake.models import Upload
from tasuki.stages.intake.queries import import_by
from tasuki.stages.intake.rejects_file import rejects_file


@require_http_methods(["GET", "POST"])
@page
def imports(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _list(request)
    return submitted(
        request,
        lambda: _bring(request),
        done=lambda upload: redirect("import_file", upload.pk),
        again=lambda refused: _list(request, refused),
    )


def _bring(request: Visit) -> Upload:
    file = request.FILES.get("file")
    path = path_of(file)
    name = file.name or "" if file else ""
    mends = _uuid(request.POST.get("mends", ""))
    return actions.bring_file(path, file_name=name, by=request.actor, at=request.at, mends=mends)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise invalid("/mends", N_("This is not the id of an import.")) from None


def _list(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = imports_page(by=request.actor)
    return render(request, "desk/imports.html", {"page": shown, "refused": refused})


@page
def show(request: Visit, import_id: UUID) -> HttpResponse:
    """A run: how far it has come (htmx asks for that part again), then what came of it."""
    shown = run_page(import_id, by=request.actor)
    only_part = request.headers.get("HX-Target") == "run"
    template = "desk/import_run.html" if only_part else "desk/import.html"
    return render(request, template, {"page": shown, "refused": shown.refused})


@page
def rejects(request: Visit, import_id: UUID) -> HttpResponse:
    """The rows that did not land, each with its reasons, ready to be mended and imported again."""
    return rejects_file(import_by(request.actor, import_id), spoken)


@page
def records(request: Visit, import_id: UUID) -> HttpResponse:
    shown = records_page(import_id, request.GET, by=request.actor)
    return render(
        request, "desk/import_records.html", {"page": shown, "which": request.GET.get("which", "created")}
    )


@require_http_methods(["GET", "POST"])
@page
def revert(request: Visit, import_id: UUID) -> HttpResponse:
    """What taking it back would do; then doing it."""
    if request.method == "GET":
        plan = actions.revert_import(import_id, by=request.actor, at=request.at, dry_run=True)
        return _reverted(request, import_id, plan)
    return submitted(
        request,
        lambda: actions.revert_import(import_id, by=request.actor, at=request.at),
        done=lambda done: _reverted(request, import_id, done, is_done=True),
        again=lambda refused: render(request, "desk/refused.html", {"refused": refused}),
    )


def _reverted(request: Visit, import_id: UUID, what: actions.Reverted, is_done: bool = False) -> HttpResponse:
    shown = revert_page(import_id, what, by=request.actor)
    return render(request, "desk/import_revert.html", {"page": shown, "is_done": is_done})
