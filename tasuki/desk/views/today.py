"""The first page of the day."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tasuki.desk.door import Visit, kept_from, page
from tasuki.desk.panels.playbook.news import announcement_of
from tasuki.desk.panels.today.page import today_page
from tasuki.desk.refused import Refused


@page
def today(request: Visit) -> HttpResponse:
    return today_again(request)


def today_again(request: Visit, refused: Refused | None = None) -> HttpResponse:
    """The page; with ``refused``, the form it belongs to stands open and keeps what was typed."""
    typed = kept_from(request, refused)
    shown = today_page(by=request.actor, at=request.at, refused=refused, typed=typed)
    context = {
        "page": shown,
        "book": shown.book,
        "at": request.at,
        "refused": refused,
        "announcement": announcement_of(request.actor),
    }
    return render(request, "desk/today.html", context)
