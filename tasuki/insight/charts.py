"""A report's chart as one Vega-Lite specification: the same picture on a page, on paper and in a mail.

What is drawn stands in a table of the same answer. The specification carries its own data and fetches nothing; how it
looks (`LOOKS`) is chosen by whoever draws it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from unicodedata import east_asian_width

from babel.numbers import format_compact_currency, format_decimal, format_percent

from tasuki.insight.columns import Cell, Column
from tasuki.insight.report import Answer, Chart
from tasuki.insight.tables import Filled, Row
from tasuki.insight.words import Words
from tasuki.platform.language import translator
from tasuki.rules.benchmarks import ENOUGH
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Language

Look = Literal["light", "dark"]
MOST_MARKS = 14
"""So many lines of a table are drawn, the largest."""
MOST_SERIES = 6
AXIS, LEGEND, PANEL = 30, 38, 42
"""So many pixels high are an axis with the edges, a legend, and what stands above and below each of several panels."""
BANDS = 0.8
"""So much of a name's height is bars, where it has several."""
LINE = 28
"""So many Latin letters of a name stand on one line beside its bar."""
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LETTERS = "Noto Sans JP, Hiragino Sans, Yu Gothic UI, system-ui, sans-serif"


def _look(ink: str, quiet: str, line: str, ground: str, colours: Sequence[str]) -> dict[str, Any]:
    written = {
        "labelColor": quiet,
        "titleColor": quiet,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "aria": False,
    }
    return {
        "background": ground,
        "lineBreak": "\n",
        "padding": {"left": 14, "right": 5, "top": 5, "bottom": 5},
        "font": LETTERS,
        "axis": {**written, "titleFontWeight": "normal", "gridColor": line, "domainColor": line, "tickColor": line},
        "axisY": {"labelLimit": 190},
        "header": {"labelColor": ink, "labelFontSize": 13, "labelFontWeight": "bold"},
        "legend": {**written, "labelColor": ink, "labelLimit": 260, "orient": "top", "title": None, "columns": 4},
        "view": {"stroke": None},
        "range": {"category": list(colours)},
        "mark": {"color": colours[0], "aria": False},
        "rule": {"color": ink},
        "text": {"color": ink, "fontSize": 12},
    }  # fmt: skip


LOOKS: Mapping[Look, Mapping[str, Any]] = {
    "light": _look("#182433", "#4b5563", "#d9dfe7", "#ffffff", (
        "#1f4fa3", "#b45309", "#1b6b3a", "#a4262c", "#6d3fb0", "#0e7490",
    )),
    "dark": _look("#e3e9f1", "#a7b3c3", "#2f3b4a", "#161d27", (
        "#7ba7f2", "#f0a35c", "#7fd3a0", "#ff9f9b", "#c3a3f5", "#67c7dc",
    )),
}  # fmt: skip
"""As the desk's own tokens have it; every mark stands out from its ground by three to one at least. Who hears a page
is told what the picture is of, and reads its table. Left of the names is room for letters that are wider than Vega
takes them for."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart ready to be drawn, and the words under it."""

    spec: Mapping[str, Any]
    title: str
    caption: str

    @property
    def room(self) -> int:
        """So many pixels high: a page keeps them free until the picture stands there."""
        marks, inside = self.spec["data"]["values"], self.spec.get("spec", self.spec)
        series = {one["series"] for one in marks if one["series"]}
        height = inside["height"]
        if not isinstance(height, Mapping):
            return int(height) + AXIS + (LEGEND if series else 0)
        place = height["step"] * len(series) / BANDS if series else height["step"]
        places = {(one["panel"], one["place"]) for one in marks}
        panels = len({one["panel"] for one in marks if one["panel"]})
        return int(len(places) * place) + AXIS + (LEGEND if series else 0) + panels * PANEL


def drawn(answer: Answer, book: Playbook, language: Language) -> Drawn | None:
    """The chart of an answer; None where the report has none, or nothing was found to draw."""
    chart = answer.report.chart
    if chart is None:
        return None
    table = next(one for one in answer.tables if one.table.key == chart.table)
    say = translator(language)
    marks = list(_marks(chart, table, Words(answer.tables, book, language), language))
    if not any(one["value"] for one in marks):
        return None
    columns = _columns(chart, table)
    labels = [say(one.label) for one in columns]
    title = (
        say(table.table.label) if len(labels) > 1 or not chart.x else f"{say(table.table.label)}: {labels[0]}"
    )
    return Drawn(_spec(chart, columns, marks, title), title, _caption(marks, say))


