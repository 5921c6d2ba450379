"""The board, and what a card's move answers: the columns it touched, or the form that it needs first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.door import Visit
from tasuki.desk.panels.board import board_page, following_cards
from tasuki.desk.panels.board_move import Move, move_of
from tasuki.desk.refused import Refused, refused_by
from tasuki.platform.refusals import NotFound
from tasuki.records.models import Opportunity

FROM_BOARD = "board"
"""The field that a form of the board sends along: the filters under which the board was seen."""


def is_board_wanted(request: Visit) -> bool:
    """The board, unless the address asks for the list; on a telephone the list, unless it asks for the board."""
    return request.GET.get("as", "list" if _is_telephone(request) else "board") == "board"


def _is_telephone(request: Visit) -> bool:
    agent = request.headers.get("User-Agent", "")
    return request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in agent


def show_board(request: Visit) -> HttpResponse:
    """The page; or the cards that follow in one column, asked for by ``column`` and ``cursor``."""
    if "column" in request.GET:
        return _more(request, request.GET["column"], request.GET.get("cursor", ""))
    shown = board_page(request.GET, by=request.actor, at=request.at)
    return render(request, "desk/board.html", {"page": shown, "book": shown.book})


def _more(request: Visit, stage: str, cursor: str) -> HttpResponse:
    column = following_cards(request.GET, stage, cursor, by=request.actor, at=request.at)
    query = QueryDict(request.GET.urlencode(), mutable=True)
    for name in ("as", "column", "cursor"):
        query.pop(name, None)
    return render(request, "desk/board_cards.html", {"column": column, "query": query.urlencode()})


def is_from_board(request: Visit) -> bool:
    return FROM_BOARD in request.POST


def asked_first(request: Visit, opportunity_id: UUID) -> HttpResponse | None:
    """The small form, where the move on the board needs one and it has not been answered yet; else None."""
    try:
        move = move_of(opportunity_id, _typed(request), by=request.actor, at=request.at)
    except NotFound as gone:
        return gone_answer(request, gone)
    said = request.POST.get("evidence", "").strip()
    is_answered = "confirmed" in request.POST and (move.kind != "back" or bool(said))
    return _form(request, move, 422) if move.asks and not is_answered else None


def ask_about(request: Visit, opportunity_id: UUID) -> HttpResponse:
    """The form of a move as a page of its own, or alone for the dialog."""
    move = move_of(opportunity_id, request.GET.dict(), by=request.actor, at=request.at)
    return _form(request, move, 200)


def refused_on_board(request: Visit, opportunity_id: UUID, refused: Refused) -> HttpResponse:
    """The move's form with the reasons; the status is the caller's to set."""
    move = move_of(opportunity_id, _typed(request), by=request.actor, at=request.at, refused=refused)
    return _form(request, move, 422)


def gone_answer(request: Visit, gone: NotFound) -> HttpResponse:
    """The deal is not there any more, or not theirs to see."""
    if not is_partial(request):
        raise gone
    return render(request, "desk/board_gone.html", {"refused": refused_by(gone)}, status=gone.status)


def moved(request: Visit, deal: Opportunity, said: str) -> HttpResponse:
    """The two columns as they are now; without JavaScript, back to the board that was seen."""
    seen = QueryDict(request.POST.get(FROM_BOARD, ""))
    if not is_partial(request):
        messages.success(request, said)
        address = f"{reverse('opportunities')}?as=board"
        return redirect(f"{address}&{seen.urlencode()}" if seen else address)
    touched = (request.POST.get("before", ""), deal.stage)
    shown = board_page(seen.dict(), by=request.actor, at=request.at, only=touched, moved=deal.pk)
    words = gettext("%(name)s: %(said)s") % {"name": deal.name, "said": said}
    context = {"page": shown, "book": shown.book, "said": words, "deal": deal}
    return render(request, "desk/board_moved.html", context)


def is_partial(request: Visit) -> bool:
    return request.headers.get("HX-Request") == "true"


def _typed(request: Visit) -> Mapping[str, str]:
    return {name: str(request.POST.get(name, "")) for name in request.POST}


def _form(request: Visit, move: Move, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "move": move, "refused": move.refused, "deal": move.deal, "lead_id": move.deal.lead_id,
        "here": reverse("opportunity", args=[move.deal.pk]),
    }  # fmt: skip
    template = "desk/board_move_form.html" if is_partial(request) else "desk/board_move.html"
    return render(request, template, context, status=status)
