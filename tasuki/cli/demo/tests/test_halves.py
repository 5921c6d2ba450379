"""The two halves of the lives have nothing to do with each other, and about as much to tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasuki.cli.demo.halves import WORK
from tasuki.cli.demo.plan import Plan, planned
from tasuki.cli.demo.plots.clockwork import BEAT
from tasuki.cli.demo.scenes import Life
from tasuki.cli.demo.tests.seeded import NOW
from tasuki.cli.demo.words import Tongue
from tasuki.cli.demo.world import Span
from tasuki.playbooks.install import install

TONGUES: tuple[Tongue, ...] = ("japanese", "english")


@pytest.fixture
def plan(db: None) -> Plan:
    install(NOW)
    return planned(Span(NOW - timedelta(days=90), NOW), 400)


def _work(lives: list[Life]) -> int:
    return sum(WORK.get(life.case.fate, 1) for life in lives)


def test_every_life_is_in_one_half(plan: Plan) -> None:
    numbers = [life.case.number for half in plan.halves for life in half]

    assert sorted(numbers) == list(range(400 + 18))


def test_no_company_no_mailbox_and_no_telephone_is_known_in_both_halves(plan: Plan) -> None:
    buyers = [[life.case.buyer for life in half] for half in plan.halves]
    known = [
        {
            *(one.company.domain for one in half),
            *(one.email for one in half),
            *(one.phone for one in half if one.phone),
        }
        for half in buyers
    ]

    assert not known[0] & known[1]


def test_the_halves_have_as_much_to_tell(plan: Plan) -> None:
    first, second = (_work(list(half)) for half in plan.halves)

    assert abs(first - second) < 0.05 * (first + second)


def test_whoever_comes_in_once_somebody_is_away_is_in_the_first_half(plan: Plan) -> None:
    """Else whose turn it is would depend on which half is faster."""
    newest = max(life.begins_at for life in plan.halves[1])
    away = [life.begins_at for life in plan.halves[0] if life.begins_at > newest]

    assert all(life.scene is None for life in plan.halves[1])
    assert newest < NOW - timedelta(days=3) - BEAT
    assert away
