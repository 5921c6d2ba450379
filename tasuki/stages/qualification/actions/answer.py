"""Record answers to the criteria, with the evidence they stand on (contract/dossier.json)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.platform.rows import fetch, upsert
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.qualification.given import Learned, OnRecord, learned
from tasuki.stages.qualification.models import Answer, AskedQuestion, Evidence

EVIDENCE_KEYS = "SELECT key FROM qualification_evidence WHERE lead_id = %(lead)s"
STATES = ("captured", "mql", "sal", "sql", "discovery")


@transaction.atomic
def record_answers(
    lead_id: UUID,
    *,
    by: Actor,
    at: datetime,
    answers: Mapping[str, object] | None = None,
    evidence: Sequence[object] = (),
    asked: Sequence[object] = (),
) -> tuple[Answer, ...]:
    """Merge answers field by field with what is there; ``None`` clears a field. Evidence is kept under its ``id``.

    Evidence without an ``id`` gets the next number (“ev-3”). A level without proof is stored and the gate says so.
    Raises Forbidden, NotFound, NotPossibleNow, and Invalid with a pointer to each field that is wrong; then nothing is
    written.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "lead.answer")
    if lead.state not in STATES:
        raise NotPossibleNow(Sentence(N_("Answers are recorded until the lead is converted or closed.")))
    book = in_force()
    found = learned(answers or {}, evidence, asked, _on_record(lead), book)
    if found.problems:
        raise Invalid(found.problems)
    _save_evidence(lead, found, by, at)
    saved = _save_answers(lead, found, by, at)
    for question, note in found.notes:
        AskedQuestion.objects.update_or_create(
            lead=lead, question=question, defaults={"note": note, "by_id": by.person_id, "at": at}
        )
    append(*_entries(lead, found, book, by, at), at_hand=[lead])
    return saved


def _on_record(lead: Lead) -> OnRecord:
    answers = {row.criterion: row for row in fetch(Answer, "row.lead_id = %(lead)s", {"lead": lead.pk})}
    keys = frozenset(key for (key,) in run(EVIDENCE_KEYS, {"lead": lead.pk}))
    return OnRecord(answers, keys, lead.evidence_seq)


def _save_evidence(lead: Lead, found: Learned, by: Actor, at: datetime) -> None:
    rows = [
        Evidence(
            lead=lead, key=one.id, kind=one.kind, at=one.at or at, by=one.by, ref=one.ref, note=one.note,
            added_by_id=by.person_id, added_at=at,
        )
        for one in found.proofs
    ]  # fmt: skip
    upsert(rows, ("lead", "key"), ("kind", "at", "by", "ref", "note"))
    lead.evidence_seq = found.last_number
    lead.version += 1
    lead.save(update_fields=["evidence_seq", "version"])


def _save_answers(lead: Lead, found: Learned, by: Actor, at: datetime) -> tuple[Answer, ...]:
    rows = [
        Answer(
            lead=lead, criterion=one.criterion, level=one.level, body=one.body, evidence=one.evidence,
            by_id=by.person_id, at=at,
        )
        for one in found.merged
    ]  # fmt: skip
    upsert(rows, ("lead", "criterion"), ("level", "body", "evidence", "by", "at"))
    return tuple(rows)


def _entries(lead: Lead, found: Learned, book: Playbook, by: Actor, at: datetime) -> list[Entry]:
    """One event per criterion and per question asked in vain; evidence that came alone has one of its own."""

    def recorded(data: dict[str, Any], words: dict[str, Any]) -> Entry:
        return Entry(
            "answer.recorded", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=book.stamp, origin=lead.origin,
            data=data, words=words,
        )  # fmt: skip

    entries = [
        recorded(
            {
                "criterion": one.criterion,
                "level": one.level,
                "level_before": one.level_before,
                "evidence": one.evidence,
            },
            {"answer": one.body},
        )
        for one in found.merged
    ]
    entries += [recorded({"question": key, "answered": False}, {"note": note}) for key, note in found.notes]
    if found.proofs and not found.merged:
        entries.append(recorded({"evidence": [one.id for one in found.proofs]}, {}))
    return entries
