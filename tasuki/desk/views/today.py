"""The first page of the day."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.today import today_page


@page
def today(request: Visit) -> HttpResponse:
    shown = today_page(by=request.actor, at=request.at)
    return render(request, "desk/today.html", {"page": shown, "book": shown.book, "at": request.at})
