"""/reports: every question that can be asked of the process, its answer, and the rows behind each number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.insight.behind import Record, known
from tasuki.insight.charts import drawn
from tasuki.insight.drill import rows_behind
from tasuki.insight.recalled import recalled
from tasuki.insight.registry import all_reports, report_named
from tasuki.insight.shapes import shape_of, sheet_of
from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging
from tasuki.platform.http.schemas import page_schema
from tasuki.platform.language import language_of, translator
from tasuki.playbooks.queries import in_force

router = Router(tags=["reports"])


class ReportOut(Schema):
    name: str = Field(examples=["funnel"])
    question: str
    definition: str
    rules: list[str] = Field(examples=[["K-1", "K-2"]])
    family: Literal["volume", "velocity", "conversion", "value"]
    by: list[str] = Field(description="what it can be split by")


class Reports(Schema):
    items: list[ReportOut]


class CellOut(Schema):
    """One number. A share has ``of`` and its 95 % interval; money is a list by currency."""

    value: Any = None
    of: int | None = None
    low: float | None = None
    high: float | None = None
    young: bool = Field(False, description="some of those counted have not had the time yet")
    rows: str | None = Field(None, description="query of /reports/{name}/rows that lists what was counted")


class LineOut(Schema):
    group: dict[str, Any] = Field(examples=[{"source": "inbound"}])
    called: dict[str, str] = Field(examples=[{"source": "Inbound"}])
    cells: dict[str, CellOut]


class NamedOut(Schema):
    key: str
    label: str


class ColumnOut(NamedOut):
    kind: Literal["count", "share", "days", "number", "money", "text"]


class TableOut(Schema):
    key: str
    label: str
    splits: list[NamedOut]
    columns: list[ColumnOut]
    rows: list[LineOut]
    total: dict[str, CellOut] = Field(description="all rows together, never the sum of the lines")
    cut_off: bool = Field(description="there are more groups than are shown")


class CheckOut(Schema):
    """One measured sign. It decides, or only supports; ``rows`` are queries of /reports/diagnosis/rows."""

    sign: str = Field(examples=["early_deaths"])
    rule: str = Field(examples=["K-11a"])
    label: str
    standing: Literal["present", "absent", "unknown"]
    decides: bool
    value: float | None
    limit: float
    beyond: Literal["above", "below"]
    n: int
    low: float | None = None
    high: float | None = None
    says: str
    who: list[str]
    rows: list[str]


class StakeOut(Schema):
    """Money as a range, with its arithmetic: lost in a year, or concerned now."""

    kind: Literal["a_year", "now"]
    currency: str
    low: Decimal
    high: Decimal
    says: str
    steps: list[str]


class FixOut(Schema):
    says: str
    kind: Literal["table", "report", "page"]
    opens: str = Field(examples=["required"])


class DiagnosisOut(Schema):
    trouble: Literal["premature", "late", "handoff", "transfer", "disagreement"]
    title: str
    standing: Literal["present", "absent", "unknown"]
    confidence: Literal["high", "medium", "low", "none"]
    says: str
    checks: list[CheckOut]
    money: list[StakeOut]
    fixes: list[FixOut]


class LeakPartOut(StakeOut):
    trouble: str


class LeakOut(Schema):
    currency: str
    low: Decimal
    high: Decimal
    says: str
    parts: list[LeakPartOut]


class AnswerOut(Schema):
    report: str
    question: str
    definition: str
    rules: list[str]
    since: date = Field(alias="from")
    to: date
    as_of: datetime
    by: list[str]
    only: dict[str, str]
    notes: list[str]
    tables: list[TableOut]
    diagnoses: list[DiagnosisOut] | None = Field(None, description="only in the report diagnosis")
    leak: LeakOut | None = Field(None, description="only in the report diagnosis, where something is lost")


class ChartOut(Schema):
    """A Vega-Lite specification with its data; null where there is nothing to draw."""

    title: str = ""
    caption: str = ""
    spec: dict[str, Any] | None = None


class WhichNumbers(Schema):
    """The period in whole days of the agreement's time zone; every dimension may narrow it."""

    since: date | None = Field(None, alias="from", description="left out: 90 days up to to")
    to: date | None = Field(None, description="included; left out: today")
    by: str = Field(
        "", max_length=100, description="comma-separated, three at most", examples=["source,month"]
    )
    source: str = Field("", max_length=50)
    campaign: str = Field("", max_length=40, description="id, or none")
    segment: str = Field("", max_length=50)
    industry: str = Field("", max_length=100)
    sdr: str = Field("", max_length=40, description="id, or none")
    ae: str = Field("", max_length=40, description="id, or none")
    team: str = Field("", max_length=100, description="name, or none")
    origin: str = Field("", max_length=10, examples=["native"])
    playbook: str = Field("", max_length=60, examples=["article@1"])
    message: str = Field("", max_length=200)
    offer: str = Field("", max_length=200)
    audience: str = Field("", max_length=200)

    def words(self) -> dict[str, str]:
        told = self.dict(exclude={"since", "to"})
        days = {"from": self.since, "to": self.to}
        return {**told, **{name: str(day) for name, day in days.items() if day}}


