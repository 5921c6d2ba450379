"""An answer as data and as a sheet: the same for the API, the command line and a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from tasuki.insight.columns import Cell, Column
from tasuki.insight.examined import examined_shape
from tasuki.insight.report import Answer
from tasuki.insight.tables import Filled, Row
from tasuki.insight.words import Words
from tasuki.platform.language import translator
from tasuki.rules.playbook import Playbook
from tasuki.rules.spending import in_cents
from tasuki.rules.wording import Language, Sentence


def shape_of(answer: Answer, book: Playbook, language: Language) -> dict[str, Any]:
    """The public shape of a report, worded in ``language``; ``rows`` of a cell is the query of its list."""
    say, words = translator(language), Words(answer.tables, book, language)
    asked, report = answer.asked, answer.report
    return {
        "report": report.key,
        "question": say(report.question),
        "definition": say(report.definition),
        "rules": list(report.rules),
        "from": asked.since,
        "to": asked.until,
        "as_of": asked.at,
        "by": list(asked.by),
        "only": dict(asked.only),
        "notes": [note.spoken(language, say) for note in answer.notes],
        "tables": [_table(one, answer, words, language) for one in answer.tables],
        **examined_shape(answer, words, language),
    }


def _table(table: Filled, answer: Answer, words: Words, language: Language) -> dict[str, Any]:
    say = translator(language)
    return {
        "key": table.table.key,
        "label": say(table.table.label),
        "splits": [{"key": one.key, "label": say(one.label)} for one in table.splits],
        "columns": [
            {"key": one.key, "label": say(one.label), "kind": one.kind} for one in table.table.columns
        ],
        "rows": [_row(row, table, answer, words, language) for row in table.rows],
        "total": _cells(table.total, table, answer, None, language),
        "cut_off": table.cut_off,
    }


def _row(row: Row, table: Filled, answer: Answer, words: Words, language: Language) -> dict[str, Any]:
    keys = [split.key for split in table.splits]
    return {
        "group": dict(zip(keys, row.group, strict=True)),
        "called": dict(zip(keys, words.group(table, row.group), strict=True)),
        "cells": _cells(row, table, answer, group_written(row), language),
    }


def _cells(
    row: Row, table: Filled, answer: Answer, group: list[str] | None, language: Language
) -> dict[str, Any]:
    return {
        one.key: _cell(row.cells[one.key], one, list_query(answer, table, one, group), language)
        for one in table.table.columns
    }


def _cell(cell: Cell, column: Column, rows: str, language: Language) -> dict[str, Any]:
    shown: dict[str, Any] = {"value": cell.value}
    if isinstance(cell.value, Sentence):
        shown["value"] = cell.value.spoken(language, translator(language))
    if column.kind == "money":
        shown["value"] = [
            {"amount": in_cents(amount), "currency": currency}
            for currency, amount in (cell.value or {}).items()
        ]
    if cell.whole is not None:
        shown["of"] = cell.whole
    if cell.interval is not None:
        shown |= {"low": round(cell.interval.low, 6), "high": round(cell.interval.high, 6)}
    if cell.young:
        shown["young"] = True
    if cell.opens:
        shown["rows"] = rows
    return shown


def group_written(row: Row) -> list[str]:
    """A group as it stands in an address."""
    return ["" if value is None else str(value) for value in row.group]


def list_query(answer: Answer, table: Filled, column: Column, group: list[str] | None) -> str:
    """The query that opens the rows behind a cell; without a group, those behind the line of everything."""
    return f"{answer.asked.query()}&{cell_query(table, column, group)}"


def cell_query(table: Filled, column: Column, group: list[str] | None) -> str:
    """Which cell of an answer it is."""
    return urlencode({"table": table.table.key, "column": column.key, "group": group or []}, doseq=True)


def sheet_of(answer: Answer, book: Playbook, language: Language) -> Iterator[str]:
    """The tables as CSV, one below the other with a line between; counts beside shares, amounts by currency."""
    say, words = translator(language), Words(answer.tables, book, language)
    for place, table in enumerate(answer.tables):
        if place:
            yield "\r\n"
        columns = table.table.columns
        headings = [say(one.label) for one in table.splits]
        yield _line([*headings, *(heading for one in columns for heading in _headings(one, say))])
        for row in table.rows or (() if table.splits else (table.total,)):
            yield _line([*words.group(table, row.group), *_values(row, columns, language)])


def _headings(column: Column, say: Any) -> list[str]:
    label = say(column.label)
    return [label, f"{label} (n)"] if column.kind in ("share", "days", "number") else [label]


def _values(row: Row, columns: tuple[Column, ...], language: Language) -> list[object]:
    values: list[object] = []
    for one in columns:
        cell = row.cells[one.key]
        if one.kind == "money":
            values.append(_amounts(cell.value or {}))
        elif isinstance(cell.value, Sentence):
            values.append(cell.value.spoken(language, translator(language)))
        elif one.kind in ("share", "days", "number"):
            values += [_short(cell.value), cell.whole]
        else:
            values.append(cell.value)
    return values


def _short(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


def _amounts(sums: Mapping[str, Decimal]) -> str:
    return " + ".join(f"{amount} {currency}" for currency, amount in sorted(sums.items()))


def _line(values: list[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([_harmless(value) for value in values])
    return written.getvalue()


def _harmless(value: object) -> object:
    """A name that a spreadsheet would take for a formula is only text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
