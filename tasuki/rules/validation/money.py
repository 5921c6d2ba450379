"""O-6, O-7: the amount comes from discovery, not from a guess, and stands out neither upwards nor downwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import log

from tasuki.rules.amounts import money_told
from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Dossier, Money
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

AMOUNT = "/opportunity/amount"
BASIS = "/opportunity/amount_basis"
MAD_TO_SIGMA = 1.4826
"""What turns the median absolute deviation of a normal distribution into its standard deviation."""


def _no_amount() -> tuple[Trouble, ...]:
    return unknown(
        AMOUNT,
        N_("The amount is not estimated yet."),
        N_("Enter the amount and its currency, worked out from what discovery found."),
    )


def does_the_amount_come_from_discovery(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-6: the amount is above zero and rests on discovery or a price calculation."""
    amount = d.opportunity.amount
    basis = d.opportunity.amount_basis
    if amount is not None and amount.amount > 0 and basis and basis != "guess":
        return NO_TROUBLE
    return _amount(amount) + _basis(basis)


def _amount(amount: Money | None) -> tuple[Trouble, ...]:
    if amount is None:
        return _no_amount()
    if amount.amount > 0:
        return NO_TROUBLE
    return unmet(
        AMOUNT,
        N_("The amount %(amount)s is not above zero."),
        N_("Enter the amount that the discovered need is worth."),
        amount=money_told(amount.amount, amount.currency),
    )


def _basis(basis: str) -> tuple[Trouble, ...]:
    if not basis:
        return unknown(
            BASIS,
            N_("Nobody has said what the amount rests on."),
            N_("Choose the basis of the amount: discovery or price calculation."),
        )
    if basis == "guess":
        return unmet(
            BASIS,
            N_("The amount is a guess."),
            N_("Work the amount out from the discovered need or the price list, then choose that basis."),
        )
    return NO_TROUBLE


def is_the_amount_ordinary(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-7: the amount is no outlier of its segment; with little history the playbook's fixed bounds decide."""
    amount = d.opportunity.amount
    if amount is None:
        return _no_amount()
    history = d.surroundings.amounts
    limits = book.limits
    # Without any spread in the history every other amount would stand out, so the fixed bounds decide there too.
    if history.n < limits.outlier_min_n or history.median_ln is None or not history.mad_ln:
        if (
            amount.currency == book.playbook.currency
            and limits.amount_low <= amount.amount <= limits.amount_high
        ):
            return NO_TROUBLE
        return _outside_the_fixed_bounds(amount, book)
    if amount.amount > 0:
        deviations = abs(log(amount.amount) - history.median_ln) / (MAD_TO_SIGMA * history.mad_ln)
        if deviations <= limits.outlier_z:
            return NO_TROUBLE
    return unmet(
        AMOUNT,
        N_("The amount %(amount)s is unusual among %(n)s earlier deals of this segment."),
        N_("Check the amount for a slip; a manager looks at it before it counts."),
        amount=money_told(amount.amount, amount.currency),
        n=history.n,
    )


def _outside_the_fixed_bounds(amount: Money, book: Playbook) -> tuple[Trouble, ...]:
    if amount.currency != book.playbook.currency:
        return unknown(
            AMOUNT,
            N_("An amount in %(currency)s cannot be compared with bounds in %(known)s."),
            N_("A manager looks at the amount before it counts."),
            currency=amount.currency,
            known=book.playbook.currency,
        )
    return unmet(
        AMOUNT,
        N_("The amount %(amount)s lies outside the usual %(low)s to %(high)s."),
        N_("Check the amount for a slip; a manager looks at it before it counts."),
        amount=money_told(amount.amount, amount.currency),
        low=money_told(book.limits.amount_low, amount.currency),
        high=money_told(book.limits.amount_high, amount.currency),
    )


def exceeds(amount: Money | None, limit: Decimal, book: Playbook) -> bool | None:
    """Whether an amount is above a limit of the playbook; None when there is none or its currency differs."""
    if amount is None or amount.currency != book.playbook.currency:
        return None
    return amount.amount > limit


def _words(d: Dossier) -> dict[str, object]:
    amount = d.opportunity.amount
    return {"amount": money_told(amount.amount, amount.currency) if amount else ""}


AMOUNT_FOUNDED = Rule(
    "O-6",
    does_the_amount_come_from_discovery,
    N_("The amount %(amount)s comes from discovery."),
    AMOUNT,
    values=_words,
)
AMOUNT_ORDINARY = Rule(
    "O-7",
    is_the_amount_ordinary,
    N_("The amount %(amount)s is ordinary for its segment."),
    AMOUNT,
    enforcement=Enforcement.MANAGER_REVIEW,
    values=_words,
)
