"""A report worded once and for all: its chart, its tables and what they mean, with the last edition's figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasuki.insight.charts import drawn
from tasuki.insight.columns import Cell, Column
from tasuki.insight.figures import beside, figure, said
from tasuki.insight.report import Answer
from tasuki.insight.tables import Filled, Row
from tasuki.insight.words import Words
from tasuki.platform.language import translator
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Language

Figure = float | dict[str, str] | None
"""A number, or amounts by currency as they are written in JSON."""
Figures = Mapping[str, Mapping[str, Figure]]
"""Table → column → the number of everything together."""
MOST_LINES = 40


def figures_of(answer: Answer) -> dict[str, dict[str, Figure]]:
    """What the next edition is compared with."""
    return {
        table.table.key: {
            one.key: _kept(table.total.cells[one.key]) for one in table.table.columns if one.kind != "text"
        }
        for table in answer.tables
    }


def _kept(cell: Cell) -> Figure:
    if isinstance(cell.value, dict):
        return {currency: str(amount) for currency, amount in cell.value.items()}
    return float(cell.value) if cell.value is not None else None


def _read(kept: float | dict[str, str], column: Column) -> Any:
    if isinstance(kept, dict):
        return {currency: Decimal(amount) for currency, amount in kept.items()}
    return int(kept) if column.kind == "count" else kept


def section_of(answer: Answer, book: Playbook, language: Language, last: Figures) -> dict[str, Any]:
    """``last`` are the figures of the edition before; empty for the first one."""
    say = translator(language)
    chart = drawn(answer, book, language)
    words = Words(answer.tables, book, language)
    return {
        "report": answer.report.key,
        "question": say(answer.report.question),
        "definition": say(answer.report.definition),
        "rules": list(answer.report.rules),
        "notes": [note.spoken(language, say) for note in answer.notes],
        "chart": {"title": chart.title, "caption": chart.caption, "spec": chart.spec} if chart else None,
        "tables": [_table(one, words, language, last.get(one.table.key, {})) for one in answer.tables],
    }


def _table(table: Filled, words: Words, language: Language, last: Mapping[str, Figure]) -> dict[str, Any]:
    say, columns, table = translator(language), table.table.columns, table.shortened(MOST_LINES)
    return {
        "label": say(table.table.label),
        "splits": [say(one.label) for one in table.splits],
        "columns": [say(one.label) for one in columns],
        "rows": [
            {"called": list(words.group(table, row.group)), "cells": _cells(row, columns, language, {})}
            for row in table.rows
        ],
        "total": _cells(table.total, columns, language, last),
        "cut_off": table.cut_off,
        "latest": table.is_in_time,
    }


def _cells(
    row: Row, columns: tuple[Column, ...], language: Language, last: Mapping[str, Figure]
) -> list[dict[str, str]]:
    return [_cell(row.cells[one.key], one, language, last.get(one.key)) for one in columns]


def _cell(cell: Cell, column: Column, language: Language, last: Figure) -> dict[str, str]:
    say = translator(language)
    shown = {
        "column": say(column.label),
        "text": figure(cell, column, language),
        "beside": beside(cell, column, language),
    }
    if last is not None:
        before = said(_read(last, column), column.kind, language)
        shown["last"] = say(N_("last time %(figure)s")) % {"figure": before}
    return shown
