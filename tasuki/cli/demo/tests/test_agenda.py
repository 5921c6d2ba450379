"""Plots take turns in the order of time, and a refused one ends alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tasuki.cli.demo.agenda import Agenda, Opening, Plot
from tasuki.platform.people.models import Team
from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules.wording import Sentence

START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def saying(told: list[str]) -> Callable[[str, timedelta], Opening]:
    """A plot that says its name twice, so long apart."""

    def opening_of(name: str, apart: timedelta) -> Opening:
        def opening(at: datetime) -> Plot:
            told.append(f"{name} {(at - START) / HOUR:g}")
            at = yield at + apart
            told.append(f"{name} {(at - START) / HOUR:g}")

        return opening

    return opening_of


def test_what_comes_first_is_told_first(told: list[str], saying: Callable[[str, timedelta], Opening]) -> None:
    agenda = Agenda()
    agenda.begin(START + HOUR, saying("aoi", 3 * HOUR))
    agenda.begin(START, saying("ren", 2 * HOUR))
    agenda.run_until(START + 5 * HOUR)

    assert told == ["ren 0", "aoi 1", "ren 2", "aoi 4"]


def test_what_lies_ahead_waits(told: list[str], saying: Callable[[str, timedelta], Opening]) -> None:
    agenda = Agenda()
    agenda.begin(START, saying("aoi", 3 * HOUR))
    agenda.run_until(START + HOUR)

    assert told == ["aoi 0"]


def test_a_refused_plot_takes_its_step_along_and_leaves_the_others(told: list[str]) -> None:
    def refused(at: datetime) -> Plot:
        Team.objects.create(name="earlier")
        yield at + HOUR
        Team.objects.create(name="with the refusal")
        raise NotPossibleNow(Sentence("Not today."))

    def allowed(at: datetime) -> Plot:
        yield at + 2 * HOUR
        Team.objects.create(name="afterwards")

    agenda = Agenda()
    agenda.begin(START, refused)
    agenda.begin(START, allowed)
    agenda.run_until(START + 3 * HOUR)

    assert set(Team.objects.values_list("name", flat=True)) == {"earlier", "afterwards"}
    assert agenda.refused == {"not_possible_now: Not today.": 1}
