"""Search over everything: a page, and the list in the palette."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.finding import find as found


@page
def find(request: Visit) -> HttpResponse:
    text = request.GET.get("q", "")
    groups = found(text, by=request.actor)
    template = "desk/find/hits.html" if "X-Palette" in request.headers else "desk/find.html"
    return render(request, template, {"groups": groups, "text": text})
