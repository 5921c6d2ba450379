"""The playbook in force, laid out as the written agreement between marketing and sales."""

from __future__ import annotations

from dataclasses import dataclass

from tasuki.playbooks.models import PlaybookVersion, SignOff
from tasuki.playbooks.queries import in_force
from tasuki.rules.playbook import (
    Benchmark,
    Commitment,
    Criterion,
    Gate,
    Playbook,
    Question,
    Reason,
    RequiredField,
)

SIDES = ("marketing", "sales", "sdr", "ae", "joint", "escalation")
DIMENSIONS = ("overall", "source", "segment", "industry")


@dataclass(frozen=True, slots=True)
class GateChapter:
    """A gate with the criteria and fields that it asks for."""

    gate: Gate
    required: tuple[tuple[Criterion, int], ...]
    fields: tuple[RequiredField, ...]


@dataclass(frozen=True, slots=True)
class CriterionChapter:
    criterion: Criterion
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    book: Playbook
    version: PlaybookVersion
    signed: tuple[SignOff, ...]
    commitments: tuple[tuple[str, tuple[Commitment, ...]], ...]
    gates: tuple[GateChapter, ...]
    criteria: tuple[CriterionChapter, ...]
    reasons: tuple[tuple[str, tuple[Reason, ...]], ...]
    benchmarks: tuple[tuple[str, tuple[Benchmark, ...]], ...]


def agreement_page() -> AgreementPage:
    """Raises `NotFound` where nothing was ever agreed."""
    book = in_force()
    version = PlaybookVersion.objects.get(state="in_force")
    uses = ("reject", "disqualify", "recycle", "lose", "exclude")
    return AgreementPage(
        book=book,
        version=version,
        signed=tuple(version.sign_offs.order_by("side")),
        commitments=tuple(
            (side, found)
            for side in SIDES
            if (found := tuple(one for one in book.commitment if one.side == side))
        ),
        gates=tuple(_chapter(gate, book) for gate in book.gate),
        criteria=tuple(
            CriterionChapter(criterion, tuple(one for one in book.question if one.criterion == criterion.key))
            for criterion in book.criterion
        ),
        reasons=tuple((use, book.reasons_for(use)) for use in uses),
        benchmarks=tuple(
            (name, tuple(one for one in book.benchmark if one.dimension == name)) for name in DIMENSIONS
        ),
    )


def _chapter(gate: Gate, book: Playbook) -> GateChapter:
    return GateChapter(
        gate=gate,
        required=tuple((book.criteria[one.criterion], one.level) for one in gate.require),
        fields=tuple(one for one in book.required if one.gate == gate.key),
    )
