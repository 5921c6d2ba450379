"""Every word that the code uses for a state, a role or an answer stands in the glossary, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, get_args

import pytest
from babel.messages.pofile import read_po

from tasuki.platform.access.roles import Role
from tasuki.playbooks.presets import load_preset
from tasuki.rules.decision import Enforcement, Standing, Verdict
from tasuki.rules.diagnosis import TITLES
from tasuki.rules.dossier import ContactRole
from tasuki.rules.lifecycle import STATE_LABELS, STATES
from tests.architecture.source import ROOT

ROW = re.compile(r"^\| `([\w.]+)` \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
CATALOGUE = ROOT / "locale" / "ja" / "LC_MESSAGES" / "django.po"


class Term(NamedTuple):
    section: str
    code: str
    english: str
    japanese: str


def terms() -> Iterator[Term]:
    parts = HEADING.split(GLOSSARY)[1:]
    for section, text in zip(parts[::2], parts[1::2], strict=True):
        for code, english, japanese in ROW.findall(text):
            yield Term(section, code, english.strip(), japanese.strip())


TERMS = {(term.section, term.code): term for term in terms()}
BOOK = load_preset("article")


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("States of a lead", STATES["lead"]),
        ("States of a handoff", STATES["handoff"]),
        ("States of an opportunity", STATES["opportunity"]),
        ("States of a meeting", STATES["meeting"]),
        ("Roles", tuple(Role)),
        ("Verdicts of a gate", tuple(Verdict)),
        ("Standings of a criterion", tuple(Standing)),
        ("Enforcement", tuple(Enforcement)),
        ("Gates", tuple(BOOK.gates)),
        ("Criteria", tuple(BOOK.criteria)),
        ("Roles of a contact", get_args(ContactRole)),
    ],
)
def test_the_glossary_has_a_row_for_every_code_and_no_row_too_many(
    section: str, codes: tuple[str, ...]
) -> None:
    rows = [code for named, code in TERMS if named == section]
    assert sorted(rows) == sorted(str(code) for code in codes)


def test_criteria_and_gates_are_called_what_the_article_calls_them() -> None:
    told = {(section, code): (term.english, term.japanese) for (section, code), term in TERMS.items()}
    for criterion in BOOK.criterion:
        assert told["Criteria", criterion.key] == (criterion.label.en, criterion.label.ja)
    for gate in BOOK.gate:
        assert told["Gates", gate.key] == (gate.label.en, gate.label.ja)


@pytest.mark.parametrize("subject", ["lead", "handoff", "opportunity", "meeting"])
def test_states_are_called_what_the_product_calls_them(subject: str) -> None:
    japanese = catalogue()
    article = "an" if subject == "opportunity" else "a"
    for state in STATES[subject]:  # type: ignore[index]
        term = TERMS[f"States of {article} {subject}", str(state)]
        assert term.english == STATE_LABELS[state]
        assert term.japanese == japanese[STATE_LABELS[state]]


def test_both_languages_are_filled_in_every_row() -> None:
    assert TERMS
    assert not [term for term in TERMS.values() if not term.english or not term.japanese]


def catalogue() -> dict[str, str]:
    with CATALOGUE.open("rb") as source:
        return {str(one.id): str(one.string) for one in read_po(source, locale="ja") if one.id and one.string}


def test_troubles_are_called_what_the_diagnosis_calls_them() -> None:
    japanese = catalogue()
    for trouble, title in TITLES.items():
        term = TERMS["Troubles of a funnel", trouble]
        assert (term.english.capitalize(), term.japanese) == (title, japanese[title])
