from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.dossier import CompanyFacts, Dossier, LeadFacts, Touch, read_dossier
from tasuki.rules.playbook import read_playbook
from tasuki.rules.scoring import faded, score

WORKED = tomllib.loads(
    (Path(__file__).parents[3] / "examples" / "worked" / "scoring.toml").read_text(encoding="utf-8")
)
BOOK = read_playbook(WORKED["playbook"])
AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
LEAD = LeadFacts(
    source="inbound", industry="manufacturing", company=CompanyFacts(employees=850, domain="a.example")
)

moments = st.integers(0, 120 * 24 * 60).map(lambda n: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=n))
touches = st.lists(
    st.builds(
        Touch, kind=st.just("page"), at=moments, signal=st.sampled_from(["pricing_page", "demo_request", ""])
    ),
    max_size=6,
).map(tuple)


@pytest.mark.parametrize("example", WORKED["example"], ids=lambda example: example["says"])
def test_the_worked_examples_hold(example: dict[str, Any]) -> None:
    scores = score(read_dossier({"lead": example["given"]}), BOOK, WORKED["at"])
    expected = example["expect"]
    given_points = {
        one.key: one.points for one in scores.reasons if one.points or one.key in expected["reasons"]
    }
    assert given_points == expected["reasons"]
    assert scores.intent == expected["intent"]
    assert scores.fit == expected.get("fit", scores.fit)
    assert {one.key for one in scores.reasons if one.points == 0} >= set(expected.get("unknown", ()))


@given(touches, st.none() | moments, moments)
def test_both_scores_stay_between_nothing_and_a_hundred(
    shown: tuple[Touch, ...], recycled_at: datetime | None, at: datetime
) -> None:
    scores = score(Dossier(replace(LEAD, touches=shown, recycled_at=recycled_at)), BOOK, at)
    assert 0 <= scores.fit <= 100
    assert 0 <= scores.intent <= 100
    for kind, total in (("fit", scores.fit), ("intent", scores.intent)):
        points = sum(one.points for one in scores.reasons if one.kind == kind)
        assert total == max(0, min(100, points))


@given(touches, moments)
def test_fit_never_depends_on_touches_or_on_a_recycling(
    shown: tuple[Touch, ...], recycled_at: datetime
) -> None:
    assert score(Dossier(replace(LEAD, touches=shown, recycled_at=recycled_at)), BOOK, AT).fit == (
        score(Dossier(LEAD), BOOK, AT).fit
    )


@given(touches, moments)
def test_a_touch_that_has_not_happened_yet_changes_nothing(shown: tuple[Touch, ...], at: datetime) -> None:
    past = tuple(touch for touch in shown if touch.at <= at)
    assert score(Dossier(replace(LEAD, touches=shown)), BOOK, at) == (
        score(Dossier(replace(LEAD, touches=past)), BOOK, at)
    )


@given(touches, moments)
def test_after_a_recycling_earlier_touches_might_as_well_not_exist(
    shown: tuple[Touch, ...], recycled_at: datetime
) -> None:
    since = tuple(touch for touch in shown if touch.at > recycled_at)
    whole = Dossier(replace(LEAD, touches=shown, recycled_at=recycled_at))
    assert score(whole, BOOK, AT) == score(Dossier(replace(whole.lead, touches=since)), BOOK, AT)


@given(st.integers(-100, 100), st.integers(0, 30), st.integers(0, 400))
def test_points_fade_towards_nothing_and_never_past_it(points: int, per_week: int, days: int) -> None:
    now, later = (faded(points, per_week, timedelta(days=age)) for age in (days, days + 7))
    assert abs(later) <= abs(now) <= abs(points)
    assert now * points >= 0


def test_a_week_is_full_before_it_counts() -> None:
    assert faded(25, 5, timedelta(days=7) - timedelta(seconds=1)) == 25
    assert faded(25, 5, timedelta(days=7)) == 20
    assert faded(-15, 5, timedelta(days=14)) == -5


def test_a_signal_is_found_by_the_kind_of_the_touch_as_well() -> None:
    visit = Touch("demo_request", AT - timedelta(days=1))
    assert score(Dossier(LeadFacts(touches=(visit,))), BOOK, AT).intent == 70


def test_a_signal_with_a_condition_counts_only_where_the_condition_holds() -> None:
    book = read_playbook(
        '[playbook]\nname = "short"\n[[score]]\nkey = "webinar"\nlabel = "Came to a webinar"\nkind = "intent"\n'
        'points = 15\nsignal = "webinar"\nwhen = { field = "lead.segment", is = "enterprise" }\n'
    )
    came = LeadFacts(touches=(Touch("webinar", AT),))
    assert score(Dossier(replace(came, segment="enterprise")), book, AT).intent == 15
    assert score(Dossier(replace(came, segment="smb")), book, AT).reasons == ()
    unknown = score(Dossier(came), book, AT).reasons[0]
    assert (unknown.points, unknown.because.spoken("en")) == (0, "Not known yet: Came to a webinar.")


def test_the_tier_of_intent_is_that_of_the_most_urgent_signal_while_it_counts() -> None:
    book = read_playbook(
        '[playbook]\nname = "short"\n[[score]]\nkey = "demo"\nlabel = "Asked for a demo"\nkind = "intent"\n'
        'points = 4\nsignal = "demo"\nfades_per_week = 2\nintent_tier = 1\n'
        '[[score]]\nkey = "webinar"\nlabel = "Came to a webinar"\nkind = "intent"\npoints = 15\nsignal = "webinar"\n'
        "intent_tier = 2\n"
    )

    def tier(*touches: Touch) -> int | None:
        return score(Dossier(LeadFacts(touches=touches)), book, AT).intent_tier

    webinar, demo = Touch("webinar", AT - timedelta(days=30)), Touch("demo", AT - timedelta(days=3))
    assert (tier(), tier(webinar), tier(webinar, demo)) == (None, 2, 1)
    assert tier(webinar, replace(demo, at=AT - timedelta(weeks=2))) == 2


def test_every_reason_is_told_in_the_readers_language() -> None:
    demo = Touch("form", datetime(2026, 11, 18, 16, tzinfo=UTC), signal="demo_request")
    told = {one.key: one.because for one in score(Dossier(replace(LEAD, touches=(demo,))), BOOK, AT).reasons}
    assert told["demo"].spoken("en") == "Asked for a demo, on 2026-11-19."
    assert told["size"].spoken("ja").startswith("従業員100名以上")
