"""What people of the demo write passes the rules, and no two texts of one writer are alike."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from tasuki.cli.demo.fates import AE_REASONS, LOST_BECAUSE, PREMATURE_BECAUSE, REASONS
from tasuki.cli.demo.market import Buyer, Market
from tasuki.cli.demo.mix import INDUSTRIES
from tasuki.cli.demo.pen import Pen
from tasuki.cli.demo.said import acceptance
from tasuki.cli.demo.words import Tongue, words_about
from tasuki.cli.demo.world import PARTS
from tasuki.playbooks.presets import load_preset
from tasuki.rules.rationale import ALIKE, likeness, rationale_troubles

TONGUES: tuple[Tongue, ...] = ("japanese", "english")
GIVEN = {
    *(reason for table in (*REASONS.values(), *AE_REASONS.values()) for reason in table),
    *LOST_BECAUSE, *PREMATURE_BECAUSE, "unresponsive", "bad_timing", "brief_incomplete", "no_follow_up",
    "lost_to_competitor_before_conversion", "wrongly_disqualified", "wrong_account", "approval_refused", "override",
}  # fmt: skip


def buyer_who_writes(tongue: Tongue, market: Market) -> Buyer:
    while True:
        buyer = market.buyer("mid_market", "manufacturing")
        if buyer.tongue == tongue:
            return buyer


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("reason", sorted(GIVEN))
def test_every_reason_has_words_that_say_something(reason: str, tongue: Tongue) -> None:
    book = load_preset("article")
    dice = Random(reason)
    text = Pen(dice).rationale("ren", reason, buyer_who_writes(tongue, Market(dice)))
    least = book.limits.override_rationale_min if reason == "override" else book.limits.rationale_min

    assert rationale_troubles(text, book, at_least=least) == ()


def test_the_same_writer_never_repeats_a_rationale() -> None:
    dice = Random(1)
    market, pen = Market(dice), Pen(dice)
    written = [pen.rationale("aoi", "no_need", market.buyer("smb", "saas")) for _ in range(21)]

    assert max(likeness(written[-1], earlier) for earlier in written[:-1]) < ALIKE


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_different_pens_write_about_one_company_is_never_alike(tongue: Tongue) -> None:
    """One pen does not know what another wrote, and AR-3 looks at all of it."""
    dice = Random(2)
    buyer = buyer_who_writes(tongue, Market(dice))
    pens = [Pen(dice, number, PARTS) for number in range(PARTS)]
    for reason in sorted(GIVEN - {"override"}):  # an override is compared with nothing
        written = [[pen.rationale("aoi", reason, buyer) for _ in range(25)] for pen in pens]
        for first, second in combinations(written, 2):
            assert max(likeness(one, other) for one in first for other in second) < ALIKE, reason


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_industry_has_companies_and_problems(tongue: Tongue) -> None:
    assert words_about("companies", tongue)["trades"].keys() == INDUSTRIES.keys()
    assert words_about("conversations", tongue)["problems"].keys() == INDUSTRIES.keys()


def test_companies_and_mailboxes_are_told_apart() -> None:
    market = Market(Random(7))
    buyers = [market.buyer("smb", "manufacturing") for _ in range(300)]

    assert len({buyer.email for buyer in buyers}) == 300
    domains = {buyer.company.name: buyer.company.domain for buyer in buyers}
    assert len(set(domains.values())) >= len(domains) - 5
    assert all(domain.endswith(".example") for domain in domains.values())


def test_the_same_dice_make_the_same_people() -> None:
    first, second = Market(Random(3)), Market(Random(3))

    assert [first.buyer("enterprise", "retail") for _ in range(9)] == [
        second.buyer("enterprise", "retail") for _ in range(9)
    ]


def test_a_rationale_calls_an_industry_as_people_do() -> None:
    dice = Random("industry")
    market = Market(dice)
    buyers = [market.buyer("mid_market", "professional_services") for _ in range(60)]
    written = " ".join(acceptance(one, dice) for one in buyers)
    assert "professional_services" not in written
    assert "プロフェッショナルサービス" in written
