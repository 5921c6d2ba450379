"""The grammar of a rule: a question put to the dossier under a playbook, on a day; no trouble means met.

A rule asks with a function ``ask(dossier, book, today) -> tuple[Trouble, ...]``. The empty tuple is the happy answer
and costs nothing, so that a verdict needs no wording; everything a person reads is put together only when somebody
asks for the findings. ``today`` is the date in the playbook's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tasuki.rules.decision import Enforcement, Finding, Standing
from tasuki.rules.dossier import Dossier
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Sentence


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a rule is not met, where, and what would mend it. ``enforcement`` overrides the gate's for this one."""

    pointer: str
    because: Sentence
    fix: Sentence
    standing: Standing = Standing.UNMET
    enforcement: Enforcement | None = None
    evidence: tuple[str, ...] = ()


Ask = Callable[[Dossier, Playbook, date], tuple[Trouble, ...]]
NO_TROUBLE: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule at a gate: its id, its question, and how it reads when it is met."""

    id: str
    ask: Ask
    met: str
    pointer: str
    criterion: str | None = None
    enforcement: Enforcement = Enforcement.BLOCK
    evidence: Callable[[Dossier], tuple[str, ...]] | None = None
    values: Callable[[Dossier], Mapping[str, object]] | None = None
    _always: tuple[Finding, ...] = field(init=False, repr=False, compare=False)
    """What a rule without evidence and values says whenever it is met."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_always", (self._met(Sentence(self.met), ()),))

    def findings(self, dossier: Dossier, book: Playbook, today: date) -> tuple[Finding, ...]:
        """Everything this rule has to say: one finding when it is met, otherwise one for each trouble."""
        troubles = self.ask(dossier, book, today)
        if not troubles and self.evidence is None and self.values is None:
            return self._always
        evidence = self.evidence(dossier) if self.evidence else ()
        if not troubles:
            return (self._met(Sentence(self.met, self.values(dossier) if self.values else {}), evidence),)
        return tuple(
            Finding(
                rule=self.id,
                standing=trouble.standing,
                enforcement=trouble.enforcement or self.enforcement,
                because=trouble.because,
                pointer=trouble.pointer,
                criterion=self.criterion,
                evidence=trouble.evidence or evidence,
                fix=trouble.fix,
            )
            for trouble in troubles
        )

    def _met(self, because: Sentence, evidence: tuple[str, ...]) -> Finding:
        return Finding(
            self.id, Standing.MET, self.enforcement, because, self.pointer, self.criterion, evidence
        )


def unmet(pointer: str, because: str, fix: str, /, **values: object) -> tuple[Trouble, ...]:
    """One trouble: the answer is there and does not satisfy the rule."""
    return (Trouble(pointer, Sentence(because, values), Sentence(fix, values)),)


def unknown(pointer: str, because: str, fix: str, /, **values: object) -> tuple[Trouble, ...]:
    """One trouble: nobody has asked or answered yet."""
    return (Trouble(pointer, Sentence(because, values), Sentence(fix, values), Standing.UNKNOWN),)
