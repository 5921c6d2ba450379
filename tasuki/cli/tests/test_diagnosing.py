"""`tasuki report diagnosis` and `leak`: what is wrong, and what it costs, in a terminal and as JSON."""

from __future__ import annotations

import pytest

from tasuki.cli.tests.conftest import Tasuki
from tasuki.insight.tests import companies
from tasuki.platform.people.models import Person

YEAR = ("--from", "2025-11-21", "--to", "2026-11-20")


@pytest.fixture
def late(db: None) -> None:
    """A company that converts too late."""
    companies.make_tables()
    companies.write(companies.Company(1, "late", size=0.6))


def test_the_diagnosis_prints_what_was_found_with_signs_steps_and_cures(
    late: None, kei: Person, tasuki: Tasuki
) -> None:
    told = tasuki("report", "diagnosis", *YEAR, as_="kei")
    assert told.exit_code == 0
    assert "\nLate conversion: found (high confidence). About ¥" in told.stdout
    assert "\n  ! Leads that bought elsewhere before we converted them" in told.stdout
    assert "\n  > Look at what should have been converted, one by one. (report too_late)" in told.stdout
    found = tasuki("report", "diagnosis", *YEAR, "--json", as_="kei").json
    assert [one["trouble"] for one in found["diagnoses"] if one["standing"] == "present"] == ["late"]
    assert found["leak"]["parts"][0]["trouble"] == "late"


def test_the_leak_prints_its_sum_and_every_step(late: None, kei: Person, tasuki: Tasuki) -> None:
    told = tasuki("report", "leak", *YEAR, as_="kei").stdout
    assert "\nAbout ¥" in told
    assert "\n  A real opportunity brings ¥" in told


def test_of_an_empty_company_nothing_is_told(kei: Person, tasuki: Tasuki) -> None:
    told = tasuki("report", "diagnosis", as_="kei").stdout
    assert told.count("cannot be told from this data") == 5
    assert "No trouble was found" in tasuki("report", "leak", as_="kei").stdout
