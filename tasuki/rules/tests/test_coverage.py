"""Who covers what: gaps are seen before a lead falls into one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tasuki.rules.coverage import Cover, Covered, Covering, coverage
from tasuki.rules.routing import Candidate, Passed

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
AOI = Candidate("aoi", frozenset({"sdr"}), territories=frozenset({"関東"}))
EMMA = Candidate("emma", frozenset({"sdr"}), territories=frozenset({"Kanto", "関東"}))
REN = Candidate("ren", frozenset({"ae"}), territories=frozenset({"関東"}))


def covered(
    *people: Candidate, asked: tuple[tuple[str, int], ...] = (), at: datetime = AT
) -> dict[str, Covered]:
    found = coverage("territories", {"sdr": people, "ae": people}, asked, at)
    return {one.value: one for one in found}


def test_a_territory_without_an_sdr_or_without_an_ae_is_a_gap() -> None:
    found = covered(AOI, REN, EMMA)
    assert (found["関東"].sdr.standing, found["関東"].ae.standing) == (Covering.SHARED, Covering.ONE)
    assert not found["関東"].has_gap
    assert found["Kanto"].ae.standing is Covering.GAP
    assert found["Kanto"].has_gap


def test_a_region_that_leads_name_and_nobody_has_stands_first() -> None:
    found = coverage("territories", {"sdr": (AOI,), "ae": (REN,)}, (("東北", 4), ("九州", 9), ("", 50)), AT)
    assert [(one.value, one.leads) for one in found] == [("九州", 9), ("東北", 4), ("関東", 0)]


def test_whoever_is_away_or_full_covers_nothing_and_the_reason_is_told() -> None:
    away = Candidate(
        "aoi", frozenset({"sdr"}), territories=frozenset({"関東"}), absent_until=AT + timedelta(days=1)
    )
    full = Candidate("emma", frozenset({"sdr"}), territories=frozenset({"関東"}), capacity=1, open_leads=1)
    side = covered(away, full, REN)["関東"].sdr
    assert side.standing is Covering.NOBODY_FREE
    assert side.covers == (Cover("aoi", Passed.ABSENT), Cover("emma", Passed.AT_CAPACITY))


def test_the_night_is_no_gap() -> None:
    asleep = Candidate("aoi", frozenset({"sdr"}), territories=frozenset({"関東"}), works_now=False)
    assert covered(asleep, REN)["関東"].sdr.standing is Covering.ONE


def test_values_that_differ_in_case_only_are_one() -> None:
    lower = Candidate("aoi", frozenset({"sdr"}), territories=frozenset({"kanto"}))
    found = covered(lower, EMMA, asked=(("KANTO", 2),))
    assert found["kanto"].leads == 2
    assert found["kanto"].sdr.standing is Covering.SHARED