def _columns(chart: Chart, table: Filled) -> list[Column]:
    """What is measured alike is drawn on one axis: columns of the first one's kind."""
    named = [one for key in chart.columns if (one := table.table.column(key)) is not None]
    return [one for one in named if one.kind == named[0].kind]


def _caption(marks: Sequence[Mapping[str, Any]], say: Any) -> str:
    said = [say(N_("The numbers stand in the table of this name."))]
    if any("low" in one for one in marks):
        said.append(say(N_("The line at a mark is its 95 % interval.")))
    if any(one["few"] for one in marks):
        said.append(
            say(N_("Pale marks stand on fewer than %(enough)s, or on those who have not had the time yet."))
            % {"enough": ENOUGH}
        )
    return " ".join(said)


def _marks(chart: Chart, table: Filled, words: Words, language: Language) -> Iterator[dict[str, Any]]:
    """One mark for each number that is drawn: where it stands, its value, and what is written beside it."""
    say, columns = translator(language), _columns(chart, table)
    place = [one.key for one in table.splits].index(chart.x) if chart.x else None
    panels: dict[str, None] = {}
    places: dict[str, str] = {}
    for row in _rows(table):
        called = list(words.group(table, row.group))
        where = called.pop(place) if place is not None else ""
        panel = " · ".join(called)
        if _is_one_too_many(panel, panels, MOST_SERIES):
            continue
        if chart.mark == "bar" and chart.x and where not in places:
            if len(places) >= MOST_MARKS:
                continue
            short = in_two_lines(where)
            places[where] = where if short in places.values() else short
        first = row.cells[columns[0].key].value if chart.mark == "funnel" else None
        for one in columns:
            label = say(one.label)
            for beside, mark in _of_cell(row.cells[one.key], one, first, language):
                series = " · ".join(filter(None, (label if len(columns) > 1 else panel, beside)))
                if chart.x:
                    yield {
                        "place": places.get(where) or where,
                        "series": series,
                        "panel": panel if len(columns) > 1 else "",
                        **mark,
                    }
                elif chart.mark == "line":
                    yield {"place": label, "series": panel, "panel": "", **mark}
                else:
                    yield {"place": label, "series": beside, "panel": panel, **mark}


