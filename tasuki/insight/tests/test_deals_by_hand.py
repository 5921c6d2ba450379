"""Reports about opportunities equal a second reckoning: levers and velocity, forecast, quality, traits, messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tests.by_hand.reckoned import Hand, Number, compare, count, days, mean, money, share
from tasuki.insight.tests.by_hand.rows import Deal, Person, is_in, month_of, written
from tasuki.insight.tests.history import STAGES, Life, dense
from tasuki.playbooks.presets import load_preset

BOOK = load_preset("article")
SEEDS = range(3)
AT = datetime.fromisoformat("2026-12-31T06:00:00+00:00")
ASKED = Asked(date(2026, 9, 15), date(2026, 12, 31), AT, "Asia/Tokyo")
MONTH = timedelta(days=30)
pytestmark = pytest.mark.django_db


def is_open(deal: Deal) -> bool:
    return deal.is_open


def is_won(deal: Deal) -> bool:
    return is_in(deal.won_at, ASKED)


def is_lost(deal: Deal) -> bool:
    return is_in(deal.lost_at, ASKED)


def is_closed(deal: Deal) -> bool:
    return is_won(deal) or is_lost(deal)


def is_decided(deal: Deal) -> bool:
    """K-4: where the buyer decided nothing, nothing was decided."""
    return is_won(deal) or (is_lost(deal) and deal.reason != "no_decision")


def amount(deal: Deal) -> Any:
    return deal.amount


def weighted(deal: Deal) -> Any:
    return deal.weighted


def in_forecast(deal: Deal) -> bool:
    return deal.row.in_forecast


QUALITY: dict[str, Number] = {
    "third": share(lambda deal: deal.won_at is not None or not set(STAGES[2:]).isdisjoint(deal.furthest)),
    "won": share(lambda deal: deal.won_at is not None),
    "dead": share(
        lambda deal: deal.died_at is not None and deal.died_at < deal.created_at + MONTH,
        lambda deal: deal.created_at < AT - MONTH,
    ),
}
"""K-10."""


@pytest.mark.parametrize("seed", SEEDS)
def test_levers_pipeline_and_forecast_are_reckoned_again(seed: int) -> None:
    with written(dense(seed)) as records:
        looked_at = [one for one in records.deals if is_open(one) or is_closed(one)]
        levers = {
            "open": count(is_open), "won": count(is_won), "lost": count(is_lost), "narrow": share(is_won, is_decided),
            "broad": share(is_won, is_closed), "amount": money(amount, is_won),
            "cycle": days(lambda deal: deal.created_at, lambda deal: deal.won_at),
        }  # fmt: skip
        pipeline = {
            "open": count(), "amount": money(amount), "weighted": money(weighted), "forecast": count(in_forecast),
            "in_forecast": money(weighted, in_forecast),
        }  # fmt: skip
        open_now = [one for one in records.deals if is_open(one)]
        compare("deals", ASKED, BOOK, {
            "levers": Hand(looked_at, levers), "pipeline": Hand(open_now, pipeline, [lambda deal: deal.row.stage]),
        })  # fmt: skip
        today = AT.astimezone(ZoneInfo("Asia/Tokyo")).date()
        ahead = {
            "open": count(), "amount": money(amount), "qualified": money(amount, in_forecast),
            "passed": count(lambda deal: deal.row.close_on is not None and deal.row.close_on < today),
            "weighted": money(weighted, in_forecast),
        }  # fmt: skip
        won = Hand([one for one in records.deals if is_won(one)], {"won": money(amount)})
        by_month = [lambda deal: deal.row.close_on.replace(day=1) if deal.row.close_on else None]
        compare("forecast", ASKED, BOOK, {
            "together": Hand(open_now, ahead, others=[won]), "by_month": Hand(open_now, ahead, by_month),
        })  # fmt: skip


@pytest.mark.usefixtures("db")
def test_what_a_pipeline_brings_a_day_is_its_four_levers_multiplied() -> None:
    """K-3: 40 won of 50 closed in 20 days at an average of 3, and 5 open: 5 × 3 × 0.8 ÷ 20 a day."""
    whole_way = (0, 0, 0, 0, 0)
    lives = [Life(30, whole_way, deal="closed_won", closed=20, amount=2000 + n % 2 * 2000) for n in range(40)]
    lives += [Life(30, whole_way, deal="closed_lost", closed=20, reason="no_decision", amount=1)] * 10
    lives += [Life(30, whole_way, deal="open", amount=1)] * 5
    with written(lives):
        cells = answer(report_named("deals"), ASKED, BOOK).tables[0].total.cells
        assert cells["velocity"].value.spoken("en") == "¥600"


@pytest.mark.parametrize("seed", SEEDS)
def test_what_opportunities_are_worth_is_reckoned_again(seed: int) -> None:
    with written(dense(seed)) as records:
        made = [one for one in records.deals if is_in(one.created_at, ASKED)]
        ours = [one for one in made if one.row.origin != "import"]
        overridden = share(lambda deal: deal.row.overridden)
        compare(
            "benchmarks",
            ASKED,
            BOOK,
            {"quality": Hand(made, {"made": count(), **QUALITY, "overridden": overridden})},
        )
        ways = [lambda deal: "override" if deal.row.overridden else "gate"]
        compare("overrides", ASKED, BOOK, {
            "made": Hand(ours, {"made": count(), **QUALITY, "amount": money(amount)}, ways),
        })  # fmt: skip
        closed = [one for one in records.deals if is_closed(one)]
        numbers = {"closed": count(), "won": share(is_won)}
        compare("traits", ASKED, BOOK, {
            "by_source": Hand(closed, numbers, [lambda deal: deal.row.source]),
            "by_segment": Hand(closed, numbers, [lambda deal: deal.row.segment]),
            "by_message": Hand(closed, numbers, [message]),
            "by_override": Hand(closed, numbers, ways),
        })  # fmt: skip
        said = {
            "closed": count(), "won": count(is_won), "rate": share(is_won, is_decided),
            "revenue": money(amount, is_won),
        }  # fmt: skip
        compare("messages", ASKED, BOOK, {"message": Hand(closed, said, [message])})


def message(deal: Deal) -> str:
    return deal.row.campaign.message if deal.row.campaign else ""


@pytest.mark.parametrize("seed", SEEDS)
def test_targets_and_lines_of_the_agreement_are_reckoned_again(seed: int) -> None:
    """RP-2, SA-1: imported history has passed no gate and is not counted; amounts of another currency neither."""
    with written(dense(seed)) as records:
        ours = [one for one in records.counted if one.row.origin != "import"]
        delivered = [one for one in ours if is_in(one.entered("mql"), ASKED)]
        made = [one for one in records.deals if one.row.origin != "import" and is_in(one.created_at, ASKED)]
        made = [one for one in made if one.voided_at is None]
        accepted = share(lambda one: one.entered("sal") is not None)
        in_its_currency = mean(amount, lambda deal: deal.currency == BOOK.targets.currency)

        def average(rows: Sequence[Any]) -> dict[str, Decimal]:
            found = in_its_currency(rows)
            return (
                {BOOK.targets.currency: Decimal(found).quantize(Decimal("0.01"), ROUND_HALF_UP)}
                if found
                else {}
            )

        numbers = {"delivered": count(), "accepted": accepted}
        opportunities = {"created": count(), "amount": average}
        months = [
            lambda one: month_of(one.entered("mql") if hasattr(one, "entered") else one.created_at, ASKED)
        ]
        compare("targets", ASKED, BOOK, {
            "period": Hand(delivered, numbers, others=[Hand(made, opportunities)]),
            "months": Hand(delivered, numbers, months, [Hand(made, opportunities, months)]),
        })  # fmt: skip

        def with_context(lead: Person) -> bool:
            """G-00: it was not among what was still open when the lead was delivered."""
            return "G-00" not in records.delivered[lead.row.pk].data["open"]

        named = share(lambda one: bool(one.row.company_name and one.row.source and one.row.name))
        linked = share(lambda deal: deal.row.lead_id is not None and bool(deal.row.source))
        calls = [one for one in records.calls if is_in(one.held_at, ASKED)]
        calls = [one for one in calls if records.by_lead[one.lead_id].row.origin != "import"]
        compare("attainment", ASKED, BOOK, {
            "delivered": Hand(delivered, {
                **numbers, "data": named, "told": count(lambda one: one.row.pk in records.delivered),
                "context": share(with_context, lambda one: one.row.pk in records.delivered),
            }),
            "opportunities": Hand(made, {**opportunities, "linked": linked}),
            "calls": Hand(calls, {
                "held": count(), "joined": share(lambda call: call.sdr_attended is True),
                "unknown": count(lambda call: call.sdr_attended is None),
            }),
        })  # fmt: skip
