"""/reports/{name}/paper: one report as it is printed, for programs."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Query, Router

from tasuki.desk.papers.report import paper_answer
from tasuki.insight.api import WhichNumbers
from tasuki.insight.recalled import recalled
from tasuki.insight.registry import report_named
from tasuki.platform.http.call import Call
from tasuki.platform.language import language_of
from tasuki.playbooks.queries import in_force

router = Router(tags=["reports"])


@router.get("/{str:name}/paper", response={200: None})
def print_report(request: Call, name: str, which: Query[WhichNumbers]) -> HttpResponse:
    """One report as PDF, chart and tables and what they mean, in the caller's language."""
    report, book = report_named(name), in_force()
    asked = report.asked(which.words(), book, by=request.auth, at=request.at)
    return paper_answer(recalled(report, asked, book), book, language_of(request))
