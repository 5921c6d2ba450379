"""All reports, found in their folder: a new report is a file there and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from tasuki.insight import reports
from tasuki.insight.report import Report
from tasuki.platform.refusals import NotFound


@cache
def all_reports() -> Mapping[str, Report]:
    """Reports by their key, in the order of the process that `ORDER` gives."""
    found = {}
    for module in iter_modules(reports.__path__):
        report = getattr(import_module(f"{reports.__name__}.{module.name}"), "REPORT", None)
        if isinstance(report, Report):
            found[report.key] = report
    return dict(sorted(found.items(), key=lambda one: reports.ORDER.index(one[0])))


def report_named(key: str) -> Report:
    """Raises NotFound."""
    if key not in all_reports():
        raise NotFound("report", key)
    return all_reports()[key]
