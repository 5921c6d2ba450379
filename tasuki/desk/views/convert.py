"""Convert: the preview, the button, the result, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.forms.convert import asked_json
from tasuki.desk.panels.conversion import conversion_page
from tasuki.desk.panels.convert import convert_page
from tasuki.desk.refused import Refused, refused_by
from tasuki.platform.ids import new_id
from tasuki.platform.refusals import Invalid
from tasuki.rules.reading import Unreadable
from tasuki.stages.conversion import actions
from tasuki.stages.conversion.input import read_input
from tasuki.stages.conversion.outcome import Outcome

Json = Mapping[str, Any]


@require_http_methods(["GET", "POST"])
@page
def convert(request: Visit, lead_id: UUID) -> HttpResponse:
    """The preview; ``do=check`` looks again with what was typed, ``do=convert`` carries it out."""
    if request.method == "GET":
        return _preview(request, lead_id, _draft(request, lead_id))
    asked = asked_json(request.POST, request.zone)
    _keep_draft(request, lead_id, asked)
    if request.POST.get("do") != "convert":
        return _checked(request, lead_id, asked)
    key = request.POST.get("idempotency_key") or str(new_id())
    return submitted(
        request,
        lambda: actions.convert(
            lead_id, read_input(asked), by=request.actor, at=request.at, idempotency_key=key
        ),
        done=lambda outcome: _converted(request, lead_id, outcome),
        again=lambda refused: _checked(request, lead_id, asked, refused),
    )


def _preview(request: Visit, lead_id: UUID, asked: Json, refused: Refused | None = None) -> HttpResponse:
    shown = convert_page(lead_id, asked, by=request.actor, at=request.at)
    context = {
        "page": shown, "lead": shown.lead, "lead_id": lead_id, "book": shown.book, "refused": refused,
        "here": request.path, "idempotency_key": str(new_id()),
    }  # fmt: skip
    only_answer = request.headers.get("HX-Target") == "answer"
    return render(request, "desk/convert_answered.html" if only_answer else "desk/convert.html", context)


def _checked(request: Visit, lead_id: UUID, asked: Json, refused: Refused | None = None) -> HttpResponse:
    """The preview with what was typed; a field that cannot be read is left out of the plan and named."""
    try:
        return _preview(request, lead_id, asked, refused)
    except (Unreadable, Invalid) as error:
        readable = _without(asked, [problem.pointer for problem in error.problems])
        response = _preview(request, lead_id, readable, refused_by(error))
        response.status_code = 422
        return response


def _without(asked: Json, pointers: list[str]) -> dict[str, Any]:
    """The input without the parts that were refused."""
    kept = dict(asked)
    for pointer in pointers:
        first, _, rest = pointer.strip("/").partition("/")
        name = rest.split("/")[0]
        if first == "opportunity" and name:
            kept["opportunity"] = {key: value for key, value in kept["opportunity"].items() if key != name}
        else:
            kept.pop(first, None)
    return kept


def _converted(request: Visit, lead_id: UUID, outcome: Outcome) -> HttpResponse:
    request.session.pop(_key(lead_id), None)
    return back(request, "conversion", outcome.conversion_id, said=_said(outcome))


def _said(outcome: Outcome) -> str:
    if outcome.joined and outcome.pending:
        return gettext("The lead joined the opportunity; an approval is asked for.")
    if outcome.joined:
        return gettext("The lead joined the opportunity.")
    if outcome.pending:
        return gettext("The opportunity is created and waits for approval.")
    return gettext("The opportunity is created.")


def _key(lead_id: UUID) -> str:
    return f"convert-{lead_id}"


def _keep_draft(request: Visit, lead_id: UUID, asked: Json) -> None:
    """What was typed stays with the session, so that a visit to another page costs nothing."""
    request.session[_key(lead_id)] = asked


def _draft(request: Visit, lead_id: UUID) -> Json:
    draft: Json = request.session.get(_key(lead_id), {})
    return draft


@page
def conversion(request: Visit, conversion_id: UUID) -> HttpResponse:
    """What was made, under which decision; and whether it can still be taken back."""
    return _conversion(request, conversion_id)


def _conversion(request: Visit, conversion_id: UUID, refused: Refused | None = None) -> HttpResponse:
    shown = conversion_page(conversion_id, by=request.actor, at=request.at)
    context = {
        "page": shown, "lead_id": shown.conversion.lead_id, "book": shown.book, "refused": refused, "at": request.at,
        "reason": request.POST.get("reason", ""), "here": request.path,
    }  # fmt: skip
    return render(request, "desk/conversion.html", context)


@require_http_methods(["POST"])
@page
def void(request: Visit, conversion_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.void(
            conversion_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at
        ),
        done=lambda plan: back(
            request,
            "lead",
            plan.conversion.lead_id,
            said=gettext("The conversion is undone; the lead is back in discovery."),
        ),
        again=lambda refused: _conversion(request, conversion_id, refused),
        form="void",
    )
