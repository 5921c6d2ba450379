"""The steps of an uploaded file: how it is read, its columns, the rows that are here already, trial and import."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, page, submitted, typed_in
from tasuki.desk.forms.import_file import columns_of, reading_of, without_strangers
from tasuki.desk.panels.import_file import columns_page, file_page, preview_of, rows_page
from tasuki.desk.refused import Refused, refused_by
from tasuki.platform.refusals import Refusal
from tasuki.stages.intake import actions
from tasuki.stages.intake.importing.looking import look_at
from tasuki.stages.intake.importing.plan import ColumnMapping, mapping_of
from tasuki.stages.intake.models import Import, Upload
from tasuki.stages.intake.queries import saved_mapping_called, upload_by


@require_http_methods(["GET", "POST"])
@page
def read(request: Visit, upload_id: UUID) -> HttpResponse:
    """Encoding, delimiter, header and kind; ``do=check`` looks again with what was chosen."""
    upload = upload_by(request.actor, upload_id)
    if request.method == "GET":
        return _reading(request, upload, mapping_of(upload.asked), upload.kind)
    if request.POST.get("do") == "check":
        return _reading_again(request, upload)
    return submitted(
        request,
        lambda: _keep_reading(request, upload),
        done=lambda _: redirect("import_columns", upload.pk),
        again=lambda refused: _reading(request, upload, mapping_of(upload.asked), upload.kind, refused),
    )


def _keep_reading(request: Visit, upload: Upload) -> None:
    kind = request.POST.get("kind", upload.kind)
    asked = reading_of(request.POST, mapping_of(upload.asked))
    asked = without_strangers(asked, upload, kind)
    look_at(upload, asked, kind)
    actions.describe_file(upload.pk, kind=kind, mapping=asked, by=request.actor)


def _reading_again(request: Visit, upload: Upload) -> HttpResponse:
    kind = request.POST.get("kind", upload.kind)
    try:
        asked = reading_of(request.POST, mapping_of(upload.asked))
    except Refusal as refusal:
        return _reading(request, upload, mapping_of(upload.asked), upload.kind, refused_by(refusal))
    return _reading(request, upload, asked, kind)


def _reading(
    request: Visit, upload: Upload, asked: ColumnMapping, kind: str, refused: Refused | None = None
) -> HttpResponse:
    typed = typed_in(request) if request.method == "POST" else None
    shown = file_page(upload, asked, kind, refused=refused, typed=typed)
    only_part = request.headers.get("HX-Target") == "looked"
    template = "desk/import_looked.html" if only_part else "desk/import_file.html"
    status = 422 if shown.trouble and request.method == "POST" else 200
    return render(request, template, {"page": shown, "refused": shown.trouble}, status=status)


@require_http_methods(["GET", "POST"])
@page
def columns(request: Visit, upload_id: UUID) -> HttpResponse:
    """What each column becomes; ``do`` is check, save (the mapping, under a name), use (a saved one) or continue."""
    if request.method == "GET":
        return _columns(request, upload_id)
    do = request.POST.get("do", "continue")
    if do == "check" and request.headers.get("HX-Target") == "preview":
        return _preview(request, upload_id)
    acts = {"save": _save_mapping, "use": _use_mapping}
    return submitted(
        request,
        lambda: acts.get(do, _keep_columns)(request, upload_id),
        done=lambda said: _after_columns(request, upload_id, do, said),
        again=lambda refused: _columns(request, upload_id, refused),
    )


def _keep_columns(request: Visit, upload_id: UUID) -> str:
    upload = upload_by(request.actor, upload_id)
    asked = columns_of(request.POST, upload)
    same = asked.columns == mapping_of(upload.asked).columns
    actions.describe_file(
        upload.pk, mapping=asked, mapping_name=upload.mapping_name if same else "", by=request.actor
    )
    return ""


def _save_mapping(request: Visit, upload_id: UUID) -> str:
    _keep_columns(request, upload_id)
    upload = upload_by(request.actor, upload_id)
    look = look_at(upload)
    name = request.POST.get("mapping_name", "")
    saved = actions.save_mapping(
        name, upload.kind, look.plan.headers, look.asked, by=request.actor, at=request.at
    )
    actions.describe_file(upload.pk, mapping_name=saved.name, by=request.actor)
    said = gettext("The mapping is saved as “%(name)s”; it is used again for files with the same columns.")
    return said % {"name": saved.name}


def _use_mapping(request: Visit, upload_id: UUID) -> str:
    upload = upload_by(request.actor, upload_id)
    name = request.POST.get("saved", "")
    saved = saved_mapping_called(request.actor, upload.kind, name)
    fitting = without_strangers(saved, upload, upload.kind)
    actions.describe_file(upload.pk, mapping=fitting, mapping_name=name, by=request.actor)
    return gettext("The mapping “%(name)s” is used.") % {"name": name}


def _after_columns(request: Visit, upload_id: UUID, do: str, said: str) -> HttpResponse:
    if do == "continue":
        return redirect("import_rows", upload_id)
    return back(request, "import_columns", upload_id, said=said)


def _preview(request: Visit, upload_id: UUID) -> HttpResponse:
    """The first rows with what is chosen now; nothing is kept."""
    upload = upload_by(request.actor, upload_id)
    try:
        shown = preview_of(upload, columns_of(request.POST, upload), request.at)
    except Refusal as refusal:
        kept = mapping_of(upload.asked)
        shown = preview_of(upload, kept, request.at, refused_by(refusal))
    return render(request, "desk/import_preview.html", {"preview": shown})


def _columns(request: Visit, upload_id: UUID, refused: Refused | None = None) -> HttpResponse:
    typed = typed_in(request) if refused else None
    shown = columns_page(upload_id, by=request.actor, at=request.at, refused=refused, typed=typed)
    return render(request, "desk/import_columns.html", {"page": shown, "refused": refused})


@require_http_methods(["GET", "POST"])
@page
def rows(request: Visit, upload_id: UUID) -> HttpResponse:
    """What happens to rows that are here already; then ``do=try`` or ``do=import``."""
    if request.method == "GET":
        return _rows(request, upload_id)
    return submitted(
        request,
        lambda: _start(request, upload_id),
        done=lambda run: redirect("import", run.pk),
        again=lambda refused: _rows(request, upload_id, refused),
    )


def _start(request: Visit, upload_id: UUID) -> Import:
    duplicates = request.POST.get("duplicates")
    if duplicates:
        actions.describe_file(upload_id, duplicates=cast(Any, duplicates), by=request.actor)
    is_trial = request.POST.get("do") != "import"
    return actions.start_import(upload_id, by=request.actor, at=request.at, dry_run=is_trial)


def _rows(request: Visit, upload_id: UUID, refused: Refused | None = None) -> HttpResponse:
    shown = rows_page(upload_id, by=request.actor, at=request.at)
    return render(request, "desk/import_rows.html", {"page": shown, "refused": refused})


@require_POST
@page
def forget(request: Visit, upload_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.forget_file(upload_id, by=request.actor),
        done=lambda _: back(request, "imports", said=gettext("The file is erased.")),
        again=lambda refused: render(request, "desk/refused.html", {"refused": refused}),
    )


@require_POST
@page
def forget_mapping(request: Visit, mapping_id: UUID) -> HttpResponse:
    actions.forget_mapping(mapping_id, by=request.actor)
    return back(request, "imports", said=gettext("The mapping is forgotten."))
