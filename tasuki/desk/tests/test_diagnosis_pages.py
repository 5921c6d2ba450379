"""The pages of the diagnosis and of the leak, on a company whose trouble is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from tasuki.desk.tests.visitor import Visitor
from tasuki.insight.tests import companies
from tasuki.platform.people.models import Person

Visit = Callable[..., Visitor]


@pytest.fixture
def late(db: None) -> None:
    """A company that converts too late."""
    companies.make_tables()
    companies.write(companies.Company(1, "late", size=0.6))


def test_what_was_found_comes_first_with_its_rows_its_arithmetic_and_what_to_begin_with(
    late: None, kei: Person, visit: Visit
) -> None:
    reader = visit(kei, "en")
    page = unescape(reader.read("/diagnosis?from=2025-11-21&to=2026-11-20"))
    titles = re.findall(r'<h2 id="diagnosis-(\w+)"', page)
    assert titles == ["late", "premature", "handoff", "transfer", "disagreement"]
    assert "leads bought elsewhere before we converted: about" in page
    assert "Let reps convert with a documented rationale" in page
    rows = re.search(r'href="(/reports/diagnosis/rows\?[^"]*column=bought_elsewhere[^"]*)"', page)
    assert rows is not None
    reader.read(rows[1])


def test_the_leak_is_one_line_with_every_step_beneath(late: None, kei: Person, visit: Visit) -> None:
    page = unescape(visit(kei, "en").read("/leak?from=2025-11-21&to=2026-11-20"))
    assert re.search(r"About ¥[\d,]+ to ¥[\d,]+ a year: ¥[\d,]+ to ¥[\d,]+ from late conversion\.", page)
    assert "A real opportunity brings ¥" in page


def test_with_nothing_recorded_nothing_is_told(kei: Person, visit: Visit) -> None:
    page = visit(kei).read("/diagnosis")
    assert page.count("判断できない") >= 5
    assert "金額までわかる問題は見つかりませんでした" in visit(kei).read("/leak")


def test_others_are_not_counted_for_somebody_who_sees_only_their_own(
    late: None, stranger: Person, visit: Visit
) -> None:
    page = visit(stranger, "en").read("/diagnosis?from=2025-11-21&to=2026-11-20")
    assert page.count('<p class="diagnosis-standing">cannot be told') == 5


def test_a_diagnosis_can_be_narrowed_to_a_source_or_a_segment_and_its_rows_with_it(
    late: None, kei: Person, visit: Visit
) -> None:
    reader = visit(kei, "en")
    page = unescape(reader.read("/diagnosis?from=2025-11-21&to=2026-11-20&source=inbound&segment=smb"))
    rows = re.search(r'href="(/reports/diagnosis/rows\?[^"]*column=idle[^"]*)"', page)
    assert rows is not None
    assert "source=inbound" in rows[1]
    reader.read(rows[1])
    reader.read("/leak?source=inbound")
    reader.read("/reports/diagnosis?source=inbound")
