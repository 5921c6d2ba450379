"""A trial as it is told to programs, and its summary in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from tasuki.calibration.trial import Retried, Trial
from tasuki.rules.amounts import money_told
from tasuki.rules.decision import Finding
from tasuki.rules.replay import Outcome
from tasuki.rules.wording import N_, Sentence

Speak = Callable[[Sentence], str]
TOLD = (Outcome.NEWLY_REFUSED, Outcome.NEWLY_LET_THROUGH, Outcome.UNTOLD)
"""The decisions that a trial lists; those that stay the same are counted."""


def trial_shape(trial: Trial, speak: Speak) -> dict[str, Any]:
    """The tallies per gate, the summary, and every decision that changes or cannot be told, the newest first."""
    return {
        "draft": trial.draft,
        "from": trial.first,
        "to": trial.last,
        "looked_at": len(trial.rows),
        "there_are": trial.there_are,
        "more_than_counted": trial.counts_on,
        "summary": [speak(one) for one in summary(trial)],
        "gates": [
            {
                "gate": one.gate,
                "decisions": one.decisions,
                "same": one.same,
                "other_findings": one.otherwise,
                "newly_refused": one.newly_refused,
                "newly_let_through": one.newly_let_through,
                "untold": one.untold,
            }
            for one in trial.tallies
        ],
        "rows": [_row(one, speak) for one in trial.rows if is_told(one)],
    }


def is_told(one: Retried) -> bool:
    """Whether the decision is listed: it changes, its findings do, or it cannot be told."""
    return one.replayed.outcome in TOLD or bool(one.replayed.appeared or one.replayed.gone)


def summary(trial: Trial) -> tuple[Sentence, ...]:
    """What the draft would have done, and what it would have cost or spared."""
    n = {outcome: len(rows) for outcome, rows in trial.by_outcome.items()}
    told = len(trial.rows) - n[Outcome.UNTOLD]
    return (
        _looked_at(trial),
        Sentence(
            N_("%(same)s of the %(told)s that can be told stay as they are."),
            {"same": n[Outcome.SAME], "told": told},
        ),
        *_refused(trial.by_outcome[Outcome.NEWLY_REFUSED]),
        *_let_through(trial.by_outcome[Outcome.NEWLY_LET_THROUGH]),
        *(
            [Sentence(N_("%(n)s cannot be told: each says why."), {"n": n[Outcome.UNTOLD]})]
            if n[Outcome.UNTOLD]
            else []
        ),
    )


def _looked_at(trial: Trial) -> Sentence:
    if trial.counts_on:
        text = N_("These are the newest %(n)s of more than %(all)s decisions.")
    elif trial.there_are > len(trial.rows):
        text = N_("These are the newest %(n)s of %(all)s decisions.")
    else:
        text = N_("These are all %(n)s decisions of the period.")
    return Sentence(text, {"n": len(trial.rows), "all": trial.there_are})


def _refused(rows: tuple[Retried, ...]) -> list[Sentence]:
    if not rows:
        return [Sentence(N_("Nothing that was let through would be refused."))]
    deals = {one.fate.opportunity_id: one.fate.deal_state for one in rows if one.fate.opportunity_id}
    ended = list(deals.values())
    counts = {
        "n": len(rows),
        "deals": len(deals),
        "won": ended.count("closed_won"),
        "lost": ended.count("closed_lost"),
    }
    said = [
        Sentence(
            N_(
                "%(n)s that were let through would be refused. Opportunities that came of them: %(deals)s; "
                "won: %(won)s; lost: %(lost)s."
            ),
            counts,
        )
    ]
    text = N_("What was won by them comes to %(amount)s.")
    won = _won(rows).items()
    return [*said, *(Sentence(text, {"amount": money_told(amount, currency)}) for currency, amount in won)]


def _let_through(rows: tuple[Retried, ...]) -> list[Sentence]:
    if not rows:
        return [Sentence(N_("Nothing that was refused would be let through."))]
    left = sum(one.decided.kind == "left" for one in rows)
    counts = {"n": len(rows), "left": left, "waiting": len(rows) - left}
    return [
        Sentence(
            N_(
                "%(n)s would find the gate open that found it closed: %(left)s had left before it, "
                "%(waiting)s have been waiting before it."
            ),
            counts,
        )
    ]


def _won(rows: Iterable[Retried]) -> dict[str, Decimal]:
    """What was won, each deal once."""
    deals = {one.fate.opportunity_id: one.fate for one in rows if one.fate.deal_state == "closed_won"}
    totals: dict[str, Decimal] = {}
    for fate in deals.values():
        if fate.amount is not None and fate.currency:
            totals[fate.currency] = totals.get(fate.currency, Decimal(0)) + fate.amount
    return totals


def _row(one: Retried, speak: Speak) -> dict[str, Any]:
    decided, found, fate = one.decided, one.replayed, one.fate
    return {
        "outcome": found.outcome.value,
        "kind": decided.kind,
        "gate": decided.gate,
        "lead": str(decided.lead_id),
        "name": fate.name,
        "company": fate.company,
        "at": decided.at,
        "playbook": decided.playbook,
        "before": found.before.value if found.before else None,
        "after": found.after.value if found.after else None,
        "appeared": [_finding(finding, speak) for finding in found.appeared],
        "gone": [_finding(finding, speak) for finding in found.gone],
        "because": speak(found.because) if found.because else None,
        "lead_state": fate.state,
        "opportunity": str(fate.opportunity_id) if fate.opportunity_id else None,
        "opportunity_state": fate.deal_state,
        "amount": None if fate.amount is None else {"amount": str(fate.amount), "currency": fate.currency},
    }


def _finding(one: Finding, speak: Speak) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "standing": one.standing.value,
        "enforcement": one.enforcement.value,
        "because": speak(one.because),
        "pointer": one.pointer,
    }
