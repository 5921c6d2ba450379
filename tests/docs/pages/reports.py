"""docs/reference/reports.md: every report, its question and what its numbers mean."""

from __future__ import annotations

from tasuki.insight.registry import all_reports
from tasuki.insight.report import Report
from tasuki.playbooks.presets import load_preset
from tests.docs.pages.markdown import code, codes, document, table

INTRODUCTION = """\
Each report is at `/reports/NAME` on the pages, at `GET /api/v1/reports/NAME` in the API (also as CSV, with
`Accept: text/csv`), and `tasuki report NAME` on the command line; all three have it as PDF (API: `…/NAME/paper`) as
well. Every number opens its rows: as many as it says.

The period is whole days of the agreement's time zone, both included; without one it is the last 90 days. `by` splits,
up to three at once; every dimension also narrows, and `none` narrows to rows without a value there. *Days* are medians.
Shares carry their 95 % interval (Wilson); amounts of different currencies are never added up. What a person may see is
what is counted."""


def page() -> str:
    parts = [part for report in all_reports().values() for part in _part(report)]
    return document("Reports", INTRODUCTION, *parts)


def _part(report: Report) -> tuple[str, ...]:
    rows = [
        (code(one.key), code(column.key), column.label, column.kind)
        for one in report.tables(load_preset("article"))
        for column in one.columns
    ]
    return (
        f"## {report.key}",
        f"**{report.question}** {report.definition}",
        f"Rules: {', '.join(report.rules)}. {_split(report)}",
        table(("table", "column", "number", "kind"), rows),
    )


def _split(report: Report) -> str:
    return f"Split by {codes(report.by)}." if report.by else "It can be narrowed, and not split."
