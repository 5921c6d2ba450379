"""AP-1, AP-2, AP-3: when somebody else has to agree before the opportunity counts, and who hears of it anyway.

The table ``approval`` names the conditions and the approvers. Without such a table the article's own apply. How
early-stage creation is reviewed (nobody, overrides, flagged people, everybody) is ``limits.early_stage_review``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from tasuki.rules.asking import NO_TROUBLE, Ask, Rule, Trouble
from tasuki.rules.conditions import fields_of
from tasuki.rules.decision import Enforcement, Standing
from tasuki.rules.dossier import Discount, Dossier, Money
from tasuki.rules.fields import pointer_to
from tasuki.rules.playbook import Approval, Playbook
from tasuki.rules.validation.money import AMOUNT, exceeds, is_the_amount_ordinary
from tasuki.rules.wording import N_, Sentence, Text

DISCOUNT = "/opportunity/discount"
OVERRIDE = "/override"
PEOPLE_WHO_APPROVE: Mapping[str, Text] = {
    "manager": Text("the manager", "マネージャー"),
    "vp": Text("the vice president", "営業本部長"),
    "deal_desk": Text("the deal desk", "ディールデスク"),
    "revops": Text("RevOps", "RevOps"),
}
Why = tuple[str, str, dict[str, object]]
"""Why approval is needed: the pointer, the sentence and its values."""
Reason = Callable[[Dossier, Playbook, date], Why | None]


def is_above_the_approval_threshold(d: Dossier, book: Playbook) -> bool:
    """AP-1: above the segment's 90th percentile; with little history, above ``limits.approval_amount``.

    An amount in a currency that the limit is not in counts as above: nobody can say that it is below.
    """
    amount, history, limits = d.opportunity.amount, d.surroundings.amounts, book.limits
    if amount is None:
        return False
    if history.p90 is not None and history.n >= limits.outlier_min_n:
        return amount.amount > history.p90
    return amount.currency != book.playbook.currency or amount.amount > limits.approval_amount


def should_the_manager_hear(d: Dossier, book: Playbook) -> bool:
    """AP-2: the amount is above ``limits.notify_amount``, whether or not approval is needed."""
    amount = d.opportunity.amount
    return amount is not None and exceeds(amount, book.limits.notify_amount, book) is not False


def discounted_fraction(discount: Discount, amount: Money | None) -> Decimal | None:
    """The discount as a fraction of the list price; None where it cannot be told (special pricing, no figure)."""
    if discount.kind == "none":
        return Decimal(0)
    if discount.fraction is not None:
        return discount.fraction
    off = discount.amount
    if off is None or amount is None or off.currency != amount.currency or off.amount + amount.amount <= 0:
        return None
    return off.amount / (off.amount + amount.amount)


def _large(d: Dossier, book: Playbook, today: date) -> Why | None:
    if not is_above_the_approval_threshold(d, book):
        return None
    return AMOUNT, N_("The amount is above the approval threshold."), {}


def _outlier(d: Dossier, book: Playbook, today: date) -> Why | None:
    if d.opportunity.amount is None or not is_the_amount_ordinary(d, book, today):
        return None
    return AMOUNT, N_("The amount is flagged as unusual (O-7)."), {}


def _discount(d: Dossier, book: Playbook, today: date) -> Why | None:
    discount = d.opportunity.discount
    if discount is None or discount.kind == "none":
        return None
    fraction, limit = discounted_fraction(discount, d.opportunity.amount), book.limits.discount_review
    if fraction is None:
        because = N_("How large the discount is cannot be told, so it is reviewed.")
        return f"{DISCOUNT}/fraction", because, {}
    if fraction <= limit:
        return None
    because = N_("The discount of %(percent)s %% is above %(limit)s %%.")
    return DISCOUNT, because, {"percent": _percent(fraction), "limit": _percent(limit)}


def _percent(fraction: Decimal) -> str:
    return f"{fraction * 100:.4g}"


def _premature_converter(d: Dossier, book: Playbook, today: date) -> Why | None:
    own, team = d.surroundings.converter_premature_index, d.surroundings.team_premature_p75
    if own is None or team is None or own <= team:
        return None
    because = N_("Earlier opportunities of the same person ended prematurely more often than the team's.")
    return "/opportunity/stage", because, {}


def _override(d: Dossier, book: Playbook, today: date) -> Why | None:
    if d.override is None:
        return None
    return OVERRIDE, N_("Criteria are overridden at an early stage."), {}


def _override_above_threshold(d: Dossier, book: Playbook, today: date) -> Why | None:
    if d.override is None or not is_above_the_approval_threshold(d, book):
        return None
    because = N_(
        "Criteria are overridden above the approval threshold; the own rationale is not enough (X-14)."
    )
    return f"{OVERRIDE}/approver", because, {}


def _everybody(d: Dossier, book: Playbook, today: date) -> Why | None:
    return "/opportunity/stage", N_("Every opportunity is reviewed when it is created."), {}


BUILTIN: Mapping[str, Reason] = {
    "above_p90": _large,
    "outlier": _outlier,
    "premature_converter": _premature_converter,
    "override": _override,
    "override_above_threshold": _override_above_threshold,
}
_OF_OVERRIDES: frozenset[Reason] = frozenset({_override, _override_above_threshold})
"""Reasons that only an override gives."""
ARTICLES_OWN: tuple[Approval, ...] = (
    Approval("above_p90", Text(), builtin="above_p90"),
    Approval("outlier", Text(), builtin="outlier"),
    Approval("premature_converter", Text(), builtin="premature_converter"),
    Approval("override", Text(), builtin="override"),
    Approval("override_above_threshold", Text(), builtin="override_above_threshold"),
)


def _written_condition(row: Approval) -> Reason:
    condition = row.when.condition
    pointer = pointer_to(fields_of(condition)[0]) if condition else "/opportunity"

    about_discounts = _is_about_discounts(row)

    def does_the_row_apply(d: Dossier, book: Playbook, today: date) -> Why | None:
        discount = d.opportunity.discount
        if about_discounts and (discount is None or discount.kind == "none"):
            return None
        if not row.when.holds(d):
            return None
        return pointer, N_("Approval is needed: %(label)s."), {"label": row.label}

    return does_the_row_apply


@lru_cache(maxsize=64)
def approval_rules(book: Playbook) -> tuple[Rule, ...]:
    """AP-1 as one rule; each reason for approval is a trouble of its own and says who decides."""
    return (
        Rule(
            id="AP-1",
            ask=_question(_reasons(book)),
            met=N_("Nobody else has to approve."),
            pointer=AMOUNT,
            enforcement=Enforcement.MANAGER_REVIEW,
        ),
    )


def _reasons(book: Playbook) -> tuple[tuple[Reason, str], ...]:
    rows = [row for row in book.approval or ARTICLES_OWN if row.builtin not in _switched_off(book)]
    reasons = [
        (BUILTIN[row.builtin] if row.builtin else _written_condition(row), row.approver) for row in rows
    ]
    if not any(_is_about_discounts(row) for row in rows):
        reasons.append((_discount, "manager"))
    if book.limits.early_stage_review == "all":
        reasons.append((_everybody, "manager"))
    return tuple(reasons)


def _switched_off(book: Playbook) -> frozenset[str]:
    """Early-stage reviews that ``limits.early_stage_review`` leaves out."""
    mode = book.limits.early_stage_review
    reviewed = {"override": "overrides" in mode, "premature_converter": "flagged" in mode}
    return frozenset(key for key, is_reviewed in reviewed.items() if not is_reviewed)


def _is_about_discounts(row: Approval) -> bool:
    condition = row.when.condition
    return condition is not None and all(f.startswith("opportunity.discount.") for f in fields_of(condition))


def _question(reasons: tuple[tuple[Reason, str], ...]) -> Ask:
    without_override = tuple(
        (reason, approver) for reason, approver in reasons if reason not in _OF_OVERRIDES
    )

    def does_nobody_else_have_to_approve(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
        troubles: tuple[Trouble, ...] = NO_TROUBLE
        for reason, approver in reasons if d.override is not None else without_override:
            found = reason(d, book, today)
            if found is not None:
                troubles += (_trouble(d, approver, *found),)
        return troubles

    return does_nobody_else_have_to_approve


def _trouble(d: Dossier, approver: str, pointer: str, because: str, values: dict[str, object]) -> Trouble:
    named = d.override.approver if d.override else ""
    values["approver"] = named or PEOPLE_WHO_APPROVE.get(approver, approver)
    fix = N_(
        "Send it to %(approver)s, who decides; until then the opportunity is pending and outside the forecast."
    )
    return Trouble(
        pointer, Sentence(because, values), Sentence(fix, values), Standing.UNMET, Enforcement.MANAGER_REVIEW
    )


RANKS = ("manager", "revops", "vp", "deal_desk")
"""Whose yes counts for more, the least first (AP-3); a person whom the agreement names counts for most."""


def whose_yes(d: Dossier, book: Playbook, today: date) -> str:
    """AP-3: of all that have to agree by the rows that apply, the one who decides: a name, or the highest rank."""
    asked = [
        approver
        for reason, approver in _reasons(book)
        if (d.override is not None or reason not in _OF_OVERRIDES) and reason(d, book, today) is not None
    ]
    named = [approver for approver in asked if approver not in RANKS]
    return named[0] if named else max(asked, key=RANKS.index, default=RANKS[0])


def approvals(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """AP-1, AP-3: everything that somebody else has to agree to; no trouble means that nobody has to."""
    return approval_rules(book)[0].ask(d, book, today)
