"""/editions: the reports of weeks, months and quarters as they were issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema

from tasuki.insight.editions import reading
from tasuki.insight.models import Edition
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.language import language_of
from tasuki.platform.refusals import NotFound

router = Router(tags=["reports"])
PAPERS = {"application/pdf": "pdf", "text/html": "html"}


class EditionOut(Schema):
    id: UUID
    kind: Literal["weekly", "monthly", "quarterly"]
    since: date = Field(alias="from")
    to: date = Field(description="included")
    issued_at: datetime
    playbook: str = Field(examples=["article@1"])


class Editions(Schema):
    items: list[EditionOut]


class FigureOut(Schema):
    column: str
    text: str
    beside: str = Field(description="on how many it stands, and its interval")
    last: str = Field("", description="the figure of the edition before")


class LineOut(Schema):
    called: list[str]
    cells: list[FigureOut]


class SheetOut(Schema):
    label: str
    splits: list[str]
    columns: list[str]
    rows: list[LineOut]
    total: list[FigureOut]
    cut_off: bool
    latest: bool = Field(
        False, description="the lines are in time, and where there are more, these are the last ones"
    )


class SectionOut(Schema):
    report: str = Field(examples=["acceptance"])
    question: str
    definition: str
    rules: list[str]
    notes: list[str]
    chart: dict[str, Any] | None = Field(None, description="title, caption and Vega-Lite specification")
    tables: list[SheetOut]


class WholeEdition(EditionOut):
    sections: list[SectionOut]


@router.get("", response=Editions, by_alias=True)
def list_editions(request: Call) -> HttpResponse:
    """The latest editions, without what stands in them."""
    return answer({"items": [_shape(one) for one in reading.editions(by=request.auth)]})


@router.get("/{uuid:key}", response=WholeEdition, by_alias=True)
def show_edition(request: Call, key: UUID) -> HttpResponse:
    """One edition in the caller's language; with ``Accept: text/html`` or ``application/pdf`` as it was printed."""
    found, language = reading.edition(key, by=request.auth), language_of(request)
    wanted = request.headers.get("Accept", "")
    kind = next((one for one in PAPERS if one in wanted), None)
    if kind is not None:
        return _paper(found, language, kind)
    return answer({**_shape(found), "sections": found.body["sections"][language]})


def _shape(one: Edition) -> dict[str, Any]:
    return {
        "id": one.pk, "kind": one.kind, "from": one.since, "to": one.until, "issued_at": one.issued_at,
        "playbook": one.playbook,
    }  # fmt: skip


def _paper(found: Edition, language: str, kind: str) -> HttpResponse:
    paper = found.papers.filter(language=language).first()
    if paper is None:  # a worker prints it a little after it is issued
        raise NotFound("edition", f"{found.pk}.{PAPERS[kind]}")
    name = f"{found.kind}-{found.until}.{PAPERS[kind]}"
    body = bytes(paper.pdf) if PAPERS[kind] == "pdf" else paper.html.encode()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        body, content_type=f"{kind}; charset=utf-8" if kind == "text/html" else kind, headers=headers
    )
