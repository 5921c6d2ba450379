"""A report in a terminal, and as lines of CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tasuki.cli.answer import json_text
from tasuki.cli.session import Session
from tasuki.cli.tables import table
from tasuki.insight.behind import Known
from tasuki.insight.charts import drawn
from tasuki.insight.figures import short
from tasuki.insight.pictures import pngs_of, svgs_of
from tasuki.insight.report import Answer
from tasuki.insight.shapes import sheet_of
from tasuki.platform.refusals import invalid
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_


def csv_lines(found: Answer, book: Playbook, session: Session) -> list[str]:
    return "".join(sheet_of(found, book, session.language)).replace("\r\n", "\n").splitlines()


def table_lines(payload: Mapping[str, Any], session: Session) -> list[str]:
    """The shape of a report as tables; where nothing splits one, its numbers stand below each other."""
    lines = [payload["question"], f"{payload['from']} – {payload['to']}"]
    if payload.get("diagnoses"):
        return [*lines, *(_leak(payload) if payload["report"] == "leak" else _diagnoses(payload))]
    for one in payload["tables"]:
        lines += ["", one["label"], *_table(one, session)]
    lines += [line for note in payload["notes"] for line in ("", note)]
    return lines


def record_lines(found: Sequence[Known], session: Session, *, more: bool) -> list[str]:
    """The records behind a number; the last line says that there are more."""
    record, state, since = (session.say(one) for one in (N_("Record"), N_("State"), N_("Since")))
    lines = table((record, "", state, since), [(one.name, one.detail, one.state, one.at) for one in found])
    return (
        [*lines, *(["…"] if more else [])]
        if found
        else [session.say(N_("Nothing stands behind this number."))]
    )


def draw_into(file: Path, found: Answer, book: Playbook, session: Session) -> bool:
    """Write the chart in the shape that the file's name asks for; False where there is nothing to draw."""
    shapes: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
        ".svg": lambda spec: svgs_of([spec])[0].encode(),
        ".png": lambda spec: pngs_of([spec])[0],
        ".json": lambda spec: json_text(spec).encode(),
    }
    if file.suffix not in shapes:
        text = N_("“%(file)s” is no kind of picture: end it in one of %(endings)s.")
        raise invalid("/chart", text, file=file.name, endings=list(shapes))
    chart = drawn(found, book, session.language)
    if chart is not None:
        file.write_bytes(shapes[file.suffix](chart.spec))
    return chart is not None


def _leak(payload: Mapping[str, Any]) -> Iterator[str]:
    """The sum, then each part with its arithmetic."""
    if not payload["leak"]:
        yield from ("", *payload["notes"])
        return
    yield from ("", payload["leak"]["says"])
    titles = {one["trouble"]: one["title"] for one in payload["diagnoses"]}
    for part in payload["leak"]["parts"]:
        yield from (
            "",
            f"{titles[part['trouble']]}: {part['says']}",
            *(f"  {step}" for step in part["steps"]),
        )


def _diagnoses(payload: Mapping[str, Any]) -> Iterator[str]:
    """What was found, with signs, arithmetic and what to begin with; the tables stand in the other formats."""
    if payload["leak"]:
        yield from ("", payload["leak"]["says"])
    for one in payload["diagnoses"]:
        yield from ("", one["says"])
        marks = {"present": "!", "absent": "-", "unknown": "?"}
        yield from (f"  {marks[check['standing']]} {check['says']}" for check in one["checks"])
        for stake in one["money"]:
            yield from (f"    {step}" for step in (*stake["steps"], stake["says"]))
        if one["standing"] == "present":
            yield from (f"  > {fix['says']} ({fix['kind']} {fix['opens']})" for fix in one["fixes"])


def _table(one: Mapping[str, Any], session: Session) -> Iterable[str]:
    if not one["splits"]:
        return table(("", ""), [(column["label"], _text(one["total"], column)) for column in one["columns"]])[
            1:
        ]
    headings = [split["label"] for split in one["splits"]] + [column["label"] for column in one["columns"]]
    return table(headings, list(_rows(one, session)))


def _rows(one: Mapping[str, Any], session: Session) -> Iterator[list[str]]:
    for row in one["rows"]:
        yield [*row["called"].values(), *(_text(row["cells"], column) for column in one["columns"])]
    blank = [""] * (len(one["splits"]) - 1)
    everything = session.say(N_("All together"))
    yield [everything, *blank, *(_text(one["total"], column) for column in one["columns"])]


def _text(cells: Mapping[str, Any], column: Mapping[str, str]) -> str:
    value = cells[column["key"]]["value"]
    if value is None or value == []:
        return "—"
    if column["kind"] == "text":
        return str(value)
    if column["kind"] == "share":
        return f"{value:.1%}"
    if column["kind"] == "number":
        return short(value)
    if column["kind"] == "money":
        return " + ".join(f"{one['amount']:,} {one['currency']}" for one in value)
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
