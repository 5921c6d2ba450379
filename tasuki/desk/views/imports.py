"""Imports: the list, a file taken in, its rejects, and taking it back."""

from __future__ import annotations

from io import StringIO
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.imports import import_page, upload_page
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.http.uploads import path_of
from tasuki.stages.intake import actions
from tasuki.stages.intake.importing.outcome import Outcome
from tasuki.stages.intake.queries import import_by, write_rejects


@require_http_methods(["GET", "POST"])
@page
def imports(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _form(request)
    return submitted(
        request,
        lambda: _take_in(request),
        done=lambda outcome: _taken_in(request, outcome),
        again=lambda refused: _form(request, refused),
    )


def _take_in(request: Visit) -> Outcome:
    file = request.FILES.get("file")
    return actions.import_file(
        request.POST.get("kind", "leads"),
        path_of(file),
        by=request.actor,
        at=request.at,
        duplicates=cast(Any, request.POST.get("duplicates", "skip")),
        dry_run="dry_run" in request.POST,
        file_name=file.name or "" if file else "",
        speak=spoken,
    )


def _taken_in(request: Visit, outcome: Outcome) -> HttpResponse:
    if outcome.dry_run:
        return render(request, "desk/import_dry.html", {"outcome": outcome})
    return back(request, "import", outcome.import_id, said=gettext("The file is imported."))


def _form(request: Visit, refused: Refused | None = None) -> HttpResponse:
    typed = kept_from(request, refused)
    shown = upload_page(by=request.actor, refused=refused, typed=typed)
    return render(request, "desk/imports.html", {"page": shown, "refused": refused})


@page
def show(request: Visit, import_id: UUID) -> HttpResponse:
    return _shown(request, import_id)


def _shown(request: Visit, import_id: UUID, refused: Refused | None = None) -> HttpResponse:
    shown = import_page(import_id, by=request.actor)
    return render(request, "desk/import.html", {"page": shown, "refused": refused})


@page
def rejects(request: Visit, import_id: UUID) -> HttpResponse:
    """The rows that did not land, each with its reasons, ready to be mended and imported again."""
    imported = import_by(request.actor, import_id)
    text = StringIO(newline="")
    write_rejects(imported, text, spoken)
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejects-{import_id}.csv"'
    return answer


@require_POST
@page
def revert(request: Visit, import_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.revert_import(import_id, by=request.actor, at=request.at),
        done=lambda reverted: render(
            request,
            "desk/import.html",
            {"page": import_page(import_id, by=request.actor), "reverted": reverted},
        ),
        again=lambda refused: _shown(request, import_id, refused),
    )
