"""Read what somebody learned (contract/dossier.json: answers, evidence, asked) against what is on record already.

Everything that is wrong is collected with its pointer; nothing here writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasuki.rules.dossier import Answers
from tasuki.rules.dossier import Evidence as EvidenceFacts
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem, shown
from tasuki.rules.reading import Unreadable, read, shape_of
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.qualification.models import Answer

LEVELS = (0, 1, 2, 3)
OWN = "custom"
LONGEST = {"id": 60, "ref": 500}
_NUMBERED = re.compile(r"ev-(\d{1,9})\Z")
_ARTICLE = frozenset(shape_of(Answers)) - {OWN}


@dataclass(frozen=True, slots=True)
class Merged:
    """One criterion after the merge: what is stored, and the level before."""

    criterion: str
    level: int
    body: dict[str, Any]
    evidence: list[str]
    level_before: int


@dataclass(slots=True)
class Learned:
    """What is to be stored, or the problems that keep it from being stored."""

    proofs: list[EvidenceFacts] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    last_number: int = 0

    def refuse(self, pointer: str, code: str, template: str, fix: str = "", **values: object) -> None:
        mend = Sentence(fix, values) if fix else None
        self.problems.append(Problem(pointer, code, Sentence(template, values), mend))

    def read(self, schema: type[Any], source: object, pointer: str) -> Any:
        """The value, or None and its problems."""
        try:
            return read(schema, source, pointer)
        except Unreadable as unreadable:
            self.problems.extend(unreadable.problems)
            return None


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the lead has already: answers by criterion, the keys of its evidence, and the last number given out."""

    answers: Mapping[str, Answer]
    keys: frozenset[str]
    last_number: int


def learned(
    answers: Mapping[str, object],
    evidence: Sequence[object],
    asked: Sequence[object],
    known: OnRecord,
    book: Playbook,
) -> Learned:
    found = Learned(last_number=max((known.last_number, *_numbers(known.keys))))
    _read_evidence(evidence, found)
    keys = known.keys | {one.id for one in found.proofs}
    for criterion, body, pointer in _flat(answers, found):
        _read_answer(criterion, body, pointer, known.answers.get(criterion), keys, book, found)
    _read_asked(asked, book, found)
    return found


def _read_evidence(rows: Sequence[object], found: Learned) -> None:
    named = [str(row.get("id") or "") for row in rows if isinstance(row, Mapping)]
    found.last_number = max((found.last_number, *_numbers(named)))
    taken: set[str] = set()
    for index, row in enumerate(rows):
        pointer = f"/evidence/{index}"
        numbered = isinstance(row, Mapping) and not row.get("id")
        if isinstance(row, Mapping) and numbered:
            row = {**row, "id": f"ev-{found.last_number + 1}"}
        facts = found.read(EvidenceFacts, row, pointer)
        if facts is None:
            continue
        found.last_number += numbered
        for name, longest in LONGEST.items():
            if len(getattr(facts, name)) > longest:
                text = N_("This is longer than %(longest)s characters.")
                found.refuse(f"{pointer}/{name}", "too_long", text, longest=longest)
        if facts.id in taken:
            found.refuse(f"{pointer}/id", "twice", N_("“%(key)s” is named twice here."), key=facts.id)
        taken.add(facts.id)
        found.proofs.append(facts)


def _flat(answers: Mapping[str, object], found: Learned) -> Iterator[tuple[str, object, str]]:
    """Criterion, answer and pointer; a company's own criteria may stand under ``custom``, as in the dossier."""
    for criterion, body in answers.items():
        if criterion != OWN:
            yield criterion, body, f"/answers/{criterion}"
        elif isinstance(body, Mapping):
            yield from ((str(own), answer, f"/answers/{OWN}/{own}") for own, answer in body.items())
        else:
            found.refuse(f"/answers/{OWN}", "not_a_table", N_("An answer is a table of fields."))


def _read_answer(
    criterion: str,
    body: object,
    pointer: str,
    before: Answer | None,
    keys: frozenset[str],
    book: Playbook,
    found: Learned,
) -> None:
    if criterion not in book.criteria and criterion not in _ARTICLE:
        text, fix = N_("There is no criterion “%(criterion)s”."), N_("The playbook has: %(known)s.")
        known_here = sorted(book.criteria)
        found.refuse(pointer, "unknown_criterion", text, fix, criterion=criterion, known=known_here)
        return
    if not isinstance(body, Mapping):
        found.refuse(pointer, "not_a_table", N_("An answer is a table of fields."))
        return
    if any(one.criterion == criterion for one in found.merged):
        found.refuse(pointer, "twice", N_("“%(key)s” is named twice here."), key=criterion)
        return
    level = (
        body["level"]
        if body.get("level") is not None
        else 0
        if "level" in body
        else before.level
        if before
        else 0
    )
    evidence = body["evidence"] or () if "evidence" in body else before.evidence if before else ()
    merged = Merged(criterion, level, _fields(body, before), [], before.level if before else 0)
    troubles = len(found.problems)
    if isinstance(level, bool) or level not in LEVELS:
        text = N_("%(level)s is no level.")
        fix = N_(
            "A level is 0 unknown, 1 identified by us, 2 confirmed by the buyer or 3 documented and corroborated."
        )
        found.refuse(f"{pointer}/level", "level", text, fix, level=shown(level))
    elif criterion in _ARTICLE:
        schema = shape_of(Answers)[criterion][1]
        found.read(schema, {**merged.body, "level": level, "evidence": evidence}, pointer)
    else:
        found.read(_Proofs, {"evidence": evidence}, pointer)
    if len(found.problems) == troubles:
        merged.evidence.extend(evidence)
        for index, key in enumerate(merged.evidence):
            if key not in keys:
                text = N_("There is no evidence “%(key)s” on this lead.")
                fix = N_("Send it along under “evidence”, or name one that is on record.")
                found.refuse(f"{pointer}/evidence/{index}", "unknown_evidence", text, fix, key=key)
    found.merged.append(merged)


@dataclass(frozen=True, slots=True)
class _Proofs:
    """What is known of the shape of a company's own criterion."""

    evidence: tuple[str, ...] = ()


def _fields(body: Mapping[str, Any], before: Answer | None) -> dict[str, Any]:
    """The fields on record with those that are given now; null clears one."""
    given = {name: value for name, value in body.items() if name not in ("level", "evidence")}
    held = {**(before.body if before else {}), **given}
    return {name: value for name, value in held.items() if value is not None}


def _read_asked(rows: Sequence[object], book: Playbook, found: Learned) -> None:
    known = {question.key for question in book.question}
    for index, row in enumerate(rows):
        pointer = f"/asked/{index}"
        if not isinstance(row, Mapping):
            found.refuse(pointer, "not_a_table", N_("An answer is a table of fields."))
            continue
        question, note = str(row.get("question") or ""), str(row.get("note") or "").strip()
        if question not in known:
            text, fix = N_("There is no question “%(question)s”."), N_("The playbook has: %(known)s.")
            found.refuse(
                f"{pointer}/question", "unknown_question", text, fix, question=question, known=sorted(known)
            )
        elif not note:
            text, fix = (
                N_("“Asked, no answer” needs a note."),
                N_("Write what was asked, and what they said."),
            )
            found.refuse(f"{pointer}/note", "C-9", text, fix)
        else:
            found.notes.append((question, note))


def _numbers(keys: Iterator[str] | Sequence[str] | frozenset[str]) -> Iterator[int]:
    """The numbers of keys such as “ev-7”, so that a number is never given out twice."""
    return (int(match[1]) for key in keys if (match := _NUMBERED.match(key)))
