"""Lists of records: their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tasuki.desk.door import Visit, kept_from, page
from tasuki.desk.lists.asking import lists_of
from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.lists.description import RecordList
from tasuki.desk.lists.export import Shape, csv_answer, exported
from tasuki.desk.lists.page import list_page
from tasuki.desk.lists.saved import opened
from tasuki.desk.refused import Refused
from tasuki.desk.words import tongue


@page
def show(request: Visit, name: str) -> HttpResponse:
    return list_response(request, LISTS[name], lists_of(request.GET))


@page
def export(request: Visit, name: str) -> StreamingHttpResponse:
    """The list as a CSV file; the rest of the address is the list's own."""
    shape = Shape(
        encoding=request.GET.get("encoding") or "utf-8-sig",
        codes="codes" in request.GET,
        language=tongue(),
        zone=request.zone,
    )
    asked = opened(LISTS[name], lists_of(request.GET), request.actor).given
    pieces = exported(LISTS[name], asked, shape, by=request.actor, at=request.at)
    return csv_answer(pieces, name, shape, timezone.localdate(request.at, request.zone))


def list_response(
    request: Visit,
    listed: RecordList,
    asked: Mapping[str, Sequence[str]],
    refused: Refused | None = None,
) -> HttpResponse:
    """The page, or only its rows where the filter asks for them: then the address says what is asked, and no more."""
    shown = list_page(listed, asked, by=request.actor, at=request.at)
    here = reverse(listed.name)
    typed = kept_from(request, refused)
    context = {"page": shown, "book": shown.seen.book, "here": here, "refused": refused, "typed": typed}
    if not _only_rows(request):
        return render(request, "desk/list.html", context)
    answer = render(request, "desk/list_rows.html", context)
    answer["HX-Push-Url"] = f"{here}?{shown.query}" if shown.query else here
    return answer


def _only_rows(request: Visit) -> bool:
    return request.headers.get("HX-Target") == "rows"
