"""The agreement as a PDF in either language, whatever language the page speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from babel.dates import format_date

from tasuki.desk.panels.agreement import AgreementPage
from tasuki.desk.papers.press import typeset
from tasuki.platform.language import translator
from tasuki.playbooks.telling.chapter import Cell, Chapter, Said, Table
from tasuki.rules.wording import N_, Language, Sentence

TEMPLATE = Path(__file__).with_name("agreement.typ")
NARROW = 16
"""Columns whose cells are all at most this long take no more room than they need."""
Speak = Callable[[Said], str]


def print_agreement(told: Mapping[str, Any]) -> bytes:
    """The PDF of an agreement that was put into one language (`agreement_on_paper`)."""
    return typeset(TEMPLATE, "agreement", told)


def agreement_on_paper(page: AgreementPage, language: Language) -> dict[str, Any]:
    """Everything that stands on the paper, in one language."""
    translate = translator(language)

    def speak(said: Said) -> str:
        if isinstance(said, Sentence):
            return said.spoken(language, translate)
        return said if isinstance(said, str) else said.spoken(language)

    book = page.book
    return {
        "lang": language,
        "title": speak(book.playbook.title),
        "summary": speak(book.playbook.summary),
        "stamp": str(page.version),
        "source": speak(book.playbook.source),
        "signed": translate(N_("Signed")),
        "signatures": [
            {
                "side": speak(Sentence(N_("For %(side)s"), {"side": one.side})),
                "name": one.name,
                "on": format_date(one.on, "long", locale=language),
                "comment": one.comment,
            }
            for one in page.signatures
        ],
        "unsigned": translate(N_("Nobody has signed this version yet.")),
        "relied_on": translate(N_("The closed-won analysis relied on")),
        "analysis": speak(book.agreement.closed_won_analysis) or "—",
        "terms": translate(N_("All terms")),
        "chapters": [_chapter(one, speak) for one in (page.agreement, *page.terms)],
    }


def _chapter(chapter: Chapter, speak: Speak) -> dict[str, Any]:
    return {
        "title": speak(chapter.title),
        "introduction": speak(chapter.introduction),
        "tables": [_table(one, speak) for one in chapter.tables],
    }


def _table(table: Table, speak: Speak) -> dict[str, Any]:
    rows = [[_lines(cell, speak) for cell in one.cells] for one in table.entries]
    return {
        "title": speak(table.title) if table.title else "",
        "lead": [speak(said) for said in table.lead],
        "headings": [speak(heading) for heading in table.headings],
        "narrow": [all(_is_short(row[column]) for row in rows) for column in range(len(table.headings))],
        "rows": rows,
    }


def _lines(cell: Cell, speak: Speak) -> list[str]:
    return [speak(said) for said in cell]


def _is_short(lines: list[str]) -> bool:
    return all(len(line) <= NARROW for line in lines)
