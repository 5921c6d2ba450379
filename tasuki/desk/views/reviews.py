"""Joint leadership reviews: ask for one, plan it, decide."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.reviews import ASK, DECIDE, PLAN, meeting_day, review_page, reviews_page
from tasuki.desk.refused import Refused
from tasuki.sla import actions


@require_http_methods(["GET", "POST"])
@page
def reviews(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _all(request)
    post = request.POST
    return submitted(
        request,
        lambda: actions.ask_for(
            post.get("question", ""),
            by=request.actor,
            at=request.at,
            owner=post.get("owner", ""),
            meet_on=meeting_day(post.get("meet_on", "")),
        ),
        done=lambda made: back(request, "review", made.pk, said=gettext("The review is open.")),
        again=lambda refused: _all(request, refused),
        form=ASK,
    )


@page
def review(request: Visit, review_id: UUID) -> HttpResponse:
    return _one(request, review_id)


@require_POST
@page
def plan(request: Visit, review_id: UUID) -> HttpResponse:
    post = request.POST
    return submitted(
        request,
        lambda: actions.plan_review(
            review_id,
            by=request.actor,
            at=request.at,
            owner=post.get("owner") or None,
            meet_on=meeting_day(post.get("meet_on", "")),
        ),
        done=lambda _: back(request, "review", review_id, said=gettext("The review is planned.")),
        again=lambda refused: _one(request, review_id, refused),
        form=PLAN,
    )


@require_POST
@page
def decide(request: Visit, review_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.decide_review(
            review_id, request.POST.get("decision", ""), by=request.actor, at=request.at
        ),
        done=lambda _: back(request, "review", review_id, said=gettext("The decision stands.")),
        again=lambda refused: _one(request, review_id, refused),
        form=DECIDE,
    )


def _all(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = reviews_page(by=request.actor, at=request.at, refused=refused, typed=kept_from(request, refused))
    return render(request, "desk/reviews.html", {"page": shown, "refused": refused})


def _one(request: Visit, review_id: UUID, refused: Refused | None = None) -> HttpResponse:
    shown = review_page(
        review_id, by=request.actor, at=request.at, refused=refused, typed=kept_from(request, refused)
    )
    return render(request, "desk/review.html", {"page": shown, "refused": refused})
