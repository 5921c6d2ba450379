"""Reports about leads equal a second reckoning: funnel, meetings, recycled ones, endings, steps, what came too late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.tests.by_hand.reckoned import Hand, compare, count, days, money, share
from tasuki.insight.tests.by_hand.rows import Person, Records, is_in, month_of, written
from tasuki.insight.tests.history import CRITERIA, dense
from tasuki.playbooks.presets import load_preset

BOOK = load_preset("article")
SEEDS = range(3)
AT = datetime.fromisoformat("2026-12-31T06:00:00+00:00")
ASKED = Asked(date(2026, 9, 15), date(2026, 10, 31), AT, "Asia/Tokyo")
OPEN = ("mql", "sal", "sql", "discovery")
MONTH = timedelta(days=30)
pytestmark = pytest.mark.django_db


def converted(lead: Person) -> bool:
    return lead.converted_at is not None


def won(lead: Person) -> bool:
    return lead.won_at is not None


def met(lead: Person) -> bool:
    return lead.held_at is not None


def source(lead: Person) -> str:
    return lead.row.source


def at(state: str) -> Any:
    return lambda lead: lead.entered(state)


def proposed(lead: Person) -> bool:
    """The deal has been in the stage of the proposal or a later one, or is won."""
    later = {"proposal", "negotiation"}
    return lead.deal is not None and (won(lead) or not later.isdisjoint(lead.deal.furthest))


def is_dead_young(lead: Person) -> bool:
    lost = lead.deal.lost_at if lead.deal else None
    return lost is not None and lead.converted_at is not None and lost < lead.converted_at + MONTH


def is_old(lead: Person) -> bool:
    return lead.converted_at is not None and lead.converted_at < AT - MONTH


@pytest.mark.parametrize("seed", SEEDS)
def test_cohorts_are_reckoned_again(seed: int) -> None:
    with written(dense(seed)) as records:
        cohort = [one for one in records.counted if is_in(one.captured_at, ASKED)]
        rates = {
            "leads": count(),
            "rate": share(converted),
            "won": share(won, converted),
            "dead": share(is_dead_young, is_old),
        }
        meetings = {
            "leads": count(),
            "met": share(met),
            "proposed": share(proposed, met),
            "rate": share(converted),
        }
        to_opportunity = days(lambda lead: lead.captured_at, at("converted"))
        chain = [("mql", "captured"), ("sal", "mql"), ("sql", "sal"), ("handed_over", "sql")]
        chain += [("discovery", "handed_over"), ("converted", "discovery")]
        shares = {one: share(came_to(one), came_to(before)) for one, before in chain}
        shares |= {"overall": share(converted), "overall_mql": share(converted, came_to("mql"))}
        compare("funnel", ASKED, BOOK, {"shares": Hand(cohort, shares | {"to_opportunity": to_opportunity})})
        compare(
            "meetings",
            ASKED,
            BOOK,
            {"rates": Hand(cohort, meetings), "by_source": Hand(cohort, meetings, [source])},
        )
        compare("benchmarks", ASKED, BOOK, {
            "rates": Hand(cohort, rates), "by_source": Hand(cohort, rates, [source]),
            "by_segment": Hand(cohort, rates, [lambda lead: lead.row.segment]),
        })  # fmt: skip
        recycled = {
            "leads": count(), "sal": share(came_to("sal")), "sql": share(came_to("sql")), "rate": share(converted),
            "won": share(won, converted), "waiting": count(lambda lead: lead.row.state == "recycled"),
            "days": to_opportunity,
        }  # fmt: skip
        again = Hand(cohort, recycled, [lambda lead: "again" if lead.row.times_recycled else "first"])
        compare("recycled", ASKED, BOOK, {"times": again})


def came_to(state: str) -> Any:
    if state == "captured":
        return lambda lead: True
    return lambda lead: lead.came_to(state)


@pytest.mark.parametrize("seed", SEEDS)
def test_steps_and_endings_are_reckoned_again(seed: int) -> None:
    ways = (
        ("captured", "mql"), ("mql", "sal"), ("sal", "sql"), ("sql", "handed_over"), ("handed_over", "discovery"),
        ("discovery", "converted"),
    )  # fmt: skip
    with written(dense(seed)) as records:
        cohort = [one for one in records.counted if is_in(one.captured_at, ASKED)]
        moments: dict[str, tuple[Any, Any]] = {stop: (began(start), at(stop)) for start, stop in ways} | {
            "won": (at("converted"), lambda lead: lead.won_at)
        }
        half = {key: days(*both) for key, both in moments.items()}
        slow = {key: days(*both, 0.9) for key, both in moments.items()}
        expected = {
            "sql": share(within("sal", "sql", "SL-9"), has_both("sal", "sql")),
            "discovery": share(within("sql", "discovery", "SL-10"), has_both("sql", "discovery")),
            "converted": share(
                within("discovery", "converted", "SL-10b"), has_both("discovery", "converted")
            ),
        }
        compare("durations", ASKED, BOOK, {
            "median": Hand(cohort, half), "slow": Hand(cohort, slow), "expected": Hand(cohort, expected),
        })  # fmt: skip
        ended = [one for one in records.counted if has_ended(one) and is_in(one.row.state_since, ASKED)]
        causes = {
            "ended": count(), "right": count(lambda one: one.row.exit_cause != "process_failure"),
            "wrong": count(is_our_fault), "share": share(is_our_fault),
        }  # fmt: skip
        back = [
            one
            for one in records.handoffs
            if one.state in ("rejected", "recycled") and is_in(one.decided_at, ASKED)
        ]
        ways_back = {state: count(is_in_state(state)) for state in ("rejected", "recycled")}
        compare("endings", ASKED, BOOK, {
            "by_reason": Hand(ended, causes, [lambda one: one.row.exit_reason]),
            "by_stage": Hand(ended, causes, [lambda one: one.row.exit_state]),
            "handoffs": Hand(back, ways_back, [lambda one: one.reason]),
        })  # fmt: skip
        delivered = [one for one in records.counted if is_in(one.entered("mql"), ASKED)]
        compare("acceptance", ASKED, BOOK, {
            "delivered": Hand(delivered, {
                "turned_away": count(lambda one: one.is_turned_away),
                "waiting": count(lambda one: not one.came_to("sal") and not one.is_turned_away),
            }),
            "monthly": Hand(
                delivered, {"delivered": count(), "rate": share(came_to("sal"))},
                [lambda one: month_of(one.entered("mql"), ASKED)],
            ),
        })  # fmt: skip


def is_in_state(state: str) -> Any:
    return lambda handoff: handoff.state == state


def began(state: str) -> Any:
    return at(state) if state != "captured" else lambda lead: lead.captured_at


def has_both(start: str, stop: str) -> Any:
    return lambda lead: lead.entered(start) is not None and lead.entered(stop) is not None


def within(start: str, stop: str, sla: str) -> Any:
    most = timedelta(days=max(BOOK.slas[sla].expected_days))
    return lambda lead: lead.entered(stop) <= lead.entered(start) + most


def has_ended(lead: Person) -> bool:
    left = lead.row.entered_disqualified_at or lead.row.entered_recycled_at
    return bool(lead.row.exit_reason) and left is not None


def is_our_fault(lead: Person) -> bool:
    return lead.row.exit_cause == "process_failure"


@pytest.mark.parametrize("seed", SEEDS)
def test_what_came_too_late_is_reckoned_again(seed: int) -> None:
    """K-12: whoever bought elsewhere with (nearly) every criterion met, or from us without an opportunity, or waits."""
    with written(dense(seed)) as records:
        compare("too_late", ASKED, BOOK, {
            "left": Hand(left(records), {
                "ended": count(), "competitor": count(to_a_competitor), "ready": count(was_ready),
                "without": count(without), "share": share(lambda one: to_a_competitor(one) or without(one)),
                "lost_amount": money(lambda one: one.expected, was_ready, "expected_currency"),
                "without_amount": money(lambda one: one.expected, without, "expected_currency"),
            }),
            "waiting": Hand(waiting(records), {
                "all_met": count(all_met), "idle": count(is_idle), "nearly": count(lacks_one),
                "idle_amount": money(lambda one: one.expected, is_idle, "expected_currency"),
                "nearly_amount": money(lambda one: one.expected, lacks_one, "expected_currency"),
            }),
            "made": Hand([one for one in records.deals if one.closed_at and is_in(one.created_at, ASKED)], {
                "closed": count(), "late": count(is_hurried), "share": share(is_hurried),
                "amount": money(lambda one: one.amount, is_hurried),
            }),
        })  # fmt: skip


def left(records: Records) -> list[Person]:
    ended = (one for one in records.counted if one.row.exit_reason and not converted(one))
    return [one for one in ended if is_in(one.row.state_since, ASKED)]


def waiting(records: Records) -> list[Person]:
    """Some criterion is proven; what is not asked of a row here is asked of none."""
    return [one for one in records.counted if one.row.state in OPEN and not converted(one) and one.met]


def all_met(lead: Person) -> bool:
    return lead.met is not None and lead.met >= set(CRITERIA)


def lacks_one(lead: Person) -> bool:
    return lead.met is not None and len(lead.met & set(CRITERIA)) == len(CRITERIA) - 1


def is_idle(lead: Person) -> bool:
    agreed = timedelta(days=max(BOOK.slas["SL-10b"].expected_days))
    return all_met(lead) and lead.met_at is not None and lead.met_at < AT - agreed


def to_a_competitor(lead: Person) -> bool:
    return lead.row.exit_reason == "lost_to_competitor_before_conversion"


def without(lead: Person) -> bool:
    return lead.row.exit_reason == "won_without_opportunity"


def was_ready(lead: Person) -> bool:
    """Where nobody asked about criteria, that it bought tells that it was ready."""
    return to_a_competitor(lead) and (lead.met is None or all_met(lead) or lacks_one(lead))


def is_hurried(deal: Any) -> bool:
    return deal.closed_at is not None and deal.closed_at < deal.created_at + timedelta(days=7)
