"""A report worded once and for all: its chart, its tables and what they mean, with the last edition's figures."""

from __future__ import annotations

from collections.abc import Mapping
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

Figures = Mapping[str, Mapping[str, float | None]]
"""Table → column → the number of everything together."""
COMPARED = ("count", "share", "days", "number")
MOST_LINES = 40


def figures_of(answer: Answer) -> dict[str, dict[str, float | None]]:
    """What the next edition is compared with."""
    return {
        table.table.key: {
            one.key: float(value) if (value := table.total.cells[one.key].value) is not None else None
            for one in table.table.columns
            if one.kind in COMPARED
        }
        for table in answer.tables
    }


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


def _table(
    table: Filled, words: Words, language: Language, last: Mapping[str, float | None]
) -> dict[str, Any]:
    say, columns = translator(language), table.table.columns
    return {
        "label": say(table.table.label),
        "splits": [say(one.label) for one in table.splits],
        "columns": [say(one.label) for one in columns],
        "rows": [
            {"called": list(words.group(table, row.group)), "cells": _cells(row, columns, language, {})}
            for row in table.rows[:MOST_LINES]
        ],
        "total": _cells(table.total, columns, language, last),
        "cut_off": table.cut_off or len(table.rows) > MOST_LINES,
    }


def _cells(
    row: Row, columns: tuple[Column, ...], language: Language, last: Mapping[str, float | None]
) -> list[dict[str, str]]:
    return [_cell(row.cells[one.key], one, language, last.get(one.key)) for one in columns]


def _cell(cell: Cell, column: Column, language: Language, last: float | None) -> dict[str, str]:
    say = translator(language)
    shown = {
        "column": say(column.label),
        "text": figure(cell, column, language),
        "beside": beside(cell, column, language),
    }
    if last is not None:
        before = said(int(last) if column.kind == "count" else last, column.kind, language)
        shown["last"] = say(N_("last time %(figure)s")) % {"figure": before}
    return shown
