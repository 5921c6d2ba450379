"""Whom each rung of the ladder reaches, and why it passes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest

from tasuki.rules.escalation import Colleague, PassedOn, Reached, fallback, reached, stand_in

AOI, BACKUP, MIO, KEI, ADMIN = (UUID(int=n) for n in range(1, 6))
COMPANY = {
    AOI: Colleague(AOI, "aoi", frozenset({"sdr"}), manager=MIO, backup=BACKUP),
    BACKUP: Colleague(BACKUP, "ichi", frozenset({"sdr"})),
    MIO: Colleague(MIO, "mio", frozenset({"manager"})),
    KEI: Colleague(KEI, "kei", frozenset({"revops"})),
    ADMIN: Colleague(ADMIN, "admin", frozenset({"admin"})),
}


def but(person: UUID, **changes: object) -> Mapping[UUID, Colleague]:
    return {**COMPANY, person: replace(COMPANY[person], **changes)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rung", "person"),
    [("owner", AOI), ("backup", BACKUP), ("manager", MIO), ("revops", KEI), ("joint_review", KEI)],
)
def test_each_rung_reaches_its_person(rung: str, person: UUID) -> None:
    assert reached(rung, AOI, COMPANY) == Reached(person)


@pytest.mark.parametrize(
    ("rung", "people", "because"),
    [
        ("owner", but(AOI, is_away=True), PassedOn.AWAY),
        ("owner", but(AOI, is_active=False), PassedOn.LEFT),
        ("backup", but(AOI, backup=None), PassedOn.NOBODY_NAMED),
        ("backup", but(BACKUP, is_away=True), PassedOn.AWAY),
        ("manager", but(MIO, is_active=False), PassedOn.LEFT),
    ],
)
def test_a_rung_without_somebody_who_is_there_passes_on_and_says_why(
    rung: str, people: Mapping[UUID, Colleague], because: PassedOn
) -> None:
    assert reached(rung, AOI, people) == Reached(None, because)


def test_where_revops_is_away_whoever_stands_in_is_reached() -> None:
    assert reached("revops", AOI, but(KEI, is_away=True)) == Reached(MIO)


def test_what_nobody_owes_is_revops_and_a_managers_promise_a_managers() -> None:
    assert fallback("sdr", COMPANY.values()) == KEI
    assert fallback("manager", COMPANY.values()) == MIO
    assert fallback("sdr", but(KEI, is_away=True).values()) == MIO
    assert fallback("sdr", [COMPANY[AOI]]) is None


def test_the_backup_stands_in_and_where_they_are_away_the_roles_fallback() -> None:
    assert stand_in(COMPANY[AOI], "sdr", COMPANY) == BACKUP
    assert stand_in(COMPANY[AOI], "sdr", but(BACKUP, is_away=True)) == KEI
    assert stand_in(COMPANY[KEI], "revops", COMPANY) == MIO
