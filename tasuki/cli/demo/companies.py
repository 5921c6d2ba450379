"""Accounts that were there before the first lead, and what deals come to."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from random import Random

from tasuki.cli.demo.market import Company
from tasuki.cli.demo.world import World
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


def meet_accounts(world: World) -> None:
    """Companies that are known already, most of them with an owner, some of them strategic."""
    for number in range(ACCOUNTS):
        segment, industry = KINDS[number % len(KINDS)]
        company = world.market.company(segment, industry)
        if company.name in world.accounts:
            continue
        owner = _owner(company) if number % 4 else None
        account = create_account(
            NewAccount(
                name=company.name,
                domain=company.domain,
                country=company.country,
                region=company.region,
                industry=company.industry,
                segment=company.segment,
                employees=company.employees,
                tier="strategic" if segment == "enterprise" and number % 5 == 0 else "",
                owner=owner,
                force=True,
            ),
            by=world.as_("sora"),
            at=world.begins_at,
        )
        world.accounts[company.name] = account.pk


def amount_for(segment: str, dice: Random) -> int:
    """An amount as deals of the segment have it, to the ten thousand yen."""
    return max(30, round(TYPICAL[segment] * exp(dice.gauss(0, 0.45)) / 10_000)) * 10_000


def _owner(company: Company) -> str:
    if company.segment == "enterprise":
        return "kenta"
    if company.country != "JP":
        return "lucas"
    return "ren" if company.region in ("関東", "東北") else "yui"
