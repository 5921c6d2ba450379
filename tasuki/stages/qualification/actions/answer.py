"""Record answers to the criteria, with the evidence they stand on (contract/dossier.json)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import locked_lead, teams_of
from tasuki.rules.dossier import Answers
from tasuki.rules.dossier import Evidence as EvidenceFacts
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import Problem, Unreadable, read, shape_of
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.qualification.models import Answer, AskedQuestion, Evidence

Body = Mapping[str, Any]
STATES = ("captured", "mql", "sal", "sql", "discovery", "converted")


@transaction.atomic
def record_answers(
    lead_id: UUID,
    *,
    by: Actor,
    at: datetime,
    answers: Mapping[str, Body] | None = None,
    evidence: Sequence[Body] = (),
    asked: Sequence[Body] = (),
) -> tuple[Answer, ...]:
    """Merge answers field by field with what is there; ``None`` clears a field. Evidence is kept under its ``id``.

    After the conversion too: an override's gap closes by an answer (SL-12).

    A level without proof is stored and the gate says so. Raises Forbidden, NotFound, NotPossibleNow, and Invalid with
    a pointer to each field that is wrong; then nothing is written.
    """
    lead = locked_lead(lead_id)
    ask(by, "lead.answer", lead.owner_id, lead.ae_id, teams=teams_of(lead))
    if lead.state not in STATES:
        raise NotPossibleNow(
            Sentence(
                N_("Answers are recorded while somebody works on the lead; reopen or re-engage it first.")
            )
        )
    book = in_force()
    problems: list[Problem] = []
    proofs = _evidence(lead, evidence, problems, at)
    keys = {one.key for one in proofs} | set(Evidence.objects.filter(lead=lead).values_list("key", flat=True))
    merged = _answers(lead, answers or {}, keys, book, problems)
    notes = _asked(lead, asked, book, problems)
    if problems:
        raise Invalid(problems)
    _save_evidence(lead, proofs, by, at)
    saved = _save_answers(lead, merged, by, at)
    for question, note in notes:
        AskedQuestion.objects.update_or_create(
            lead=lead, question=question, defaults={"note": note, "by_id": by.person_id, "at": at}
        )
    append(*_entries(lead, merged, notes, book, by, at))
    return saved


@dataclass(frozen=True, slots=True)
class Merged:
    """One criterion after the merge: what is stored, and the level before."""

    criterion: str
    level: int
    body: dict[str, Any]
    evidence: list[str]
    level_before: int


def _evidence(lead: Lead, rows: Sequence[Body], problems: list[Problem], at: datetime) -> list[Evidence]:
    found = []
    number = lead.evidence_seq
    for index, row in enumerate(rows):
        if isinstance(row, Mapping) and not row.get("id"):
            number += 1
            row = {**row, "id": f"ev-{number}"}
        facts = _read(EvidenceFacts, row, f"/evidence/{index}", problems)
        if facts is not None:
            found.append(
                Evidence(
                    lead=lead, key=facts.id, kind=facts.kind, at=facts.at or at, by=facts.by, ref=facts.ref,
                    note=facts.note,
                )
            )  # fmt: skip
    lead.evidence_seq = number
    return found


def _answers(
    lead: Lead, given: Mapping[str, Body], keys: set[str], book: Playbook, problems: list[Problem]
) -> list[Merged]:
    stored = {row.criterion: row for row in Answer.objects.filter(lead=lead, criterion__in=list(given))}
    known = shape_of(Answers)
    found = []
    for criterion, body in given.items():
        pointer = f"/answers/{criterion}"
        if criterion not in book.criteria and criterion not in known:
            text = N_("There is no criterion “%(criterion)s”; the playbook has: %(known)s.")
            values = {"criterion": criterion, "known": sorted(book.criteria)}
            problems.append(Problem(pointer, "unknown_criterion", Sentence(text, values)))
            continue
        if not isinstance(body, Mapping):
            problems.append(Problem(pointer, "not_a_table", Sentence(N_("An answer is a table of fields."))))
            continue
        before = stored.get(criterion)
        merged = _merge(criterion, body, before)
        if criterion in known and criterion != "custom":
            _read(
                known[criterion][1],
                {**merged.body, "level": merged.level, "evidence": merged.evidence},
                pointer,
                problems,
            )
        _check(merged, keys, pointer, problems)
        found.append(merged)
    return found


def _merge(criterion: str, body: Body, before: Answer | None) -> Merged:
    held: dict[str, Any] = dict(before.body) if before else {}
    for name, value in body.items():
        if name in ("level", "evidence"):
            continue
        if value is None:
            held.pop(name, None)
        else:
            held[name] = value
    level_before = before.level if before else 0
    level = body.get("level", level_before)
    evidence = body.get("evidence", before.evidence if before else [])
    return Merged(criterion, level, held, evidence, level_before)


def _check(merged: Merged, keys: set[str], pointer: str, problems: list[Problem]) -> None:
    if merged.level not in (0, 1, 2, 3) or isinstance(merged.level, bool):
        text = N_(
            "A level is 0 unknown, 1 identified by us, 2 confirmed by the buyer or 3 documented and corroborated."
        )
        problems.append(Problem(f"{pointer}/level", "level", Sentence(text)))
    if not isinstance(merged.evidence, list | tuple):
        return
    for index, key in enumerate(merged.evidence):
        if key not in keys:
            text = N_("There is no evidence “%(key)s” on this lead; send it along under “evidence”.")
            problems.append(
                Problem(f"{pointer}/evidence/{index}", "unknown_evidence", Sentence(text, {"key": key}))
            )


def _asked(
    lead: Lead, rows: Sequence[Body], book: Playbook, problems: list[Problem]
) -> list[tuple[str, str]]:
    known = {question.key for question in book.question}
    found = []
    for index, row in enumerate(rows):
        question, note = str(row.get("question", "")), str(row.get("note", ""))
        if question not in known:
            text = N_("There is no question “%(question)s”; the playbook has: %(known)s.")
            values = {"question": question, "known": sorted(known)}
            problems.append(Problem(f"/asked/{index}/question", "unknown_question", Sentence(text, values)))
        elif not note.strip():
            text = N_("“Asked, no answer” needs a note: what was asked, and what they said.")
            problems.append(Problem(f"/asked/{index}/note", "C-9", Sentence(text)))
        else:
            found.append((question, note.strip()))
    return found


def _read(schema: Any, source: object, pointer: str, problems: list[Problem]) -> Any:
    try:
        return read(schema, source, pointer)
    except Unreadable as unreadable:
        problems.extend(unreadable.problems)
        return None


def _save_evidence(lead: Lead, proofs: list[Evidence], by: Actor, at: datetime) -> None:
    for proof in proofs:
        proof.added_by_id, proof.added_at = by.person_id, at
    Evidence.objects.bulk_create(
        proofs,
        update_conflicts=True,
        unique_fields=["lead", "key"],
        update_fields=["kind", "at", "by", "ref", "note"],
    )
    lead.version += 1
    lead.save(update_fields=["evidence_seq", "version"])


def _save_answers(lead: Lead, merged: list[Merged], by: Actor, at: datetime) -> tuple[Answer, ...]:
    rows = [
        Answer(
            lead=lead, criterion=one.criterion, level=one.level, body=one.body, evidence=list(one.evidence),
            by_id=by.person_id, at=at,
        )
        for one in merged
    ]  # fmt: skip
    Answer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["lead", "criterion"],
        update_fields=["level", "body", "evidence", "by", "at"],
    )
    return tuple(rows)


def _entries(
    lead: Lead, merged: list[Merged], notes: list[tuple[str, str]], book: Playbook, by: Actor, at: datetime
) -> list[Entry]:
    same: dict[str, Any] = {"lead_id": lead.pk, "playbook": book.stamp, "origin": lead.origin}
    entries = [
        Entry(
            "answer.recorded",
            at,
            by,
            "lead",
            lead.pk,
            data={
                "criterion": one.criterion,
                "level": one.level,
                "level_before": one.level_before,
                "evidence": list(one.evidence),
            },
            words={"answer": one.body},
            **same,
        )
        for one in merged
    ]
    entries += [
        Entry(
            "answer.recorded",
            at,
            by,
            "lead",
            lead.pk,
            data={"question": question, "answered": False},
            words={"note": note},
            **same,
        )
        for question, note in notes
    ]
    return entries
