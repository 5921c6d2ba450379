"""What a gate would say if an answer were recorded: the same rules on the answer as typed, and nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tasuki.desk.panels.judging import Judge
from tasuki.desk.panels.stage_bar import gates_ahead
from tasuki.desk.panels.why_not import checks_of, troubled
from tasuki.records.models import Lead
from tasuki.rules.decision import Decision, Finding
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import decide
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.wording import Text
from tasuki.stages.qualification.dossier import answers_from
from tasuki.stages.qualification.given import Learned, OnRecord, learned
from tasuki.stages.qualification.models import Answer

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tried:
    """``better`` would be met with this answer, ``left`` would still be open of its criterion, ``worse`` no longer met.

    ``gate`` is the first gate ahead that looks at the criterion; None where none does, or where something cannot be
    read (``problems``).
    """

    gate: Text | None = None
    better: tuple[Finding, ...] = ()
    worse: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()
    checks: int = 0
    checks_met: int = 0
    would_open: bool = False
    wants_level: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.better or self.worse or self.left or self.problems or self.wants_level)


def tried(
    judge: Judge,
    lead: Lead,
    book: Playbook,
    criterion: str,
    body: Json,
    evidence: Sequence[Json],
    at: datetime,
) -> Tried:
    """The answer to ``criterion`` judged as if it stood on the record at ``at``."""
    found = learned({criterion: body}, evidence, (), _on_record(lead, judge.dossier), book)
    if found.problems:
        return Tried(problems=tuple(found.problems))
    after = with_answer(judge.dossier, found, at)
    for gate in gates_ahead(lead):
        before, then = decide(gate, judge.dossier, book, at), decide(gate, after, book, at)
        if _about(then, criterion) or _about(before, criterion):
            wants_level = body.get("level") == 0 and _holds_something(body)
            return _compared(judge.decision(gate), before, then, criterion, book, wants_level)
    return Tried()


def with_answer(d: Dossier, found: Learned, at: datetime) -> Dossier:
    """The dossier with what was learned in place of what it has."""
    merged = found.merged[0]
    row = {
        "criterion": merged.criterion,
        "level": merged.level,
        "body": merged.body,
        "evidence": merged.evidence,
    }
    alone = answers_from([row])
    answers = (
        replace(d.answers, custom={**d.answers.custom, **alone.custom})
        if alone.custom
        else replace(d.answers, **{merged.criterion: getattr(alone, merged.criterion)})
    )
    proofs = tuple(replace(one, at=one.at or at) for one in found.proofs)
    return replace(d, answers=answers, evidence=(*d.evidence, *proofs))


def _on_record(lead: Lead, d: Dossier) -> OnRecord:
    answers = {row.criterion: row for row in Answer.objects.filter(lead=lead)}
    return OnRecord(answers, frozenset(one.id for one in d.evidence), lead.evidence_seq)


def _about(decision: Decision, criterion: str) -> bool:
    return any(_concerns(finding, criterion) for finding in decision.findings)


def _concerns(finding: Finding, criterion: str) -> bool:
    places = (f"/answers/{criterion}", f"/answers/custom/{criterion}")
    return finding.criterion == criterion or any(
        f"{finding.pointer}/".startswith(f"{place}/") for place in places
    )


def _holds_something(body: Json) -> bool:
    return any(
        value not in (None, "", [], {}) for name, value in body.items() if name not in ("level", "evidence")
    )


def _compared(
    shown: Decision, before: Decision, then: Decision, criterion: str, book: Playbook, wants_level: bool
) -> Tried:
    """``shown`` is the gate as the panel has it, which at the last gate also knows the opportunity's own fields."""
    mended, broken = troubled(before) - troubled(then), troubled(then) - troubled(before)
    still = (troubled(shown) - mended) | broken
    blocking = {one.rule for one in (*shown.troubles, *then.troubles) if one.enforcement == "block"}
    return Tried(
        gate=book.gates[then.gate].label,
        better=tuple(one for one in then.findings if one.rule in mended),
        worse=tuple(one for one in then.troubles if one.rule in broken),
        left=tuple(one for one in then.troubles if one.rule not in broken and _concerns(one, criterion)),
        checks=len(checks_of(shown)),
        checks_met=len(checks_of(shown) - still),
        would_open=bool(mended) and not still & blocking,
        wants_level=wants_level,
    )
