"""The weekly feedback on sources: read by everybody, written by sales."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.feedback import feedback_page, form_of
from tasuki.desk.refused import Refused
from tasuki.platform.refusals import NotFound
from tasuki.sla import actions


@require_http_methods(["GET", "POST"])
@page
def feedback(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _shown(request)
    post = request.POST
    source, week_on = post.get("source", ""), _monday(post.get("week_on", ""))
    form = form_of(source, week_on)
    return submitted(
        request,
        lambda: actions.give_feedback(
            source, week_on, post.get("comment", ""), by=request.actor, at=request.at
        ),
        done=lambda _: back(request, "feedback", said=gettext("The feedback is written."), fragment=form),
        again=lambda refused: _shown(request, refused),
        form=form,
    )


def _monday(text: str) -> date:
    """The week that the form names. Raises `NotFound` for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound("feedback", text) from None


def _shown(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = feedback_page(by=request.actor, at=request.at, refused=refused, typed=kept_from(request, refused))
    return render(request, "desk/feedback.html", {"page": shown, "refused": refused})
