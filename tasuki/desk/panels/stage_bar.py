"""The stage bar: where the lead stands, when it got there, and what each gate ahead says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tasuki.records.models import Lead
from tasuki.rules.decision import Decision
from tasuki.rules.gates import gate_after

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
    """A gate and the state behind it. ``decision`` is what the gate says today, where it is still ahead."""

    gate: str
    state: str
    standing: Literal["done", "next", "later"]
    entered_at: datetime | None
    decision: Decision | None

    @property
    def blocking(self) -> int:
        if self.decision is None:
            return 0
        return sum(finding.enforcement == "block" for finding in self.decision.troubles)


def next_gate(lead: Lead) -> str | None:
    """The gate that the lead stands before; None where its way has ended."""
    return None if lead.state in (*OVER, "converted") else gate_after(lead.state)


def stage_bar(lead: Lead, judged: Callable[[str], Decision]) -> tuple[Step, ...]:
    """The steps; ``judged`` gives the decision of a gate ahead."""
    ahead = next_gate(lead)
    steps = []
    reached = lead.state == "converted" or ahead is None
    done = True
    for gate, state in WAY:
        entered_at = getattr(lead, f"entered_{state}_at")
        if gate == ahead:
            steps.append(Step(gate, state, "next", None, judged(gate)))
            done = False
        elif not done:
            steps.append(Step(gate, state, "later", None, judged(gate)))
        else:
            was_there = entered_at is not None or not reached
            steps.append(Step(gate, state, "done" if was_there else "later", entered_at, None))
    return tuple(steps)
