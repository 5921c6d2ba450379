"""The clocks' pages: one clock with its whole way, its pauses, and the tester that answers “when does this breach?”."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.clocks import clock_page, when_page
from tasuki.desk.refused import Refused
from tasuki.sla import actions


@page
def clock(request: Visit, clock_id: UUID) -> HttpResponse:
    return _shown(request, clock_id)


@page
def when(request: Visit) -> HttpResponse:
    shown = when_page(request.GET, by=request.actor, at=request.at, zone=request.zone)
    status = 422 if shown.refused else 200
    return render(request, "desk/clock_when.html", {"page": shown, "refused": shown.refused}, status=status)


@require_POST
@page
def pause(request: Visit, clock_id: UUID) -> HttpResponse:
    post = request.POST
    return submitted(
        request,
        lambda: actions.pause(
            clock_id, post.get("reason", ""), post.get("evidence", ""), by=request.actor, at=request.at
        ),
        done=lambda _: back(request, "clock", clock_id, said=gettext("The clock is on pause.")),
        again=lambda refused: _shown(request, clock_id, refused),
    )


@require_POST
@page
def resume(request: Visit, clock_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.resume(clock_id, by=request.actor, at=request.at),
        done=lambda _: back(request, "clock", clock_id, said=gettext("The clock runs again.")),
        again=lambda refused: _shown(request, clock_id, refused),
    )


def _shown(request: Visit, clock_id: UUID, refused: Refused | None = None) -> HttpResponse:
    shown = clock_page(
        clock_id, by=request.actor, at=request.at, refused=refused, typed=kept_from(request, refused)
    )
    return render(request, "desk/clock.html", {"page": shown, "refused": refused})
