"""The criteria as cards: level, claim, evidence, who and when; and the form to answer each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.desk.forms.field import Field, Option, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.forms.shapes import fields_of, in_currency
from tasuki.desk.refused import Refused
from tasuki.desk.words import level_word, spoken, word
from tasuki.platform.rows import fetch
from tasuki.records.models import Lead
from tasuki.rules.conditions import is_filled
from tasuki.rules.criteria import LEVELS, evidence_of, level_of
from tasuki.rules.dossier import Answers, Dossier, Money, NamedPerson
from tasuki.rules.fields import value_at
from tasuki.rules.playbook import Criterion, Playbook, Question
from tasuki.rules.reading import shape_of
from tasuki.stages.qualification.models import Answer, Evidence

ON_ITS_OWN = ("level", "evidence")


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question of the catalogue; ``answered`` once its field is filled, ``asked`` with the note of “no answer”."""

    question: Question
    answered: bool
    asked: str | None

    @property
    def pointer(self) -> str:
        return "/" + self.question.field.replace(".", "/")


@dataclass(frozen=True, slots=True)
class Card:
    """One criterion of one lead."""

    criterion: Criterion
    level: int
    required: int
    lines: tuple[Line, ...]
    evidence: tuple[Evidence, ...]
    questions: tuple[QuestionLine, ...]
    by: str
    at: datetime | None
    fields: tuple[Field, ...]
    levels: tuple[Option, ...]
    proofs: tuple[Option, ...]
    problem: str
    is_open: bool

    @property
    def form(self) -> str:
        return f"answer-{self.criterion.key}"

    @property
    def level_name(self) -> str:
        return f"answers/{self.criterion.key}/level"

    @property
    def is_enough(self) -> bool:
        return self.level >= self.required

    @property
    def level_said(self) -> str:
        return level_word(self.level)


def cards(
    lead: Lead,
    d: Dossier,
    book: Playbook,
    gate: str | None,
    evidence: Mapping[str, Evidence],
    refused: Refused | None,
    typed: Mapping[str, str] | None,
    proofs: tuple[str, ...] = (),
) -> tuple[Card, ...]:
    """Every criterion of the playbook, in the order of the conversation. ``typed`` belongs to the refused form."""
    rows = {
        row.criterion: row for row in fetch(Answer, "row.lead_id = %(lead)s", {"lead": lead.pk}, also=("by",))
    }
    required = _required(gate, book)
    return tuple(
        _card(criterion, d, book, rows.get(criterion.key), evidence, required, refused, typed, proofs)
        for criterion in book.criterion
    )


def evidence_on_record(lead_id: UUID) -> Mapping[str, Evidence]:
    """The lead's evidence by its key, in the order in which it came."""
    return evidence_of_leads([lead_id])[lead_id]


def evidence_of_leads(leads: Collection[UUID]) -> Mapping[UUID, Mapping[str, Evidence]]:
    """The evidence of each of these leads, read at once."""
    told: dict[UUID, dict[str, Evidence]] = {lead_id: {} for lead_id in leads}
    where = "row.lead_id = ANY(%(leads)s) ORDER BY row.added_at, row.key"
    for row in fetch(Evidence, where, {"leads": list(leads)}):
        told[row.lead_id][row.key] = row
    return told


def proof_options(evidence: Mapping[str, Evidence], named: Collection[str] = ()) -> tuple[Option, ...]:
    """The evidence to link, with what is linked already ticked."""
    return tuple(Option(name, _proof(one), name in named) for name, one in evidence.items())


def _required(gate: str | None, book: Playbook) -> Mapping[str, int]:
    """The level that each criterion needs at this gate, or else at the last."""
    last = {one.criterion: one.level for one in book.gates["opportunity"].require}
    here = (
        {one.criterion: one.level for one in book.gates[gate].require} if gate and gate in book.gates else {}
    )
    return {**last, **here}


def _card(
    criterion: Criterion,
    d: Dossier,
    book: Playbook,
    row: Answer | None,
    evidence: Mapping[str, Evidence],
    required: Mapping[str, int],
    refused: Refused | None,
    typed: Mapping[str, str] | None,
    ticked: tuple[str, ...],
) -> Card:
    key = criterion.key
    answer = getattr(d.answers, key, None) or d.answers.custom.get(key, {})
    is_refused = refused is not None and refused.form == f"answer-{key}"
    mine = typed if is_refused else None
    level = str(mine.get(f"answers/{key}/level", "0")) if mine is not None else str(level_of(answer))
    named = ticked if is_refused else evidence_of(answer)
    return Card(
        criterion=criterion,
        level=level_of(answer),
        required=required.get(key, 0),
        lines=_lines(answer, f"answers/{key}"),
        evidence=tuple(evidence[name] for name in evidence_of(answer) if name in evidence),
        questions=_questions(criterion, d, book),
        by=row.by.name if row and row.by else "",
        at=row.at if row else None,
        fields=told(retyped(in_currency(_fields(key, answer), book.playbook.currency), mine), refused),
        levels=tuple(Option(str(n), level_word(n), str(n) == level) for n in LEVELS),
        proofs=proof_options(evidence, named),
        problem=_problem(key, refused),
        is_open=is_refused,
    )


def _fields(key: str, answer: Any) -> tuple[Field, ...]:
    shape = shape_of(Answers)
    prefix = f"answers/{key}"
    if key in shape and is_dataclass(shape[key][1]) and isinstance(shape[key][1], type):
        return fields_of(shape[key][1], answer, prefix, without=ON_ITS_OWN)
    return (Field(f"{prefix}/statement", label_of("statement"), "area", str(answer.get("statement", ""))),)


def _lines(answer: Any, prefix: str) -> tuple[Line, ...]:
    if isinstance(answer, Mapping):
        return tuple(
            Line(label_of(name), value) for name, value in answer.items() if value and name not in ON_ITS_OWN
        )
    found = ((one.name, getattr(answer, one.name)) for one in fields(answer) if one.name not in ON_ITS_OWN)
    return tuple(
        Line(label_of(_named(f"{prefix}/{name}", value)), _plain(value))
        for name, value in found
        if is_filled(value) and value is not False and value != "unknown"
    )


def _named(name: str, value: Any) -> str:
    if isinstance(value, Money):
        return f"{name}/amount"
    return f"{name}/name" if isinstance(value, NamedPerson) else name


def _plain(value: Any) -> Any:
    if isinstance(value, NamedPerson):
        return " ".join(part for part in (value.name, value.title) if part)
    return value


def _questions(criterion: Criterion, d: Dossier, book: Playbook) -> tuple[QuestionLine, ...]:
    return tuple(
        question_line(question, d) for question in book.question if question.criterion == criterion.key
    )


def question_line(question: Question, d: Dossier) -> QuestionLine:
    asked = next((one.note for one in d.asked if one.question == question.key), None)
    return QuestionLine(question, is_filled(value_at(d, question.field)), asked)


def _proof(one: Evidence) -> str:
    said = " ".join(part for part in (one.ref, one.note) if part)
    return f"{one.key} · {word(one.kind)}{' · ' + said if said else ''}"


def _problem(key: str, refused: Refused | None) -> str:
    if refused is None or refused.form != f"answer-{key}":
        return ""
    return " ".join(
        spoken(problem.message) for problem in refused.problems if problem.pointer.endswith("/level")
    )
