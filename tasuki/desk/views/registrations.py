"""Deal registrations: listed, submitted, decided."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted, typed_in
from tasuki.desk.panels.registrations import (
    new_fields,
    registration_json,
    registration_page,
    registrations_page,
)
from tasuki.desk.panels.sheets import latest_sheets, sheet_page
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.http.uploads import path_of
from tasuki.rules.reading import read
from tasuki.stages.intake.models import Import
from tasuki.stages.intake.rejects_file import rejects_file
from tasuki.stages.registration import actions
from tasuki.stages.registration.queries import sheet_by


@require_GET
@page
def registrations(request: Visit) -> HttpResponse:
    shown = registrations_page(request.GET, by=request.actor, at=request.at)
    return render(request, "desk/registrations.html", {"page": shown, "at": request.at})


@require_http_methods(["GET", "POST"])
@page
def new(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _form(request)
    asked = registration_json(typed_in(request))
    return submitted(
        request,
        lambda: actions.submit(read(actions.NewRegistration, asked), by=request.actor, at=request.at),
        done=lambda row: back(request, "registration", row.pk, said=gettext("The deal is registered.")),
        again=lambda refused: _form(request, refused),
    )


def _form(request: Visit, refused: Refused | None = None) -> HttpResponse:
    groups = new_fields(request.actor, refused, kept_from(request, refused))
    return render(request, "desk/registration_new.html", {"groups": groups, "refused": refused})


@require_http_methods(["GET", "POST"])
@page
def sheet(request: Visit) -> HttpResponse:
    """A partner's sheet of deals is brought, to be tried or submitted by a job; and those brought before."""
    if request.method == "GET":
        return _sheet(request)

    def act() -> Import:
        file = request.FILES.get("file")
        path, name = path_of(file), (file.name or "" if file else "")
        is_trial = "try" in request.POST
        return actions.bring_sheet(path, file_name=name, by=request.actor, at=request.at, dry_run=is_trial)

    return submitted(
        request,
        act,
        done=lambda run: redirect("sheet", run.pk),
        again=lambda refused: _sheet(request, refused),
    )


def _sheet(request: Visit, refused: Refused | None = None) -> HttpResponse:
    context = {"sheets": latest_sheets(request.actor), "refused": refused}
    return render(request, "desk/registration_sheet.html", context)


@require_http_methods(["GET", "POST"])
@page
def sheet_run(request: Visit, import_id: UUID) -> HttpResponse:
    """How far a sheet is (htmx asks for that part again), then what came of it; a tried one is submitted from here."""
    if request.method == "GET":
        return _sheet_run(request, import_id)
    return submitted(
        request,
        lambda: actions.submit_tried(import_id, by=request.actor, at=request.at),
        done=lambda run: redirect("sheet", run.pk),
        again=lambda refused: _sheet_run(request, import_id, refused),
    )


def _sheet_run(request: Visit, import_id: UUID, refused: Refused | None = None) -> HttpResponse:
    shown = sheet_page(import_id, by=request.actor)
    only_part = request.headers.get("HX-Target") == "run"
    template = "desk/registration_sheet_part.html" if only_part else "desk/registration_sheet_run.html"
    return render(request, template, {"page": shown, "refused": refused or shown.refused})


@require_GET
@page
def sheet_rejects(request: Visit, import_id: UUID) -> HttpResponse:
    return rejects_file(sheet_by(request.actor, import_id), spoken)


@require_GET
@page
def show(request: Visit, registration_id: UUID) -> HttpResponse:
    return _shown(request, registration_id)


def _shown(request: Visit, registration_id: UUID, refused: Refused | None = None) -> HttpResponse:
    typed = kept_from(request, refused)
    shown = registration_page(registration_id, by=request.actor, at=request.at, refused=refused, typed=typed)
    context = {"page": shown, "row": shown.row, "book": shown.book, "refused": refused}
    return render(request, "desk/registration.html", context)


@require_POST
@page
def approve(request: Visit, registration_id: UUID) -> HttpResponse:
    post = request.POST

    def act() -> object:
        days = post.get("days", "").strip()
        return actions.approve(
            registration_id,
            by=request.actor,
            at=request.at,
            rationale=post.get("rationale", ""),
            override_reason=post.get("override_reason", ""),
            days=(int(days) if days.isdecimal() else 0) if days else None,
        )

    return _decided(request, registration_id, "approve", act, gettext("Approved: the company is protected."))


@require_POST
@page
def reject(request: Visit, registration_id: UUID) -> HttpResponse:
    def act() -> object:
        rationale = request.POST.get("rationale", "")
        return actions.reject(registration_id, rationale=rationale, by=request.actor, at=request.at)

    return _decided(request, registration_id, "reject", act, gettext("The registration is rejected."))


@require_POST
@page
def escalate(request: Visit, registration_id: UUID) -> HttpResponse:
    def act() -> object:
        reason = request.POST.get("reason", "")
        return actions.escalate(registration_id, reason=reason, by=request.actor, at=request.at)

    return _decided(request, registration_id, "escalate", act, gettext("The registration is escalated."))


def _decided(
    request: Visit, registration_id: UUID, form: str, act: Callable[[], object], said: str
) -> HttpResponse:
    return submitted(
        request,
        act,
        done=lambda _: back(request, "registration", registration_id, said=said),
        again=lambda refused: _shown(request, registration_id, refused),
        form=form,
    )
