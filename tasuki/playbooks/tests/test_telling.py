"""The agreement in words: nothing of it is left out, and nothing of it stays in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from tasuki.platform.language import translator
from tasuki.playbooks.presets import load_file, load_preset
from tasuki.playbooks.telling.agreement import agreement_of
from tasuki.playbooks.telling.chapter import Chapter, Said
from tasuki.playbooks.telling.chapters import terms_of
from tasuki.playbooks.telling.conditions import when_told
from tasuki.playbooks.telling.fields import field_called
from tasuki.playbooks.telling.rules import RULES
from tasuki.playbooks.telling.values import within_told
from tasuki.rules.conditions import When
from tasuki.rules.dossier import Dossier
from tasuki.rules.fields import record_in
from tasuki.rules.gates import rules_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import shape_of
from tasuki.rules.wording import Language, Sentence, Text

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "playbooks").glob("*.toml"))
BOOKS = [load_preset("article"), *(load_file(path) for path in EXAMPLES)]
ARTICLE = BOOKS[0]


def told(book: Playbook, language: Language) -> Iterator[str]:
    """Every sentence of the document, in one language; what is the same in every language is left out."""

    def speak(said: Said) -> str:
        if isinstance(said, Sentence):
            return said.spoken(language, translator(language))
        return "" if isinstance(said, str) else said.spoken(language)

    for chapter in (agreement_of(book), *terms_of(book)):
        yield speak(chapter.title)
        yield speak(chapter.introduction)
        for table in chapter.tables:
            yield from (speak(said) for said in (table.title or "", *table.headings, *table.lead))
            yield from (speak(said) for one in table.entries for cell in one.cells for said in cell)


def texts_of(value: Any) -> Iterator[Text]:
    """Every text that the company wrote, wherever it stands in the playbook."""
    if isinstance(value, Text):
        yield value
    elif is_dataclass(value) and not isinstance(value, When):
        for one in fields(value):
            yield from texts_of(getattr(value, one.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_of(one)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stamp)
def test_every_text_of_the_playbook_stands_in_the_document(book: Playbook, language: Language) -> None:
    document = "\n".join(told(book, language))
    head = {book.playbook.title, book.playbook.summary, book.playbook.source}
    elsewhere = {*head, book.agreement.closed_won_analysis}
    missing = [
        text.spoken(language)
        for text in texts_of(book)
        if text not in elsewhere and text.spoken(language) not in document
    ]
    assert not missing


def test_the_japanese_document_speaks_no_english() -> None:
    english = [
        line
        for line in told(ARTICLE, "ja")
        if re.search(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", re.sub(r"\[.*?\]", "", line))
    ]
    assert not english


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stamp)
def test_every_rule_of_a_gate_says_what_must_be_true_and_what_proves_it(book: Playbook) -> None:
    known = {*RULES, *(one.id for one in book.criterion), *(one.id for one in book.validation)}
    asked = {rule.id for gate in book.gate for rule in rules_of(gate.key, Dossier(), book)}
    assert asked <= known


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stamp)
def test_a_row_is_found_by_its_name(book: Playbook) -> None:
    def names(chapter: Chapter) -> list[str]:
        return [one.name for table in chapter.tables for one in table.entries if one.name]

    for chapter in (agreement_of(book), *terms_of(book)):
        assert len(names(chapter)) == len(set(names(chapter))), chapter.key


def leaves(schema: Any, prefix: str = "") -> Iterator[str]:
    for name, (_, hint) in shape_of(schema).items():
        inner = record_in(hint)
        if inner is None:
            yield f"{prefix}{name}"
        else:
            yield from leaves(inner, f"{prefix}{name}.")


def test_every_field_of_a_dossier_has_a_name_in_the_agreement() -> None:
    unnamed = [path for path in leaves(Dossier) if field_called(path, ARTICLE) == Text(path)]
    assert not unnamed


@pytest.mark.parametrize(
    ("source", "english", "japanese"),
    [
        (
            {"field": "lead.company.employees", "at_least": 50},
            "employees is at least 50",
            "従業員数が50以上",
        ),
        (
            {"any": [{"field": "lead.source", "in": ["referral"]}, {"not": {"field": "lead.fields.vip", "is": True}}]},
            "lead source is one of: Referral, or it is not so that own field of the lead “vip” is yes",
            "リードソースが次のいずれか[紹介]、または「リードの独自項目「vip」がはい」ではない",
        ),
        (
            {"all": [{"field": "lead.country", "present": False},
                     {"any": [{"field": "answers.budget.level", "above": 1}, {"field": "lead.state", "is": "sal"}]}]},
            "country is not known, and (Budget: evidence level is above 1, or state of the lead is SAL)",
            "国が不明、かつ(予算:根拠レベルが1を超える、またはリードの状態がSAL)",
        ),
    ],
)  # fmt: skip
def test_a_condition_reads_as_a_sentence(source: Any, english: str, japanese: str) -> None:
    sentence = when_told(When.read_from(source, ""), ARTICLE)
    assert sentence is not None
    assert sentence.spoken("en") == english
    assert sentence.spoken("ja", translator("ja")) == japanese


@pytest.mark.parametrize(
    ("within", "english"), [("1 business day", "1 business day"), ("1 day", "1 day"), ("2 days", "2 days")]
)
def test_one_of_anything_is_one(within: str, english: str) -> None:
    assert within_told(within).spoken("en", translator("en")) == english