def in_two_lines(name: str) -> str:
    """A long name begins on one line and ends on the next: most that begin alike end differently."""
    if _wide(name) <= LINE:
        return name
    room = next(place for place in range(len(name)) if _wide(name[: place + 1]) > LINE)
    cut = name.rfind(" ", room // 2, room + 1)
    cut = cut if cut > 0 else room
    second = name[cut:].strip()
    if _wide(second) > LINE:
        while _wide(second) > LINE - 2:
            second = second[1:]
        second = f"… {second.lstrip()}"
    return f"{name[:cut]}\n{second}"


def _wide(text: str) -> int:
    """A Japanese letter is two Latin ones wide."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _rows(table: Filled) -> Sequence[Row]:
    return table.rows if table.splits else (table.total,)


def _is_one_too_many(name: str, known: dict[str, None], most: int) -> bool:
    if name not in known and len(known) >= most:
        return True
    known[name] = None
    return False


def _of_cell(
    cell: Cell, column: Column, first: Any, language: Language
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The numbers of a cell, each with what tells it from the others: amounts are one by currency."""
    if column.kind == "money":
        for currency, amount in sorted((cell.value or {}).items()):
            said = format_compact_currency(amount, currency, locale=language, fraction_digits=1)
            yield currency if len(cell.value) > 1 else "", _mark(amount, said)
    elif isinstance(cell.value, int | float | Decimal):
        mark = _mark(cell.value, _said(cell.value, column.kind, first, language))
        mark["few"] = cell.young or (cell.whole is not None and cell.whole < ENOUGH)
        if cell.interval is not None:
            high = round(cell.interval.high, 6)
            mark |= {"low": round(cell.interval.low, 6), "high": high, "end": high}
        yield "", mark


def _mark(value: float | Decimal, said: str) -> dict[str, Any]:
    return {
        "value": round(float(value), 6),
        "end": round(max(float(value), 0), 6),
        "said": said,
        "few": False,
    }


def _said(value: float | Decimal, kind: str, first: Any, language: Language) -> str:
    if kind == "share":
        return str(format_percent(value, format="#,##0.0%", locale=language))
    said = str(format_decimal(round(Decimal(str(value)), 1), locale=language))
    return f"{said} ({format_percent(value / first, format='0%', locale=language)})" if first else said


def _spec(
    chart: Chart, columns: Sequence[Column], marks: Sequence[Mapping[str, Any]], title: str
) -> dict[str, Any]:
    inside = _lines(columns, marks) if chart.mark == "line" else _bars(columns, marks)
    top = {"$schema": SCHEMA, "description": title, "data": {"values": list(marks)}}
    if any(one["panel"] for one in marks):
        header = {"title": None, "labelOrient": "top", "labelAnchor": "start"}
        panels = list(dict.fromkeys(one["panel"] for one in marks))
        facet = {"row": {"field": "panel", "type": "nominal", "sort": panels, "header": header}}
        return {**top, "facet": facet, "spec": {**inside, "width": 480}}
    return {**top, **inside, "width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}


def _axis(columns: Sequence[Column], marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Where all is a part of a whole, nothing is marked beyond the whole; and there is no half of what is counted."""
    kind = columns[0].kind
    axis: dict[str, Any] = {
        "title": None,
        "format": ".0%" if kind == "share" else ",.2~f",
        "tickCount": 5,
        "labelOverlap": "parity",
        "labelSeparation": 6,
        "labels": kind != "money",
    }
    if kind == "count":
        axis["tickMinStep"] = 1
    if kind == "share" and all(one["end"] <= 1 for one in marks):
        beyond = {"condition": {"test": "datum.value > 1", "value": 0}, "value": 1}
        axis |= {
            "labelExpr": "datum.value > 1 ? '' : datum.label",
            "gridOpacity": beyond,
            "tickOpacity": beyond,
        }
    return axis


def _room(marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """From nothing, or what lies below it, to the largest, with a fifth of the width for the number at its end."""
    least, most = min(0, *(one["value"] for one in marks)), max(one["end"] for one in marks)
    return {"domain": [least * 1.1, most + 0.25 * (most - least)], "nice": False}


def _pale() -> dict[str, Any]:
    return {"condition": {"test": "datum.few", "value": 0.45}, "value": 1}


def _bars(columns: Sequence[Column], marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Lying bars with their number at the end: names are long in every language."""
    several = any(one["series"] for one in marks)
    in_two = any("\n" in one["place"] for one in marks)
    middle = {"condition": {"test": "indexof(datum.value, '\\n') > 0", "value": -7}, "value": 0}
    names = {"title": None, "labelOffset": middle} if in_two else {"title": None}
    encoding: dict[str, Any] = {
        "y": {"field": "place", "type": "nominal", "sort": None, "axis": names},
        "x": {"field": "value", "type": "quantitative", "axis": _axis(columns, marks), "scale": _room(marks)},
        "opacity": _pale(),
    }
    colour: dict[str, Any] = {}
    if several:
        encoding["yOffset"] = {"field": "series", "type": "nominal", "sort": None}
        colour = {"color": {"field": "series", "type": "nominal", "sort": None}}
    layers: list[dict[str, Any]] = [{"mark": {"type": "bar", "cornerRadiusEnd": 2}, "encoding": colour}]
    if any("low" in one for one in marks):
        ends = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
        layers.append({"mark": {"type": "rule", "strokeWidth": 1.5}, "encoding": ends})
    end = {"x": {"field": "end", "type": "quantitative"}}
    written = {"type": "text", "align": "left", "dx": 5, "baseline": "middle"}
    layers.append({"mark": written, "encoding": {**end, "text": {"field": "said"}, "opacity": {"value": 1}}})
    return {
        "height": {"step": 20 if several else 38 if in_two else 28},
        "encoding": encoding,
        "layer": layers,
    }


def _lines(columns: Sequence[Column], marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What became of it over time, with the interval around each point."""
    level = {"title": None, "labelAngle": 0, "labelOverlap": True}
    encoding: dict[str, Any] = {
        "x": {"field": "place", "type": "ordinal", "sort": None, "axis": level},
        "y": {"field": "value", "type": "quantitative", "axis": _axis(columns, marks), "scale": {"zero": True}},
    }  # fmt: skip
    if any(one["series"] for one in marks):
        colour = {"field": "series", "type": "nominal", "sort": None, "legend": {"symbolType": "stroke"}}
        encoding["color"] = colour
    ends = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}, "opacity": {"value": 0.6}}
    told = {"opacity": _pale(), "tooltip": {"field": "said"}}
    return {
        "height": 240,
        "encoding": encoding,
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2}},
            {"mark": {"type": "rule", "strokeWidth": 1.5}, "encoding": ends},
            {"mark": {"type": "point", "filled": True, "size": 60}, "encoding": told},
        ],
    }  # fmt: skip
