"""Every sign of the five diagnoses equals a second reckoning, written from the article's words (K-11, K-12, HB-3 …)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.tests.by_hand.reckoned import Hand, compare, count, in_days, money, quantile, share
from tasuki.insight.tests.by_hand.rows import Deal, Person, Records, is_in, written
from tasuki.insight.tests.history import CRITERIA, dense
from tasuki.playbooks.presets import load_preset
from tasuki.rules.placeholders import says_something
from tasuki.stages.handoff.models import Handoff

BOOK = load_preset("article")
AT = datetime.fromisoformat("2027-05-20T06:00:00+00:00")
ASKED = Asked(date(2026, 9, 15), date(2026, 10, 25), AT, "Asia/Tokyo")
EARLY = ("discovery", "qualification")
DECIDE = {"economic_buyer", "champion", "influencer"}
"""O-8: a lone technical evaluator decides nothing."""
OPEN_LEAD = ("mql", "sal", "sql", "discovery")
QUALIFIED_OUT = {one.code for one in BOOK.reason if one.qualification}
NEUTRAL = {one.code for one in BOOK.reason if not one.qualification and "exclude" not in one.used_for}
AGREED = timedelta(days=max(BOOK.slas["SL-10b"].expected_days))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agreement")]


def days(number: float) -> timedelta:
    return timedelta(days=number)


def is_dead(deal: Deal) -> bool:
    """K-11a."""
    died = deal.died_at
    return died is not None and died < deal.created_at + days(30) and deal.reason in QUALIFIED_OUT


def is_won(deal: Deal) -> bool:
    return deal.won_at is not None


def is_mature(deal: Deal) -> bool:
    return deal.created_at < AT - days(180) and deal.voided_at is None


def amount(deal: Deal) -> Any:
    return deal.amount


def longest_early(deals: Sequence[Deal]) -> timedelta:
    """K-11b: twice the usual stay in the early stages, else the usual way to a win; 14 days at least."""
    stays, cycles = [], [in_days(one.created_at, one.won_at) for one in deals if one.won_at]
    for one in deals:
        later = [visit["at"] for visit in one.row.stage_history if visit["stage"] not in EARLY]
        if later:
            stays.append(in_days(one.created_at, datetime.fromisoformat(later[0])))
    usual, cycle = quantile(stays, 0.5), quantile(cycles, 0.5)
    return days(max(2 * usual if usual is not None else cycle or 0, 14))


def is_guessed(deal: Deal) -> bool:
    return deal.row.amount_basis == "guess"


def lacks(deal: Deal, records: Records) -> bool:
    """§8: whatever the agreement requires and may not do without, at any of the places where it may stand."""
    row, lead, nothing = deal.row, deal.lead, BOOK.placeholders
    in_texts = {
        "company": (row.company_part, lead.company_name if lead else ""),
        "product": (row.product,),
        "use_case": (row.use_case,),
        "source": (row.source, lead.source if lead else ""),
        "qualification_notes": (row.qualification_notes,),
        "product_line": (row.product_line, row.product),
        "use_case_or_vertical": (row.use_case, row.industry_vertical, lead.industry if lead else ""),
        "decision_criteria": (row.decision_criteria,),
        "competitive_landscape": (row.competitive_landscape,),
        "risks": (row.risks,),
        "follow_up_plan": (row.follow_up_plan,),
        "stage": (row.stage,),
    }
    filled = {key: any(says_something(text, BOOK) for text in texts) for key, texts in in_texts.items()}
    filled |= {
        "owner": row.owner_id is not None, "account": row.account_id is not None,
        "contacts": row.pk in records.roles, "discount": row.discount is not None,
        "amount": bool(row.amount) and row.amount not in nothing.numbers,
        "close_on": row.close_on is not None and row.close_on not in nothing.dates,
        "next_steps": row.pk in records.with_step,
    }  # fmt: skip
    required = [one for one in BOOK.required if one.gate == "opportunity" and one.enforcement == "block"]
    return not all(filled[one.key] for one in required)


@pytest.mark.parametrize("seed", range(3))
def test_signs_of_opportunities_are_reckoned_again(seed: int) -> None:
    with written(dense(seed)) as records:
        longest = longest_early(records.deals)

        def is_stuck(deal: Deal) -> bool:
            return deal.is_open and deal.row.stage in EARLY and deal.created_at + longest < AT

        def is_lacking(deal: Deal) -> bool:
            return deal.is_open and lacks(deal, records)

        cycle = quantile((in_days(one.created_at, one.won_at) for one in records.deals if one.won_at), 0.5)
        short = days(max(min(7, cycle / 4) if cycle is not None else 7, 1))
        made = [one for one in records.deals if is_in(one.created_at, ASKED)]
        closed = [one for one in records.deals if is_in(one.closed_at, ASKED)]
        looked_at = [one for one in records.deals if one.is_open or is_in(one.created_at, ASKED)]
        compare("diagnosis", ASKED, BOOK, {
            "made": Hand(made, {
                "made": count(), "early_deaths": share(is_dead, lambda deal: deal.created_at < AT - days(30)),
                "unreal": count(lambda deal: is_dead(deal) or is_stuck(deal)),
                "overridden": share(lambda deal: deal.row.overridden), "mature_won": share(is_won, is_mature),
                "mature": money(amount, is_mature), "made_amount": money(amount),
                "mature_won_amount": money(amount, lambda deal: is_mature(deal) and is_won(deal)),
            }),
            "pipeline": Hand(looked_at, {
                "open": count(lambda deal: deal.is_open), "stuck": share(is_stuck, lambda deal: deal.is_open),
                "stuck_amount": money(amount, is_stuck), "missing_amount": money(amount, is_lacking),
                "fields_missing": share(is_lacking, lambda deal: deal.is_open),
                "guessed": share(is_guessed, lambda deal: bool(deal.row.amount_basis)),
                "without_role": share(lambda deal: DECIDE.isdisjoint(records.roles.get(deal.row.pk, ()))),
                "source_lost": share(lambda deal: not deal.row.source),
            }),
            "closed": Hand(closed, {
                "closed": count(), "win": share(is_won, lambda deal: not is_dead(deal)), "won": money(amount, is_won),
                "short_notice": share(
                    lambda deal: deal.closed_at is not None and deal.closed_at < deal.created_at + short,
                    lambda deal: is_won(deal) or deal.reason == "lost_to_competitor",
                ),
            }),
            "versions": Hand(made, {"made": count()}, [lambda deal: deal.row.playbook]),
        })  # fmt: skip


def all_met(lead: Person) -> bool:
    return lead.met is not None and lead.met >= set(CRITERIA)


def is_idle(lead: Person) -> bool:
    waits = lead.row.state in OPEN_LEAD and lead.converted_at is None and all_met(lead)
    return waits and lead.met_at is not None and lead.met_at < AT - AGREED


def bought_elsewhere(lead: Person) -> bool:
    nearly = lead.met is None or len(lead.met & set(CRITERIA)) >= len(CRITERIA) - 1
    return went_to_a_competitor(lead) and lead.converted_at is None and nearly


def went_to_a_competitor(lead: Person) -> bool:
    return lead.row.exit_reason == "lost_to_competitor_before_conversion"


def bought_without(lead: Person) -> bool:
    return lead.row.exit_reason == "won_without_opportunity"


def ended_here(lead: Person) -> bool:
    return is_in(lead.row.state_since, ASKED)


def converted_here(lead: Person) -> bool:
    return is_in(lead.converted_at, ASKED)


def is_looked_at(lead: Person) -> bool:
    bought = (went_to_a_competitor(lead) or bought_without(lead)) and ended_here(lead)
    return converted_here(lead) or bought or (lead.row.state in OPEN_LEAD and all_met(lead))


def is_judged(lead: Person) -> bool:
    """AR-7: accepted, or turned away for a reason that is about its quality."""
    return lead.came_to("sal") or (lead.is_turned_away and lead.row.exit_reason not in NEUTRAL)


@pytest.mark.parametrize("seed", range(3))
def test_signs_of_leads_are_reckoned_again(seed: int) -> None:
    with written(dense(seed)) as records:
        buyers = [one for one in records.counted if is_looked_at(one)]
        old = [
            one
            for one in records.counted
            if is_in(one.captured_at, ASKED) and one.captured_at < AT - days(90)
        ]
        judged = [one for one in records.counted if is_in(one.entered("mql"), ASKED) and is_judged(one)]
        compare("leak", ASKED, BOOK, {
            "ready": Hand(buyers, {
                "bought_elsewhere": share(
                    bought_elsewhere, lambda one: converted_here(one) or (bought_elsewhere(one) and ended_here(one))
                ),
                "without": count(lambda one: bought_without(one) and ended_here(one)),
                "idle": share(is_idle, all_met),
                "slow": share(
                    lambda one: one.met_at is not None and one.converted_at > one.met_at + AGREED,
                    lambda one: converted_here(one) and all_met(one),
                ),
            }),
            "waiting": Hand([one for one in records.counted if is_idle(one)], {
                "idle": count(), "idle_amount": money(lambda one: one.expected, currency="expected_currency"),
            }),
            "captured": Hand(old, {"rate": share(lambda one: one.converted_at is not None)}),
            "delivered": Hand(judged, {
                "judged": count(), "accepted": share(lambda one: one.came_to("sal")),
                "overturned": share(was_overturned, was_turned_away_first),
                "became": share(lambda one: one.converted_at is not None, was_accepted_long_ago),
            }, [lambda one: one.row.source, lambda one: one.row.exit_reason]),
        })  # fmt: skip


def was_turned_away_first(lead: Person) -> bool:
    away, accepted = lead.entered("disqualified"), lead.entered("sal")
    return away is not None and (accepted is None or accepted > away)


def was_overturned(lead: Person) -> bool:
    return was_turned_away_first(lead) and lead.entered("sal") is not None


def was_accepted_long_ago(lead: Person) -> bool:
    accepted = lead.entered("sal")
    return accepted is not None and accepted < AT - days(90)


def came_back(handoff: Handoff) -> bool:
    return handoff.state in ("rejected", "recycled")


def is_for_its_brief(handoff: Handoff) -> bool:
    """AR-6: rejected for a reason that sends it back to be mended, or that is our own fault."""
    about_the_brief = {
        one.code
        for one in BOOK.reason
        if "reject" in one.used_for and (one.leads_to == "sql" or one.exit_cause == "process_failure")
    }
    return handoff.state == "rejected" and handoff.reason in about_the_brief


def is_decided(handoff: Handoff) -> bool:
    return handoff.decided_at is not None


def is_accepted(handoff: Handoff) -> bool:
    return handoff.state == "accepted"


def by_criteria(handoff: Handoff) -> bool:
    about_quality = is_accepted(handoff) or handoff.reason not in NEUTRAL
    return is_decided(handoff) and not is_for_its_brief(handoff) and about_quality


@pytest.mark.parametrize("seed", range(3))
def test_signs_of_handoffs_are_reckoned_again(seed: int) -> None:
    with written(dense(seed)) as records:

        def converted_at(handoff: Handoff) -> datetime | None:
            return records.by_lead[handoff.lead_id].converted_at

        def led_to_nothing(handoff: Handoff) -> bool:
            lead = records.by_lead[handoff.lead_id]
            ended = bool(lead.row.exit_reason) and not went_to_a_competitor(lead)
            return is_for_its_brief(handoff) and converted_at(handoff) is None and ended

        def is_overturned(handoff: Any) -> bool:
            later = converted_at(handoff)
            return came_back(handoff) and later is not None and later > handoff.decided_at

        def became(handoff: Any) -> bool:
            later = converted_at(handoff)
            return later is not None and later >= handoff.submitted_at

        submitted: list[Any] = [one for one in records.handoffs if is_in(one.submitted_at, ASKED)]
        decided = [one for one in submitted if by_criteria(one)]
        calls = [one for one in records.calls if is_in(one.held_at, ASKED)]
        accepted = {"accepted": share(is_accepted)}
        compare("diagnosis", ASKED, BOOK, {
            "handoffs": Hand(submitted, {
                "submitted": count(), "brief_incomplete": share(lambda one: one.completeness < Decimal("0.9")),
                "asked_again": share(lambda one: len(one.asked_again) >= 2, lambda one: one.rated_at is not None),
                "rated_low": share(lambda one: one.rating <= 2, lambda one: one.rating is not None),
                "sent_back": share(is_for_its_brief, is_decided), "sent_back_for_good": count(led_to_nothing),
                "decided_late": share(lambda one: (one.decided_at or AT) > one.submitted_at + days(7)),
                "accepted": share(is_accepted, by_criteria),
                "overturned": share(is_overturned, lambda one: came_back(one) and by_criteria(one)),
                "became": share(became, lambda one: is_accepted(one) and one.decided_at < AT - days(30)),
            }),
            "by_ae": Hand(decided, accepted, [lambda one: one.ae_id]),
            "by_pair": Hand(decided, accepted, [lambda one: one.sdr_id, lambda one: one.ae_id]),
            "calls": Hand(calls, {
                "without_sdr": share(lambda one: not one.sdr_attended, lambda one: one.sdr_attended is not None),
            }),
        })  # fmt: skip
