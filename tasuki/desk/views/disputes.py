"""Disputes: a decision is called wrong, ruled on, and learned from."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tasuki.calibration.disputes import actions
from tasuki.calibration.disputes.models import Dispute
from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.disputes import (
    CARRY,
    CASE,
    RULE,
    cases_page,
    dispute_page,
    disputes_page,
    opening_page,
)
from tasuki.desk.refused import Refused

T = TypeVar("T")


@require_GET
@page
def disputes(request: Visit) -> HttpResponse:
    shown = disputes_page(request.GET, by=request.actor, at=request.at)
    return render(request, "desk/disputes.html", {"page": shown})


@require_GET
@page
def cases(request: Visit) -> HttpResponse:
    return render(request, "desk/learning_cases.html", {"page": cases_page(request.GET, by=request.actor)})


@require_http_methods(["GET", "POST"])
@page
def begin(request: Visit, lead_id: UUID) -> HttpResponse:
    """The form on which a decision about a lead is called wrong."""
    if request.method == "GET":
        return _form(request, lead_id)
    post = request.POST
    number = post.get("event", "")
    return submitted(
        request,
        lambda: actions.open_dispute(
            lead_id,
            int(number) if number.isdecimal() and len(number) < 19 else 0,
            claim=post.get("claim", ""),
            evidence=post.get("evidence", "").splitlines(),
            by=request.actor,
            at=request.at,
        ),
        done=lambda row: back(request, "dispute", row.pk, said=_asked(row)),
        again=lambda refused: _form(request, lead_id, refused),
    )


def _asked(row: Dispute) -> str:
    if row.ruler is None:
        return gettext("The dispute is open.")
    return gettext("The dispute is open: %(name)s is asked to rule.") % {"name": row.ruler.name}


def _form(request: Visit, lead_id: UUID, refused: Refused | None = None) -> HttpResponse:
    event = request.GET.get("event", "")
    shown = opening_page(lead_id, event, by=request.actor, refused=refused, typed=kept_from(request, refused))
    return render(request, "desk/dispute_new.html", {"page": shown, "lead": shown.lead, "refused": refused})


@require_GET
@page
def show(request: Visit, dispute_id: UUID) -> HttpResponse:
    return _shown(request, dispute_id)


@require_POST
@page
def rule(request: Visit, dispute_id: UUID) -> HttpResponse:
    judged = _filled(actions.Judgement, request.POST)
    return submitted(
        request,
        lambda: actions.rule(dispute_id, judged, by=request.actor, at=request.at),
        done=lambda _: back(request, "dispute", dispute_id, said=gettext("The ruling stands.")),
        again=lambda refused: _shown(request, dispute_id, refused),
        form=RULE,
    )


@require_POST
@page
def withdraw(request: Visit, dispute_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.withdraw(dispute_id, by=request.actor, at=request.at),
        done=lambda _: back(request, "dispute", dispute_id, said=gettext("The dispute is withdrawn.")),
        again=lambda refused: _shown(request, dispute_id, refused),
    )


@require_POST
@page
def carry(request: Visit, dispute_id: UUID) -> HttpResponse:
    """What the ruling wants changed goes into a draft; there it is worked on."""
    return submitted(
        request,
        lambda: actions.carry(dispute_id, request.POST.get("draft", ""), by=request.actor, at=request.at),
        done=lambda row: back(
            request,
            "playbook_tables",
            str(row.draft),
            said=gettext("It is in the draft: change what it asks for."),
        ),
        again=lambda refused: _shown(request, dispute_id, refused),
        form=CARRY,
    )


@require_POST
@page
def case(request: Visit, dispute_id: UUID) -> HttpResponse:
    lesson = _filled(actions.Lesson, request.POST)
    return submitted(
        request,
        lambda: actions.write_case(dispute_id, lesson, by=request.actor, at=request.at),
        done=lambda _: back(
            request, "dispute", dispute_id, said=gettext("The case is written."), fragment="case"
        ),
        again=lambda refused: _shown(request, dispute_id, refused),
        form=CASE,
    )


def _filled(kind: Callable[..., T], post: QueryDict) -> T:
    """What a form says, field by field: texts as they were typed, and whether a box is ticked."""
    asked = signature(kind).parameters.values()
    return kind(
        **{
            one.name: one.name in post if one.annotation == "bool" else post.get(one.name, "")
            for one in asked
        }
    )


def _shown(request: Visit, dispute_id: UUID, refused: Refused | None = None) -> HttpResponse:
    typed = kept_from(request, refused)
    shown = dispute_page(dispute_id, by=request.actor, at=request.at, refused=refused, typed=typed)
    lead = shown.row.lead
    context = {
        "page": shown,
        "row": shown.row,
        "record": shown.record,
        "book": shown.record.book,
        "lead": lead,
        "lead_id": lead.pk,
        "here": f"/leads/{lead.pk}",
        "refused": refused,
    }
    return render(request, "desk/dispute.html", context)
