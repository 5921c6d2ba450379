"""What to ask next (C-9): first what the next gate still lacks, then what the buyer's own steps point to.

Within that the playbook's order holds, which begins with the problem and never with the budget (B-2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Literal

from tasuki.rules.criteria import answer_to, level_of
from tasuki.rules.dossier import Dossier
from tasuki.rules.fields import value_at
from tasuki.rules.gates import gate_after
from tasuki.rules.playbook import GATE_KEYS, Playbook, Question
from tasuki.rules.validation.filled import is_answer

Standing = Literal["open", "asked", "answered"]
_ORDER: tuple[Standing, ...] = ("open", "asked", "answered")
POINTS_TO: Mapping[str, str] = {
    "pricing_page": "budget",
    "talk_to_sales": "timeline",
    "demo_request": "timeline",
    "trial_active": "decision_process",
    "webinar_attended": "need",
    "content_download": "need",
}
"""Signal → the criterion that somebody who gives it is thinking about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A discovery question with its standing: answered, asked without an answer, or open."""

    question: Question
    standing: Standing
    answer: object


def questions(dossier: Dossier, book: Playbook) -> Sequence[Asked]:
    """Every question of the catalogue: the open ones first, and of these the one to ask next on top."""
    noted = {one.question for one in dossier.asked}
    lacking, pointed_to = _lacking(dossier, book), _pointed_to(dossier)

    def rank(one: Asked) -> tuple[int, bool, bool]:
        criterion = one.question.criterion
        return _ORDER.index(one.standing), criterion not in lacking, criterion not in pointed_to

    return sorted((_asked(question, dossier, noted, book) for question in book.question), key=rank)


def next_question(dossier: Dossier, book: Playbook) -> Question | None:
    """The question to ask now; None when nothing is open."""
    return next((one.question for one in questions(dossier, book) if one.standing == "open"), None)


def _asked(question: Question, dossier: Dossier, noted: set[str], book: Playbook) -> Asked:
    answer = value_at(dossier, question.field)
    if is_answer(answer, book):
        return Asked(question, "answered", answer)
    return Asked(question, "asked" if question.key in noted else "open", answer)


def _lacking(dossier: Dossier, book: Playbook) -> set[str]:
    """The criteria that the lead's next gate that asks for any still misses."""
    ahead = dropwhile(lambda key: key != gate_after(dossier.lead.state), GATE_KEYS)
    required = next(
        (book.gates[key].require for key in ahead if key in book.gates and book.gates[key].require), ()
    )
    return {one.criterion for one in required if level_of(answer_to(dossier, one.criterion)) < one.level}


def _pointed_to(dossier: Dossier) -> set[str]:
    given = {name for touch in dossier.lead.touches for name in (touch.signal, touch.kind)}
    return {criterion for signal, criterion in POINTS_TO.items() if signal in given}
