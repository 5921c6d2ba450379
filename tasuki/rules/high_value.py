"""RP-5: on which accounts marketing, SDR and AE work together, and see one page."""

from __future__ import annotations

from collections.abc import Iterable

from tasuki.rules.amounts import money_told
from tasuki.rules.dossier import Money
from tasuki.rules.playbook import Playbook
from tasuki.rules.validation.money import exceeds
from tasuki.rules.wording import N_, Sentence


def why_high_value(tier: str, deals: Iterable[Money], book: Playbook) -> tuple[Sentence, ...]:
    """Why an account is of high value: its tier, or a deal at work above the agreed amount; no reason, no high value.

    An amount in another currency than the agreement's says nothing.
    """
    limits, reasons = book.limits, []
    if tier and tier in limits.strategic_tiers:
        reasons.append(Sentence(N_("its tier: %(tier)s"), {"tier": tier}))
    if any(exceeds(amount, limits.key_deal_amount, book) for amount in deals):
        limit = money_told(limits.key_deal_amount, book.playbook.currency)
        reasons.append(Sentence(N_("a deal at work above %(amount)s"), {"amount": limit}))
    return tuple(reasons)
