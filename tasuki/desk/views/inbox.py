"""The inbox: what one is told, opened, marked as read."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tasuki.desk.door import Visit, back, page
from tasuki.desk.panels.inbox import inbox
from tasuki.desk.words import tongue
from tasuki.notices import actions, queries
from tasuki.notices.words import worded


@require_safe
@page
def notices(request: Visit) -> HttpResponse:
    shown = inbox(request.GET, by=request.actor)
    return render(request, "desk/inbox.html", {"page": shown, "at": request.at})


@require_safe
@never_cache
def waiting(request: HttpRequest) -> HttpResponse:
    """How many are unread, for the bell of a page that stands open; no visit, and silent once one is signed out."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    return render(request, "components/unread.html", {"unread_notices": queries.unread(request.user.pk)})


@require_safe
@page
def open_notice(request: Visit, notice_id: UUID) -> HttpResponse:
    """Where a letter's link leads: the notice is read, and its record opens."""
    notice = actions.read(notice_id, by=request.actor, at=request.at)
    return redirect(worded([notice], request.actor, tongue())[0].place)


@require_POST
@page
def read(request: Visit, notice_id: UUID) -> HttpResponse:
    actions.read(notice_id, by=request.actor, at=request.at)
    return back(request, "notices")


@require_POST
@page
def unread(request: Visit, notice_id: UUID) -> HttpResponse:
    actions.unread(notice_id, by=request.actor)
    return back(request, "notices")


@require_POST
@page
def read_all(request: Visit) -> HttpResponse:
    """Everything up to now, of one kind where one is shown."""
    actions.read_all(by=request.actor, at=request.at, kind=request.POST.get("kind", ""))
    return back(request, "notices", said=gettext("Everything is read."))
