"""The pages of reports: all questions, one answer, the rows behind a number, and a sheet to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.reports import report_index, report_page, rows_page
from tasuki.desk.papers.report import paper_answer
from tasuki.desk.words import tongue
from tasuki.insight.api import sheet_response
from tasuki.insight.recalled import recalled
from tasuki.insight.registry import report_named
from tasuki.insight.report import Answer
from tasuki.insight.shapes import shape_of, sheet_of
from tasuki.insight.tables import MOST_ROWS
from tasuki.platform.http.json import answer as json_answer
from tasuki.playbooks.queries import in_force
from tasuki.rules.playbook import Playbook


@page
def reports(request: Visit) -> HttpResponse:
    return render(request, "desk/reports.html", {"families": report_index(by=request.actor)})


@page
def report(request: Visit, name: str) -> HttpResponse:
    shown = report_page(name, request.GET, by=request.actor, at=request.at)
    return render(request, "desk/report.html", {"page": shown})


@page
def report_rows(request: Visit, name: str) -> HttpResponse:
    shown = rows_page(name, request.GET, by=request.actor, at=request.at)
    return render(request, "desk/report_rows.html", {"page": shown})


@page
def report_sheet(request: Visit, name: str) -> HttpResponse:
    found, book = _answered(request, name, most=None)
    return sheet_response(sheet_of(found, book, tongue()), f"{name}.csv")


@page
def report_data(request: Visit, name: str) -> HttpResponse:
    found, book = _answered(request, name, most=None)
    saved = json_answer(shape_of(found, book, tongue()))
    saved["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return saved


@page
def report_paper(request: Visit, name: str) -> HttpResponse:
    found, book = _answered(request, name)
    return paper_answer(found, book, tongue())


def _answered(request: Visit, name: str, most: int | None = MOST_ROWS) -> tuple[Answer, Playbook]:
    """The same question as on the page. Raises Forbidden, NotFound, Invalid."""
    report, book = report_named(name), in_force()
    asked = report.asked(request.GET, book, by=request.actor, at=request.at)
    return recalled(report, asked, book, most=most), book
