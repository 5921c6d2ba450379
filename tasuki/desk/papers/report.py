"""One report as a file that stands alone, or on paper: an edition of one section that nobody keeps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from tasuki.desk.papers.edition import TEMPLATE, page_of, sections_of, with_pictures, words_between
from tasuki.desk.papers.press import typeset
from tasuki.insight.editions.sections import section_of
from tasuki.insight.report import Answer
from tasuki.platform.dates import day_in
from tasuki.platform.language import translator
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Language


def html_of(found: Answer, book: Playbook, language: Language) -> str:
    return page_of(_told(found, book, language))


def pdf_of(found: Answer, book: Playbook, language: Language) -> bytes:
    return typeset(TEMPLATE, "edition", _told(found, book, language))


def paper_answer(found: Answer, book: Playbook, language: Language) -> HttpResponse:
    """The PDF as a file, named by the report and the last day that it is about."""
    headers = {"Content-Disposition": f'attachment; filename="{found.report.key}-{found.asked.until}.pdf"'}
    paper = pdf_of(found, book, language)
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


def _told(found: Answer, book: Playbook, language: Language) -> dict[str, Any]:
    say, asked = translator(language), found.asked
    stamp = say(N_("Asked on %(day)s, by the agreement %(playbook)s"))
    told = {
        "lang": language,
        "title": say(found.report.question),
        "period": f"{day_in(asked.since, language)} – {day_in(asked.until, language)}",
        "stamp": stamp % {"day": day_in(day_of(asked.at, book), language), "playbook": book.stamp},
        **words_between(language),
        "sections": sections_of([section_of(found, book, language, {})]),
    }
    return with_pictures(told)
