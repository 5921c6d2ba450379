"""The gallery: every component of the desk, in each of its states."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.gallery import gallery_of
from tasuki.playbooks.queries import in_force


@page
def gallery(request: Visit) -> HttpResponse:
    return render(request, "desk/gallery.html", {"page": gallery_of(in_force())})
