"""A refusal as the page shows it: the reasons, each with its way to the field that mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tasuki.platform.refusals import GateRefused, Refusal
from tasuki.playbooks.queries import in_force
from tasuki.rules.mends import Mend, mends_of
from tasuki.rules.reading import Problem, Unreadable
from tasuki.rules.wording import N_, Sentence


@dataclass(frozen=True, slots=True)
class Refused:
    """What was refused and why; by a gate, what is to mend. ``form`` is the form on the page that it belongs to."""

    title: Sentence
    problems: tuple[Problem, ...] = ()
    mends: tuple[Mend, ...] = ()
    form: str = ""
    by_pointer: Mapping[str, Sentence] = field(default_factory=dict)

    def about(self, pointer: str) -> Sentence | None:
        """What is wrong with this field."""
        return self.by_pointer.get(pointer)


def refused_by(error: Refusal | Unreadable, form: str = "") -> Refused:
    """The page's view of a refusal."""
    mends = mends_of(error.decision, in_force()) if isinstance(error, GateRefused) else ()
    title = (
        error.title if isinstance(error, Refusal) else Sentence(N_("The input is not right: see the errors."))
    )
    problems = error.reasons if isinstance(error, Refusal) else error.problems
    found = {problem.pointer: problem.message for problem in problems}
    found |= {one.finding.pointer: one.finding.because for one in mends}
    return Refused(title, problems, mends, form, found)
