"""What the article says against each trouble, as something to begin with: the table, report or page that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tasuki.rules.diagnosis.signs import Trouble
from tasuki.rules.wording import N_, Sentence


@dataclass(frozen=True, slots=True)
class Fix:
    """``opens`` names a table of the playbook, a report, or a page."""

    says: Sentence
    kind: Literal["table", "report", "page"]
    opens: str


def _table(text: str, name: str) -> Fix:
    return Fix(Sentence(text), "table", name)


def _report(text: str, name: str) -> Fix:
    return Fix(Sentence(text), "report", name)


def _page(text: str, name: str) -> Fix:
    return Fix(Sentence(text), "page", name)


FIXES: Mapping[Trouble, tuple[Fix, ...]] = {
    "premature": (
        _table(N_("Require the fields without which no opportunity may be made."), "required"),
        _table(N_("Let somebody else agree to opportunities in an early stage."), "approval"),
        _report(N_("Follow the quality of conversion, not only its rate."), "benchmarks"),
        _table(N_("Coach with a framework: what each criterion asks, and what proves it."), "framework"),
        _report(N_("Credit people with opportunities that hold, not with how many they make."), "deals"),
    ),
    "late": (
        _table(N_("Say what the least is that an opportunity needs; take out what is more."), "gate"),
        _table(N_("Promise a discovery call after the handoff, and a decision after the call."), "sla"),
        _report(N_("Look at what should have been converted, one by one."), "too_late"),
        _table(N_("Let reps convert with a documented rationale where a criterion is still open."), "limits"),
        _page(N_("Look again at what was rejected, and adjust the criteria."), "reviews"),
        _report(N_("See in which stage the time goes."), "durations"),
    ),
    "handoff": (
        _table(N_("Make the handoff checklist formal."), "checklist"),
        _table(N_("Require discovery to be documented before the handoff."), "brief"),
        _table(N_("Arrange a short call of SDR and AE for key opportunities."), "limits"),
        _report(N_("Measure the quality of handoffs and report it."), "acceptance"),
        _report(N_("Pay SDRs for opportunities, not for meetings booked."), "funnel"),
    ),
    "transfer": (
        _table(N_("Make documentation part of the handoff."), "brief"),
        _table(N_("Capture what matters in fields of its own, with questions that ask for it."), "question"),
        _table(N_("Require the fields that are missing, at the gate."), "required"),
        _page(N_("Go through the open opportunities that lack something."), "opportunities"),
    ),
    "disagreement": (
        _table(N_("Agree on one framework for what qualified means."), "framework"),
        _page(N_("Write the agreement down and have both sides sign it."), "agreement"),
        _page(N_("Meet regularly over accepted and rejected leads."), "reviews"),
        _page(N_("Let sales say each week how the leads of every source were."), "feedback"),
        _table(N_("Adjust scoring and routing to what was won."), "score"),
    ),
}
"""In the article's order."""
