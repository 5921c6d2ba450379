"""The pages of editions: what was issued, one of them, and its papers to take away."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.editions import edition_page, shelves
from tasuki.desk.words import tongue
from tasuki.insight.editions import reading
from tasuki.platform.refusals import NotFound


@page
def editions(request: Visit) -> HttpResponse:
    return render(request, "desk/editions.html", {"shelves": shelves(by=request.actor)})


@page
def edition(request: Visit, key: UUID) -> HttpResponse:
    return render(request, "desk/edition.html", {"page": edition_page(key, by=request.actor)})


@page
def edition_paper(request: Visit, key: UUID, shape: str) -> HttpResponse:
    found = reading.edition(key, by=request.actor)
    paper = found.papers.filter(language=tongue()).first()
    kind = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}.get(shape)
    if paper is None or kind is None:
        raise NotFound("edition", f"{key}/{shape}")
    name = f"{found.kind}-{found.until}.{shape}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        bytes(paper.pdf) if shape == "pdf" else paper.html, content_type=kind, headers=headers
    )


@require_POST
@page
def edition_reader(request: Visit, kind: str) -> HttpResponse:
    reading.subscribe(kind, request.POST.get("wanted") == "yes", by=request.actor)
    return redirect("editions")
