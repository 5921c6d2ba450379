"""The five criteria and the AE's two findings: the level that a gate asks for, the proof, and what the words must hold.

A criterion is met when its evidence level reaches the gate's requirement *and* its predicate holds. Where a gate asks
only for level 1, “identified by us”, the predicate is the light one: something definite is named and
nothing speaks against it; from level 2 on it is the article's full pass condition (§3, C-1 … C-5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.dossier import Answers, Dossier
from tasuki.rules.playbook import Criterion, Playbook, Requirement
from tasuki.rules.reading import shape_of
from tasuki.rules.validation.filled import is_answer, screen_of
from tasuki.rules.wording import N_, Sentence, Text

CONFIRMED = 2
Predicate = Callable[[Dossier, Playbook, date, int], tuple[Trouble, ...]]

LEVELS: Mapping[int, str] = {
    0: N_("unknown"),
    1: N_("identified by us, not confirmed"),
    2: N_("confirmed by the buyer"),
    3: N_("documented and corroborated"),
}
_MET = N_("%(label)s stands at level %(level)s; this gate asks for %(required)s.")


def criterion_rule(criterion: Criterion, requirement: Requirement) -> Rule:
    """The rule for one criterion at one gate: level, evidence, predicate."""
    key, required = criterion.key, requirement.level
    predicate = PREDICATES.get(key, _nothing_more)
    read = attrgetter(key) if key in shape_of(Answers) else partial(_own, key)

    def ask(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
        answer = read(d.answers)
        level = answer.level
        if level < required:
            return _too_low(criterion, level, required)
        if level >= CONFIRMED:
            for evidence in d.evidence:
                if evidence.id in answer.evidence:
                    break
            else:
                return _unproved(criterion, level) + predicate(d, book, today, required)
        return predicate(d, book, today, required)

    def values(d: Dossier) -> Mapping[str, object]:
        return {"label": criterion.label, "level": read(d.answers).level, "required": required}

    return Rule(
        id=criterion.id,
        ask=ask,
        met=_MET,
        pointer=f"/answers/{key}",
        criterion=key,
        evidence=lambda d: read(d.answers).evidence,
        values=values,
    )


class Answered(NamedTuple):
    """What every answer has."""

    level: int
    evidence: tuple[str, ...]


def _own(key: str, answers: Answers) -> Answered:
    """A criterion that only this company has."""
    answer = answers.custom.get(key, {})
    return Answered(level_of(answer), evidence_of(answer))


def answer_to(d: Dossier, key: str) -> Any:
    """The answer to a criterion: one of the article's, or a company's own under ``answers.custom``."""
    own = getattr(d.answers, key, None)
    return own if own is not None else d.answers.custom.get(key, {})


def level_of(answer: Any) -> int:
    level: int = answer.get("level", 0) if isinstance(answer, Mapping) else answer.level
    return level


def evidence_of(answer: Any) -> tuple[str, ...]:
    evidence: tuple[str, ...] = (
        tuple(answer.get("evidence", ())) if isinstance(answer, Mapping) else answer.evidence
    )
    return evidence


def _is_proved(d: Dossier, named: tuple[str, ...]) -> bool:
    for evidence in d.evidence:  # noqa: SIM110 (asked for every criterion; a generator takes longer than the search)
        if evidence.id in named:
            return True
    return False


def _too_low(criterion: Criterion, level: int, required: int) -> tuple[Trouble, ...]:
    pointer = f"/answers/{criterion.key}/level"
    fix = N_("Ask the buyer, record the answer and link the call or e-mail in which it was said.")
    values = {"label": criterion.label, "required": required, "level": level}
    if level == 0:
        return unknown(pointer, N_("%(label)s: nobody has asked or answered yet."), fix, **values)
    return unmet(
        pointer,
        N_("%(label)s stands at level %(level)s; this gate asks for %(required)s (confirmed by the buyer)."),
        fix,
        **values,
    )


def _unproved(criterion: Criterion, level: int) -> tuple[Trouble, ...]:
    return unmet(
        f"/answers/{criterion.key}/evidence",
        N_("%(label)s claims level %(level)s, and no evidence is linked."),
        N_("Link the call, e-mail, note or document that shows it; without one the level is 1."),
        label=criterion.label,
        level=level,
    )


def _nothing_more(d: Dossier, book: Playbook, today: date, required: int) -> tuple[Trouble, ...]:
    return NO_TROUBLE


def is_money_found(d: Dossier, book: Playbook, today: date, required: int) -> tuple[Trouble, ...]:
    """C-1: funds are allocated, or the path to them is clear. “Do you have budget? Yes” alone is neither."""
    budget = d.answers.budget
    if budget.status == "none" and not budget.approval_process:
        return unmet(
            "/answers/budget/status",
            N_("There is no budget and no path to one."),
            N_("Ask how such a purchase is approved, who controls the budget and when the next cycle opens."),
        )
    if required < CONFIRMED:
        return NO_TROUBLE
    if budget.status == "unknown":
        return unknown(
            "/answers/budget/status",
            N_("Whether the money is allocated or has a path is not recorded."),
            N_(
                "Set the status: confirmed with its amount, or path identified with process, controller and cycle."
            ),
        )
    if budget.status in ("confirmed", "allocated") and budget.amount is None and not budget.approval_process:
        return unmet(
            "/answers/budget/amount",
            N_("“We have budget” alone proves nothing: neither an amount nor a way to it is recorded."),
            N_("Record the amount that was allocated, or the approval process, controller and next cycle."),
        )
    return NO_TROUBLE


def does_the_path_reach_the_money(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """C-1b: a path counts when process, controller and cycle are named and the money comes before the close."""
    budget = d.answers.budget
    if budget.status in ("confirmed", "allocated") and budget.amount is not None:
        return NO_TROUBLE
    if budget.level == 0:
        return NO_TROUBLE  # C-1 already says that nobody has asked
    found = _unnamed_on_the_path(d, book)
    if budget.funding_available_on is None:
        return found
    close_on = d.opportunity.close_on or d.answers.timeline.target_on
    if close_on and budget.funding_available_on > close_on:
        found += unmet(
            "/answers/budget/funding_available_on",
            N_("The money comes on %(funding)s, after the expected close on %(close)s."),
            N_("Move the close date behind the funding, or find an earlier way to the money."),
            funding=budget.funding_available_on,
            close=close_on,
        )
    days = book.limits.close_within_days
    if (budget.funding_available_on - today).days > days:
        found += unmet(
            "/answers/budget/funding_available_on",
            N_("The money comes on %(funding)s, later than a reasonable time frame (%(latest)s)."),
            N_("Recycle the lead to the next budget cycle, or find an earlier way to the money."),
            funding=budget.funding_available_on,
            latest=today + timedelta(days=days),
        )
    return found


_PATH = (
    (
        "approval_process",
        N_("The approval process for such a purchase is not named."),
        N_("Ask which approval a purchase of this size needs, and how long it takes."),
    ),
    (
        "budget_controller",
        N_("Who controls the budget is not named."),
        N_("Ask who controls the budget, by name or office."),
    ),
    (
        "next_cycle_on",
        N_("When the next budget cycle opens is not known."),
        N_("Ask when the next budget cycle opens."),
    ),
    (
        "funding_available_on",
        N_("When the money would be available is not known."),
        N_("Ask from which day the money could be spent."),
    ),
)


def _unnamed_on_the_path(d: Dossier, book: Playbook) -> tuple[Trouble, ...]:
    return _unfilled(d.answers.budget, "/answers/budget", _PATH, book)


def is_authority_named(d: Dossier, book: Playbook, today: date, required: int) -> tuple[Trouble, ...]:
    """C-2: the one who can sign, or the decision-making unit, by name; and what our own contact is in it."""
    authority = d.answers.authority
    maker = authority.decision_maker
    named = (maker is not None and is_answer(maker.name, book)) or is_answer(authority.decision_unit, book)
    if not named and not (required < CONFIRMED and is_answer(authority.path_to_decision_maker, book)):
        return unmet(
            "/answers/authority/decision_maker",
            N_("Nobody who decides can be named: so far this is only an interesting conversation."),
            N_("Ask who can sign the contract, and name the person or the decision-making unit."),
        )
    if required >= CONFIRMED and authority.contact_role is None:
        return unknown(
            "/answers/authority/contact_role",
            N_("What our contact is in this decision is not recorded."),
            N_("Record whether the contact is an influencer, a champion or the one who signs."),
        )
    return NO_TROUBLE


_NEED = (
    (
        "problem",
        N_("No specific business problem is recorded; interest in the product is not a need."),
        N_("Ask which business problem they want to solve, and write it with its size."),
    ),
    (
        "cost_of_inaction",
        N_("What it costs not to solve the problem is not recorded."),
        N_("Ask what happens, and what it costs, if nothing changes."),
    ),
    ("why_now", N_("Why now is not recorded."), N_("Ask what has changed and why it matters now.")),
)


def is_the_need_specific(d: Dossier, book: Playbook, today: date, required: int) -> tuple[Trouble, ...]:
    """C-3: a specific problem, the cost of leaving it, and why now."""
    parts = _NEED if required >= CONFIRMED else _NEED[:1]
    return _unfilled(d.answers.need, "/answers/need", parts, book)


def is_something_forcing_the_date(
    d: Dossier, book: Playbook, today: date, required: int
) -> tuple[Trouble, ...]:
    """C-4, C-7: a date and the event that forces it. “We are exploring options” is not a timeline."""
    timeline = d.answers.timeline
    if timeline.target_on is None and timeline.forcing_on is None:
        return unknown(
            "/answers/timeline/target_on",
            N_("There is no date: “exploring options” is not a timeline."),
            N_("Ask by when it has to work, and which event sets that date."),
        )
    if timeline.forcing_function is None:
        return unmet(
            "/answers/timeline/forcing_function",
            N_("A date stands there and nothing forces it."),
            N_("Ask what happens on that date: a launch, a renewal, a deadline, an initiative."),
        )
    if timeline.forcing_function == "other" and not is_answer(timeline.forcing_event, book):
        return unknown(
            "/answers/timeline/forcing_event",
            N_("The forcing function is “other” and nobody has said what it is."),
            N_("Name the event that forces the date."),
        )
    if timeline.forcing_on and timeline.forcing_on < today:
        return unmet(
            "/answers/timeline/forcing_on",
            N_("The forcing event was on %(day)s: it forces nothing any more."),
            N_("Ask what forces the date now."),
            day=timeline.forcing_on,
        )
    return NO_TROUBLE


_PROCESS = (
    (
        "steps",
        N_("The steps of their decision are not known."),
        N_("Ask how they will decide, step by step."),
    ),
    ("participants", N_("Who takes part in the decision is not known."), N_("Ask who is involved, by name.")),
    ("criteria", N_("What they decide by is not known."), N_("Ask which criteria matter.")),
    (
        "evaluation_until",
        N_("Until when they evaluate is not known."),
        N_("Ask for the evaluation's timeline."),
    ),
)


def can_the_decision_be_mapped(d: Dossier, book: Playbook, today: date, required: int) -> tuple[Trouble, ...]:
    """C-5: steps, people, criteria, timeline and the other vendors are known."""
    process = d.answers.decision_process
    if required < CONFIRMED:
        return _unfilled(process, "/answers/decision_process", _PROCESS[:1], book)
    found = _unfilled(process, "/answers/decision_process", _PROCESS, book)
    if process.other_vendors or process.no_other_vendors_checked_how or d.answers.competition.none_found:
        return found
    return found + unknown(
        "/answers/decision_process/other_vendors",
        N_("Which other vendors they consider is not known."),
        N_("Ask who else is considered; “none” counts when you say how you checked."),
    )


def is_the_competition_assessed(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """CH-12, G-04: the landscape is assessed; “none found” is an answer when it says how that was checked."""
    competition = d.answers.competition
    if not competition.none_found and not is_answer(competition.landscape, book):
        return unknown(
            "/answers/competition/landscape",
            N_("The competitive landscape has not been assessed."),
            N_("Record who competes, or “none found” with how you checked."),
        )
    if is_answer(competition.checked_how, book) or competition.evidence:
        return NO_TROUBLE
    return unmet(
        "/answers/competition/checked_how",
        N_("The competitive landscape is stated, and not how anybody knows."),
        N_("Say how it was checked, or link the evidence."),
    )


def is_the_value_aligned(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """CH-13: how our value proposition answers their need, with evidence."""
    value = d.answers.value_alignment
    if not is_answer(value.statement, book):
        return unknown(
            "/answers/value_alignment/statement",
            N_("How our value proposition answers their need is not recorded."),
            N_("Write in one sentence what improves for them, in their figures."),
        )
    if _is_proved(d, value.evidence):
        return NO_TROUBLE
    return unmet(
        "/answers/value_alignment/evidence",
        N_("The value proposition has no evidence that the buyer agrees."),
        N_("Link the call or e-mail in which the buyer confirmed it."),
    )


def _unfilled(
    answer: Any, base: str, parts: tuple[tuple[str, str, str], ...], book: Playbook
) -> tuple[Trouble, ...]:
    found: tuple[Trouble, ...] = NO_TROUBLE
    answers = screen_of(book).answers
    for name, because, fix in parts:
        value = getattr(answer, name)
        if value not in answers and not is_answer(value, book):
            found += (unmet if value else unknown)(f"{base}/{name}", because, fix)
    return found


PREDICATES: Mapping[str, Predicate] = {
    "budget": is_money_found,
    "authority": is_authority_named,
    "need": is_the_need_specific,
    "timeline": is_something_forcing_the_date,
    "decision_process": can_the_decision_be_mapped,
}
PATH_TO_MONEY = Rule(
    "C-1b",
    does_the_path_reach_the_money,
    N_("The money is there, or its path is named and reaches it in time."),
    "/answers/budget",
    "budget",
    evidence=lambda d: d.answers.budget.evidence,
)
COMPETITION = Rule(
    "CH-12",
    is_the_competition_assessed,
    N_("The competitive landscape is assessed."),
    "/answers/competition",
    "competition",
    evidence=lambda d: d.answers.competition.evidence,
)
VALUE = Rule(
    "CH-13",
    is_the_value_aligned,
    N_("The value proposition is aligned with the need."),
    "/answers/value_alignment",
    "value_alignment",
    evidence=lambda d: d.answers.value_alignment.evidence,
)


def explain_level(level: int) -> Sentence:
    """What an evidence level means (§3)."""
    return Sentence(LEVELS[level])


def label_of(book: Playbook, key: str) -> Text:
    criterion = book.criteria.get(key)
    return criterion.label if criterion else Text(key, key)


__all__ = [
    "COMPETITION",
    "LEVELS",
    "PATH_TO_MONEY",
    "PREDICATES",
    "VALUE",
    "answer_to",
    "criterion_rule",
    "explain_level",
    "label_of",
    "level_of",
]
