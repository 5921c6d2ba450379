"""The stage bar: where the lead stands, when it got there, and what each gate ahead says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tasuki.desk.panels.look import Look
from tasuki.desk.panels.why_not import checks_of, troubled
from tasuki.records.models import Lead
from tasuki.rules.decision import Decision, Enforcement
from tasuki.rules.gates import gate_after
from tasuki.rules.mends import mends_of
from tasuki.rules.playbook import Playbook

# The gate before each state, in the order of the process.
WAY = (
    ("mql", "mql"),
    ("sal", "sal"),
    ("sql", "sql"),
    ("handoff", "discovery"),
    ("opportunity", "converted"),
)
OVER = ("disqualified", "archived", "merged")


@dataclass(frozen=True, slots=True)
class Step:
    """A gate and the state behind it. ``decision`` is what the gate says today, where it is still ahead.

    ``blocking`` is how many things to mend keep it shut. ``query`` shows that gate's findings; ``is_shown`` where they
    are on the page already.
    """

    gate: str
    state: str
    standing: Literal["done", "next", "later"]
    entered_at: datetime | None
    decision: Decision | None
    blocking: int = 0
    query: str = ""
    is_shown: bool = False

    @property
    def checks(self) -> int:
        return len(checks_of(self.decision)) if self.decision else 0

    @property
    def checks_met(self) -> int:
        return self.checks - len(troubled(self.decision)) if self.decision else 0


def next_gate(lead: Lead) -> str | None:
    """The gate that the lead stands before; None where its way has ended."""
    return None if lead.state in (*OVER, "converted") else gate_after(lead.state)


def gates_ahead(lead: Lead) -> tuple[str, ...]:
    """The gates from the next one on, in their order."""
    gates = tuple(gate for gate, _ in WAY)
    ahead = next_gate(lead)
    return gates[gates.index(ahead) :] if ahead in gates else ()


def gate_shown(lead: Lead, look: Look) -> str | None:
    """The gate whose findings the page shows: the one asked for while it is ahead, else the next."""
    return look.gate if look.gate in gates_ahead(lead) else next_gate(lead)


def stage_bar(lead: Lead, judged: Callable[[str], Decision], look: Look, book: Playbook) -> tuple[Step, ...]:
    """The steps; ``judged`` gives the decision of a gate ahead."""
    ahead, shown = gates_ahead(lead), gate_shown(lead, look)
    return tuple(
        Step(
            gate,
            state,
            "next" if gate == ahead[0] else "later",
            None,
            judged(gate),
            _blocking(judged(gate), book),
            look.to(gate="" if gate == ahead[0] else gate),
            gate == shown,
        )
        if gate in ahead
        else _behind(lead, gate, state, is_over=not ahead)
        for gate, state in WAY
    )


def _blocking(decision: Decision, book: Playbook) -> int:
    return sum(one.finding.enforcement is Enforcement.BLOCK for one in mends_of(decision, book))


def _behind(lead: Lead, gate: str, state: str, *, is_over: bool) -> Step:
    """A gate that was passed; of a lead whose way has ended, only those that it got through."""
    entered_at = getattr(lead, f"entered_{state}_at")
    return Step(gate, state, "done" if entered_at or not is_over else "later", entered_at, None)
