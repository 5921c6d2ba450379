"""Time is handed on as ``at=``: nothing reads the wall clock from thin air."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from tests.architecture.source import ROOT, Module, dotted, product

READS_THE_CLOCK = frozenset(
    {
        "now",
        "timezone.now",
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "datetime.datetime.now",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
    }
)
# Only without an argument: with one they convert a moment that somebody handed over.
READS_THE_CLOCK_ALONE = frozenset({"timezone.localdate", "timezone.localtime", "localdate", "localtime"})
SQL_CLOCK = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\s*\)"
    r"|\bcurrent_(timestamp|date|time)\b|\blocaltimestamp\b",
    re.IGNORECASE,
)
LOOKS_LIKE_SQL = re.compile(r"\b(select|insert|update|delete|with|where|default|set)\b", re.IGNORECASE)

# File, folder (a slash at its end) or file name everywhere (a star in front) → why it may know what time it is.
ALLOWED: Mapping[str, str] = {
    "tasuki/platform/time/now.py": "the one place that reads the machine's clock, and moves it in the demo company",
    "tasuki/platform/ids.py": "an id takes the machine's milliseconds where no moment is at hand",
    "tasuki/platform/server/": "starts and stops programs: log names, waiting, file ages; no business moment",
    "tasuki/platform/http/authentication.py": "the API's door: one moment per request, handed on as at=",
    "tasuki/platform/people/sessions.py": "a session runs out by the machine's clock, by which Django began it",
    "tasuki/desk/door.py": "the pages' door: one moment per request, handed on as at=",
    "tasuki/cli/": "the command line's door: one moment per command, handed on as at=",
    "tasuki/demo/": "the demo company is seeded backwards from the present",
    "*/jobs.py": "the worker's door: one moment per job, handed on as at=",
}


def test_nothing_reads_the_wall_clock_but_the_front_doors() -> None:
    offenders = [
        f"{module.place}:{line} {what}"
        for module in product()
        if not _is_allowed(module.place)
        for what, line in readings(module)
    ]
    assert not offenders


def test_every_permission_to_read_the_clock_is_used() -> None:
    places = {module.place for module in product() if any(readings(module))}
    assert not [
        one for one in ALLOWED if one.endswith(".py") and not any(_covers(one, place) for place in places)
    ]


def test_no_column_fills_itself_with_the_present() -> None:
    offenders = [
        f"{module.place}:{node.lineno} {keyword.arg}"
        for module in product()
        for node in module.calls()
        for keyword in node.keywords
        if keyword.arg in {"auto_now", "auto_now_add"} or _defaults_to_now(keyword)
    ]
    assert not offenders


def test_no_page_asks_for_the_present_itself() -> None:
    pages = (*ROOT.glob("tasuki/**/templates/**/*.html"), *ROOT.glob("tasuki/**/templates/**/*.txt"))
    assert not [
        page.relative_to(ROOT).as_posix() for page in pages if re.search(r"{%\s*now\b", page.read_text())
    ]


def readings(module: Module) -> Iterator[tuple[str, int]]:
    """Every place where the module asks the machine or the database for the present."""
    for call in module.calls():
        name = dotted(call.func)
        if name in READS_THE_CLOCK or (name in READS_THE_CLOCK_ALONE and not call.args and not call.keywords):
            yield f"calls {name}()", call.lineno
    for text, line in module.texts():
        found = SQL_CLOCK.search(text)
        if found and LOOKS_LIKE_SQL.search(text):
            yield f"has SQL with {found.group()}", line


def _is_allowed(place: str) -> bool:
    return any(_covers(one, place) for one in ALLOWED)


def _covers(allowed: str, place: str) -> bool:
    if allowed.startswith("*"):
        return place.endswith(allowed[1:])
    return place.startswith(allowed) if allowed.endswith("/") else place == allowed


def _defaults_to_now(keyword: ast.keyword) -> bool:
    return keyword.arg in {"default", "db_default"} and dotted(keyword.value) in READS_THE_CLOCK
