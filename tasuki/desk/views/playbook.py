"""The agreement as a document that anyone understands: on pages, and on paper in both languages."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.agreement import agreement_page
from tasuki.desk.panels.attainment import attainment_panel
from tasuki.desk.papers.agreement import agreement_on_paper, print_agreement
from tasuki.desk.words import tongue
from tasuki.platform.access.actor import ask_any
from tasuki.platform.language import as_language
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import version_stamped

IN_FORCE = "in_force"


@require_GET
@page
def agreement(request: Visit, stamp: str = IN_FORCE) -> HttpResponse:
    shown = agreement_page(_version(request, stamp))
    kept = (
        attainment_panel(shown.book, request.GET, by=request.actor, at=request.at)
        if shown.version.state == "in_force"
        else None
    )
    context = {"page": shown, "book": shown.book, "here": place_of(stamp), "kept": kept}
    return render(request, "desk/playbook/agreement.html", context)


@require_GET
@page
def terms(request: Visit, stamp: str = IN_FORCE, chapter: str = "") -> HttpResponse:
    """One chapter of the terms; the paper has them all."""
    shown = agreement_page(_version(request, stamp))
    context = {"page": shown, "book": shown.book, "here": place_of(stamp), "chapter": shown.chapter(chapter)}
    return render(request, "desk/playbook/terms.html", context)


@require_GET
@page
def paper(request: Visit, stamp: str = IN_FORCE) -> HttpResponse:
    """The agreement with all its terms, ready to be signed by hand or filed."""
    shown = agreement_page(_version(request, stamp))
    told = agreement_on_paper(shown, as_language(request.GET.get("lang") or tongue()))
    name = quote(f"{shown.version}-{told['lang']}.pdf")
    return HttpResponse(
        print_agreement(told),
        content_type="application/pdf",
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"},
    )


def place_of(stamp: str) -> str:
    """Where a version is read; the one in force has the shortest address."""
    return reverse("playbook") if stamp == IN_FORCE else reverse("playbook_version", args=[stamp])


def _version(request: Visit, stamp: str) -> PlaybookVersion:
    ask_any(request.actor, "playbook.read")
    return version_stamped(stamp)
