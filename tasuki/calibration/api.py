"""/replays: a draft of the agreement, tried on the decisions of a period. Nothing is written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema

from tasuki.calibration.shapes import trial_shape
from tasuki.calibration.trial import MOST, USUAL, try_on_history
from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.schemas import Body, Money
from tasuki.platform.language import language_of, translator
from tasuki.platform.refusals import invalid
from tasuki.playbooks.checking import agreed
from tasuki.playbooks.queries import book_of, version_stamped
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

router = Router(tags=["playbooks"])
Verdict = Literal["passed", "passed_with_warnings", "needs_review", "refused"]


class Trying(Body):
    playbook: str = Field(
        "", max_length=100, examples=["article@2"], description="the version that is tried, such as a draft"
    )
    toml: str = Field(
        "",
        max_length=1_000_000,
        description="instead of a version: complete, or changes to a preset named by base",
    )
    first: date | None = Field(None, alias="from", description="left out: 90 days up to to")
    last: date | None = Field(None, alias="to", description="left out: today; days of the agreement's zone")
    most: int = Field(USUAL, ge=1, le=MOST, description="at most so many decisions, the newest")


class GateOut(Schema):
    gate: str
    decisions: int
    same: int
    other_findings: int = Field(description="of the same: those whose findings differ")
    newly_refused: int
    newly_let_through: int
    untold: int = Field(description="what was known then cannot be put together again")


class FoundOut(Schema):
    rule: str
    standing: Literal["unmet", "unknown"]
    enforcement: Literal["block", "warn", "manager_review"]
    because: str
    pointer: str


class DecisionOut(Schema):
    outcome: Literal["same", "newly_refused", "newly_let_through", "untold"]
    kind: Literal["passed", "left", "waiting"] = Field(
        description="the gate let it through; it left before the gate; it has been waiting before it since"
    )
    gate: str
    lead: UUID
    name: str
    company: str
    at: datetime
    playbook: str = Field(description="the agreement of that day")
    before: Verdict | None = None
    after: Verdict | None = None
    appeared: list[FoundOut] = Field(description="what the draft finds that was not found")
    gone: list[FoundOut] = Field(description="what was found and the draft does not")
    because: str | None = Field(None, description="why it cannot be told")
    lead_state: str
    opportunity: UUID | None = None
    opportunity_state: str | None = None
    amount: Money | None = None


class TrialOut(Schema):
    """A draft tried on history: each decision asked again on what was known when it was made."""

    draft: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    looked_at: int
    there_are: int = Field(description="decisions of the period")
    more_than_counted: bool
    summary: list[str]
    gates: list[GateOut]
    rows: list[DecisionOut] = Field(
        description="those that change, whose findings do, or that cannot be told"
    )


@router.post("", response=TrialOut)
def try_playbook(request: Call, payload: Trying) -> HttpResponse:
    """Ask the gates of a period again under a draft: what it would refuse, let through, and what cannot be told."""
    ask_any(request.auth, "playbook.draft")
    trial = try_on_history(
        _draft(payload), payload.first, payload.last, by=request.auth, at=request.at, most=payload.most
    )
    language = language_of(request)
    translate = translator(language)
    return answer(trial_shape(trial, lambda one: one.spoken(language, translate)))


def _draft(payload: Trying) -> Playbook:
    if bool(payload.toml) == bool(payload.playbook):
        raise invalid("/playbook", N_("Name a version or send a text: one of the two."))
    return agreed(payload.toml).book if payload.toml else book_of(version_stamped(payload.playbook))
