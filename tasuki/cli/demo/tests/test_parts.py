"""The parts of the lives have nothing to do with each other, and about as much to tell."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest

from tasuki.cli.demo.parts import WORK
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


def test_every_life_is_in_one_part(plan: Plan) -> None:
    numbers = [life.case.number for part in plan.parts for life in part]

    assert sorted(numbers) == list(range(400 + 18))


def test_no_company_no_mailbox_and_no_telephone_is_known_in_two_parts(plan: Plan) -> None:
    buyers = [[life.case.buyer for life in part] for part in plan.parts]
    known = [
        {
            *(one.company.domain for one in part),
            *(one.email for one in part),
            *(one.phone for one in part if one.phone),
        }
        for part in buyers
    ]

    assert not any(one & other for one, other in combinations(known, 2))


def test_the_parts_have_as_much_to_tell(plan: Plan) -> None:
    work = [_work(list(part)) for part in plan.parts]

    assert max(work) - min(work) < 0.05 * sum(work)


def test_whoever_comes_in_once_somebody_is_away_is_in_the_first_part(plan: Plan) -> None:
    """Else whose turn it is would depend on which part is faster."""
    newest = max(life.begins_at for part in plan.parts[1:] for life in part)
    away = [life.begins_at for life in plan.parts[0] if life.begins_at > newest]

    assert all(life.scene is None for part in plan.parts[1:] for life in part)
    assert newest < NOW - timedelta(days=3) - BEAT
    assert away