class WhichCell(Schema):
    table: str = Field(max_length=60)
    column: str = Field(max_length=60)
    group: list[str] = Field(
        [], max_length=6, description="one value for each split; none: the line of everything"
    )


class BehindOut(Schema):
    record: Record = Field(description="clock: a promise about no lead")
    id: UUID
    name: str
    detail: str
    state: str
    at: datetime | date | None = None


@router.get("", response=Reports)
def list_reports(request: Call) -> HttpResponse:
    """Every report, in the order of the process."""
    ask_any(request.auth, "report.read")
    say = translator(language_of(request))
    items = [
        {
            "name": one.key,
            "question": say(one.question),
            "definition": say(one.definition),
            "rules": list(one.rules),
            "family": one.family,
            "by": list(one.by),
        }
        for one in all_reports().values()
    ]
    return answer({"items": items})


@router.get("/{str:name}", response=AnswerOut, by_alias=True)
def show_report(request: Call, name: str, which: Query[WhichNumbers]) -> HttpResponse:
    """The answer of one report; as CSV, with every line, by ``Accept: text/csv``."""
    report, book = report_named(name), in_force()
    asked = report.asked(which.words(), book, by=request.auth, at=request.at)
    language = language_of(request)
    if "text/csv" in request.headers.get("Accept", ""):
        found = recalled(report, asked, book, most=None)
        return sheet_response(sheet_of(found, book, language), f"{name}.csv")
    return answer(shape_of(recalled(report, asked, book), book, language))


@router.get("/{str:name}/chart", response=ChartOut)
def show_report_chart(request: Call, name: str, which: Query[WhichNumbers]) -> HttpResponse:
    """The chart of a report as Vega-Lite, for whoever draws it elsewhere."""
    report, book = report_named(name), in_force()
    asked = report.asked(which.words(), book, by=request.auth, at=request.at)
    chart = drawn(recalled(report, asked, book), book, language_of(request))
    if chart is None:
        return answer({"title": "", "caption": "", "spec": None})
    return answer({"title": chart.title, "caption": chart.caption, "spec": chart.spec})


@router.get("/{str:name}/rows", response=page_schema(BehindOut))
def list_report_rows(
    request: Call, name: str, which: Query[WhichNumbers], cell: Query[WhichCell], paging: Query[Paging]
) -> HttpResponse:
    """The records behind one number, the latest first: as many as it says."""
    report, book = report_named(name), in_force()
    asked = report.asked(which.words(), book, by=request.auth, at=request.at)
    table = report.table(cell.table, book)
    behind = rows_behind(
        table, cell.column, cell.group or None, asked, cursor=paging.cursor or "", limit=paging.limit
    )
    items = [one.as_data() for one in known(behind, book, language_of(request))]
    return answer({"items": items, "next_cursor": behind.following})


def sheet_response(lines: Iterable[str], name: str) -> HttpResponse:
    """CSV as a file; the mark in front tells Excel that it is UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + "".join(lines), content_type="text/csv; charset=utf-8", headers=headers)
