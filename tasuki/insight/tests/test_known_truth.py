"""On companies whose trouble is known, the diagnosis names it and only it; a healthy one is called healthy.

`TASUKI_SEEDS=100` draws a hundred companies of each kind, as the figures in docs/explanation/diagnoses.md were made.
"""

from __future__ import annotations

import os
from datetime import date

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.diagnosing import diagnoses_of
from tasuki.insight.report import answer
from tasuki.insight.reports.diagnosis import REPORT
from tasuki.insight.tests import companies
from tasuki.playbooks.presets import load_preset
from tasuki.rules.diagnosis import Diagnosis, Presence, Trouble

BOOK = load_preset("article")
pytestmark = pytest.mark.timeout(7200)
SEEDS = int(os.environ.get("TASUKI_SEEDS", "3"))
ASKED = Asked(date(2025, 11, 21), date(2026, 11, 20), companies.AT, "Asia/Tokyo")


def examined(company: companies.Company) -> tuple[Diagnosis, ...]:
    companies.write(company)
    return diagnoses_of(answer(REPORT, ASKED, BOOK).tables, ASKED, BOOK)


@pytest.mark.django_db
@pytest.mark.parametrize("planted", companies.PLANTED, ids=str)
def test_the_planted_trouble_is_named_and_only_it(planted: Trouble | None) -> None:
    companies.make_tables()
    wrong = {}
    for seed in range(SEEDS):
        found = examined(companies.Company(seed, planted, size=1.0 if SEEDS > 9 else 0.5))
        named = [one.trouble for one in found if one.standing is Presence.PRESENT]
        if named != ([planted] if planted else []):
            wrong[seed] = named
    print(f"{planted}: {SEEDS - len(wrong)} of {SEEDS}; {wrong}")
    assert len(wrong) <= SEEDS // 20
