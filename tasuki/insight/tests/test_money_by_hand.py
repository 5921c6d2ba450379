"""What campaigns cost, what came of it and what planned money may bring equal a second reckoning (K-16, K-19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import exp
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.tests.by_hand.reckoned import EDGE, Between, Hand, Working, compare, count, money
from tasuki.insight.tests.by_hand.rows import Person, is_in, written
from tasuki.insight.tests.history import Life, dense
from tasuki.playbooks.presets import load_preset
from tasuki.records.models import Campaign

BOOK = load_preset("article")
AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
ASKED = Asked(date(2026, 9, 15), date(2026, 10, 31), AT, "Asia/Tokyo")
"""Asked while a campaign is still to come."""
TODAY = AT.astimezone(ZoneInfo("Asia/Tokyo")).date()
FEW = 10
"""On fewer opportunities nothing is expected."""
Told = Mapping[str, Any]
pytestmark = pytest.mark.django_db


def companies() -> list[list[Life]]:
    """Two that sell in yen and in dollars, and two in yen alone, where money can be compared with money spent."""
    in_yen = [[replace(one, currency="JPY") for one in dense(seed, 120)] for seed in (2, 3)]
    return [dense(0), dense(1), *in_yen]


@pytest.mark.parametrize("lives", companies(), ids=("mixed", "mixed again", "in yen", "in yen again"))
def test_money_and_what_came_of_it_are_reckoned_again(lives: list[Life]) -> None:
    with written(lives) as records:
        cohort = [one for one in records.counted if is_in(one.captured_at, ASKED)]
        campaigns = list(Campaign.objects.all())
        running = [one for one in campaigns if part_of(one) is not None]
        coming = [
            one for one in campaigns if one.spend is not None and one.starts_on and one.starts_on > TODAY
        ]
        undated = [one for one in campaigns if one.spend is not None and one.starts_on is None]
        spent, planned = {"spent": money(part_of)}, {"planned": money(lambda one: one.spend)}
        chain = {
            "leads": count(), "mql": count(lambda one: one.came_to("mql")),
            "sql": count(lambda one: one.came_to("sql")), "opportunities": count(converted), "won": count(won),
            "revenue": money(amount, won, currency), "open": count(still_open),
        }  # fmt: skip
        worked = {
            "per_lead": each("leads"), "per_opportunity": each("opportunities"), "per_won": each("won"), "roi": roi,
            "multiple": multiple,
        }  # fmt: skip
        compare("closed_loop", ASKED, BOOK, {
            "together": Hand(
                cohort, chain, others=[Hand(running, spent), Hand(undated, {"undated": count()})], worked=worked
            ),
            "by_source": Hand(cohort, chain, [source], [Hand(running, spent, [source])], worked),
            "by_campaign": Hand(cohort, chain, [campaign], [Hand(running, spent, [campaign])], worked),
        })  # fmt: skip
        made = {"opportunities": count(converted), "made": money(amount, converted, currency)}
        compare("planned", ASKED, BOOK, {"channels": Hand(
            cohort, made, [source], [Hand(running, spent, [source]), Hand(coming, planned, [source])],
            {
                "per_opportunity": each("opportunities"), "average": average, "brings": brings, "expected": expected,
                "range": between,
            },
        )})  # fmt: skip


def source(row: Any) -> str:
    return str(row.row.source if isinstance(row, Person) else row.source)


def campaign(row: Any) -> Any:
    return row.row.campaign_id if isinstance(row, Person) else row.pk


def converted(lead: Person) -> bool:
    return lead.converted_at is not None


def won(lead: Person) -> bool:
    return lead.won_at is not None


def still_open(lead: Person) -> bool:
    return converted(lead) and lead.deal is not None and lead.deal.row.state in ("pending_approval", "open")


def amount(lead: Person) -> Decimal | None:
    return lead.deal.amount if lead.deal else None


def currency(lead: Person) -> str:
    return lead.deal.currency if lead.deal else ""


def part_of(campaign: Campaign) -> Decimal | None:
    """A campaign's money is spread evenly over its days; without a last day it runs until today."""
    if campaign.spend is None or campaign.starts_on is None:
        return None
    last = max(campaign.ends_on or TODAY, campaign.starts_on)
    all_days = [campaign.starts_on + timedelta(days=n) for n in range((last - campaign.starts_on).days + 1)]
    here = [day for day in all_days if ASKED.since <= day <= ASKED.until]
    return in_cents(campaign.spend * len(here) / len(all_days)) if here else None


def in_cents(money: Decimal) -> Decimal:
    return money.quantize(Decimal("0.01"), ROUND_HALF_UP)


def each(of: str) -> Working:
    """The money spent, divided by how many there are; of none, nothing can be said."""
    return lambda rows, told: (
        {unit: in_cents(spent / told[of]) for unit, spent in told["spent"].items()} if told[of] else {}
    )


def both(told: Told, came: str) -> tuple[Decimal, Decimal] | None:
    """What was spent and what came, where both are in one currency."""
    if len(told["spent"]) != 1 or not set(told[came]) <= set(told["spent"]):
        return None
    ((unit, spent),) = told["spent"].items()
    return spent, told[came].get(unit, Decimal(0))


def came_back(told: Told) -> tuple[Decimal, Decimal] | None:
    """Too early to say while nothing is won and something can still be."""
    return None if told["open"] and not told["revenue"] else both(told, "revenue")


def roi(rows: Sequence[Person], told: Told) -> float | None:
    money = came_back(told)
    return float(money[1] / money[0]) - 1 if money else None


def multiple(rows: Sequence[Person], told: Told) -> float | None:
    money = came_back(told)
    return float(money[1] / money[0]) if money else None


def average(rows: Sequence[Person], told: Told) -> dict[str, Decimal]:
    amounts = [amount(one) for one in rows if converted(one)]
    if len(told["made"]) != 1:
        return {}
    return {unit: in_cents(whole / len(amounts)) for unit, whole in told["made"].items()}


def brings(rows: Sequence[Person], told: Told) -> Between | None:
    """As many opportunities come as chance will have it (Poisson), each with its own amount."""
    money = both(told, "made")
    if money is None or not money[1]:
        return None
    amounts = [float(amount(one) or 0) for one in rows if converted(one)]
    value = float(money[1] / money[0])
    error = sum(one * one for one in amounts) ** 0.5 / sum(amounts)
    return Between(value, value / exp(EDGE * error), value * exp(EDGE * error))


def expected(rows: Sequence[Person], told: Told) -> dict[str, Decimal]:
    found = brings(rows, told)
    if found is None or told["opportunities"] < FEW:
        return {}
    spent, made = both(told, "made") or (Decimal(1), Decimal(0))
    return {unit: in_cents(planned * made / spent) for unit, planned in told["planned"].items()}


def between(rows: Sequence[Person], told: Told) -> str | None:
    found = brings(rows, told)
    if found is None or told["opportunities"] < FEW or not told["planned"]:
        return None
    ((unit, planned),) = told["planned"].items()
    sign = {"JPY": "¥", "USD": "$"}[unit]
    low, high = (round(float(planned) * end) for end in (found.low, found.high))
    return f"{sign}{low:,} to {sign}{high:,}"
