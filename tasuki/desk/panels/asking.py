"""Guided qualification: the question to ask next, with its field, and those that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass, replace
from typing import Any

from tasuki.desk.forms.field import Field, Option, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.forms.shapes import fields_of
from tasuki.desk.panels.look import Look
from tasuki.desk.refused import Refused
from tasuki.desk.words import level_word
from tasuki.rules.criteria import answer_to, evidence_of, level_of
from tasuki.rules.dossier import Answers, Dossier
from tasuki.rules.playbook import Playbook, Question
from tasuki.rules.reading import shape_of
from tasuki.rules.wording import Text
from tasuki.stages.qualification.guidance import Asked, questions

FOLLOWING = 4
FORM = "ask"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question with the form that answers it; without ``fields``, its answer is not one of the lead's."""

    question: Question
    label: Text | None
    criterion: str
    fields: tuple[Field, ...]
    levels: tuple[Option, ...]
    proofs: tuple[Option, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Following:
    question: Question
    query: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Where the conversation stands. ``ask`` is None once every question is answered or was asked in vain."""

    ask: Ask | None
    following: tuple[Following, ...]
    open: int
    done: int

    @property
    def all(self) -> int:
        return self.open + self.done


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer to a question is kept: the criterion and the name of its field."""

    criterion: str
    name: str
    is_own: bool = False

    @property
    def prefix(self) -> str:
        return f"answers/{self.criterion}"


def place_of(question: Question) -> Place | None:
    """The place of a question's answer; None where it is no answer to a criterion."""
    parts = question.field.split(".")
    if parts[0] != "answers" or len(parts) < 3:
        return None
    if parts[1] == "custom":
        return Place(parts[2], ".".join(parts[3:]) or "statement", is_own=True)
    return Place(parts[1], parts[2])


def asking(
    d: Dossier,
    book: Playbook,
    look: Look,
    proofs: tuple[Option, ...],
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> Asking:
    """The open questions, the one of the address first. A refused answer keeps its question and what was typed."""
    every = _without_twins(questions(d, book))
    waiting = [one for one in every if one.standing == "open"]
    wanted = typed.get("question", "") if typed and _is_mine(refused) else look.ask
    waiting.sort(key=lambda one: one.question.key != wanted)
    first = next(iter(waiting), None)
    return Asking(
        ask=_ask(first.question, d, book, proofs, refused, typed) if first else None,
        following=tuple(
            Following(one.question, look.to(ask=one.question.key)) for one in waiting[1 : FOLLOWING + 1]
        ),
        open=len(waiting),
        done=len(every) - len(waiting),
    )


def _without_twins(every: Any) -> list[Asked]:
    """Questions that fill the same field are one question, asked in two words."""
    by_field: dict[str, Asked] = {}
    for one in every:
        by_field.setdefault(one.question.field, one)
    return list(by_field.values())


def _is_mine(refused: Refused | None) -> bool:
    return refused is not None and refused.form == FORM


def _ask(
    question: Question,
    d: Dossier,
    book: Playbook,
    proofs: tuple[Option, ...],
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> Ask:
    place = place_of(question)
    answer = answer_to(d, place.criterion) if place else None
    mine = typed if _is_mine(refused) else None
    level = mine.get("level", "1") if mine else str(max(level_of(answer), 1) if place else 1)
    named = evidence_of(answer) if place else ()
    criterion = book.criteria.get(place.criterion) if place else None
    return Ask(
        question=question,
        label=criterion.label if criterion else None,
        criterion=place.criterion if place else "",
        fields=told(retyped(_fields(place, answer), mine), refused if _is_mine(refused) else None),
        levels=tuple(Option(str(n), level_word(n), str(n) == level) for n in (1, 2, 3)),
        proofs=tuple(replace(one, chosen=one.value in named) for one in proofs),
        note=typed.get("note", "") if typed and refused and refused.form == "asked" else "",
    )


def _fields(place: Place | None, answer: Any) -> tuple[Field, ...]:
    if place is None:
        return ()
    shape = shape_of(Answers)
    if place.is_own or place.criterion not in shape:
        known = str(answer.get(place.name, "")) if isinstance(answer, Mapping) else ""
        return (Field(f"{place.prefix}/{place.name}", label_of(place.name), "area", known, form=FORM),)
    schema = shape[place.criterion][1]
    if not (is_dataclass(schema) and isinstance(schema, type)):
        return ()
    made = fields_of(schema, answer, place.prefix, only=(place.name,))
    return tuple(replace(one, form=FORM) for one in made)
