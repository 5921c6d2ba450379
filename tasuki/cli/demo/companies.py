"""Accounts that were there before the first lead, and what deals come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import exp
from random import Random

from tasuki.cli.demo.market import Company, Market
from tasuki.platform.access.actor import Actor
from tasuki.records.actions import NewAccount, create_account

ACCOUNTS = 40
TYPICAL: Mapping[str, int] = {"smb": 2_400_000, "mid_market": 6_500_000, "enterprise": 17_000_000}
"""What a deal of the segment usually comes to, in yen."""
KINDS = (
    ("enterprise", "manufacturing"),
    ("mid_market", "manufacturing"),
    ("mid_market", "saas"),
    ("enterprise", "financial_services"),
    ("mid_market", "professional_services"),
    ("smb", "saas"),
)


def known_companies(market: Market) -> list[Company]:
    """Companies that are known already. One may be drawn twice."""
    return [market.company(*KINDS[number % len(KINDS)]) for number in range(ACCOUNTS)]


def meet_accounts(companies: Sequence[Company], by: Actor, at: datetime) -> None:
    """Make them accounts, most of them with an owner, some of them strategic."""
    for number, company in enumerate(companies):
        if company in companies[:number]:
            continue
        create_account(
            NewAccount(
                name=company.name,
                domain=company.domain,
                country=company.country,
                region=company.region,
                industry=company.industry,
                segment=company.segment,
                employees=company.employees,
                tier="strategic" if company.segment == "enterprise" and number % 5 == 0 else "",
                owner=_owner(company) if number % 4 else None,
                force=True,
            ),
            by=by,
            at=at,
        )


def amount_for(segment: str, dice: Random) -> int:
    """An amount as deals of the segment have it, to the ten thousand yen."""
    return max(30, round(TYPICAL[segment] * exp(dice.gauss(0, 0.45)) / 10_000)) * 10_000


def _owner(company: Company) -> str:
    if company.segment == "enterprise":
        return "kenta"
    if company.country != "JP":
        return "lucas"
    return "ren" if company.region in ("関東", "東北") else "yui"
