"""A report on its page: its chart, its numbers, and the same ones of the period before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

from tasuki.desk.tests.visitor import Visitor
from tasuki.insight.tests.history import Life, write
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person

Visit = Callable[..., Visitor]
SEPTEMBER = "from=2026-09-01&to=2026-09-30"


def test_a_report_is_compared_with_as_many_days_before(kei: Person, at: datetime, visit: Visit) -> None:
    write([Life(1), Life(2), Life(-3)])
    page = visit(kei, "en").read(f"/reports/funnel?{SEPTEMBER}&compare=yes")
    assert "before: 1" in page
    assert "2 Aug 2026" in page
    assert "before:" not in visit(kei, "en").read(f"/reports/funnel?{SEPTEMBER}")


def test_a_chart_comes_as_data_for_the_pages_own_script(kei: Person, at: datetime, visit: Visit) -> None:
    write([Life(1)])
    page = visit(kei, "en").read(f"/reports/funnel?{SEPTEMBER}")
    assert re.search(r'<figure class="panel chart" data-chart hidden>', page)
    assert "vega-embed.min.js" in page
    assert 'type="application/json"' in page
    nothing = visit(kei, "en").read("/reports/funnel?from=2025-01-01&to=2025-01-31")
    assert "vega" not in nothing


def test_what_the_numbers_mean_is_told_in_japanese_whatever_signs_it_has(
    kei: Person, at: datetime, visit: Visit
) -> None:
    """A bare percent sign once made Django look for a sentence that no catalogue has."""
    page = visit(kei, "ja").read("/reports/traits")
    assert "ベンジャミニ・ホッホベルグ法" in page


def test_a_promise_about_no_lead_opens_as_itself(kei: Person, at: datetime, visit: Visit) -> None:
    """Sales' weekly word on a source is in the list that its number opens, and leads to the clock's own page."""
    write([Life(2, weekly="late", source="referral")])
    reader = visit(kei, "en")
    page = reader.read(f"/reports/promises/rows?{SEPTEMBER}&table=promises&column=made&group=SL-11")
    assert "Referral, Tue 1 Sep 2026" in page
    assert "kept late" in page
    clock = re.search(r'href="(/clocks/[^"]+)"', page)
    assert clock
    assert "Weekly feedback on lead quality by source" in reader.read(clock[1])


def test_a_report_is_taken_along_as_pdf_from_its_page_and_by_programs(
    kei: Person, at: datetime, visit: Visit
) -> None:
    write([Life(1, (1, 1)), Life(2)])
    reader = visit(kei, "ja")
    page = reader.read(f"/reports/funnel?{SEPTEMBER}&source=inbound")
    link = re.search(r'href="(/reports/funnel\.pdf\?[^"]+)"', page)
    assert link
    paper = reader.client.get(unescape(link[1]))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert paper["Content-Disposition"] == 'attachment; filename="funnel-2026-09-30.pdf"'
    assert paper.content.startswith(b"%PDF")
    program = ApiClient.of(kei, at, language="ja").get(f"/reports/funnel/paper?{SEPTEMBER}&source=inbound")
    assert (program.status, program["Content-Type"]) == (200, "application/pdf")
    assert program["Content-Disposition"] == paper["Content-Disposition"]


def test_what_a_diagnosis_is_narrowed_to_holds_on_its_sheet_as_well(
    kei: Person, at: datetime, visit: Visit
) -> None:
    write([Life(1)])
    assert (
        visit(kei, "en").client.get(f"/reports/diagnosis.csv?{SEPTEMBER}&source=inbound").status_code == 200
    )


def test_a_chart_of_many_panels_stands_on_the_page_of_its_heading(
    kei: Person, at: datetime, visit: Visit
) -> None:
    """It once was higher than a page, left two of them empty and was cut off on the third."""
    write([Life(1, (1, 1), source) for source in ("inbound", "referral", "events", "outbound", "partner")])
    paper = visit(kei, "ja").client.get(f"/reports/funnel.pdf?{SEPTEMBER}&by=source").content
    assert len(re.findall(rb"/Type ?/Page\b", paper)) == 2


def test_a_report_is_taken_along_as_json_from_its_page(kei: Person, at: datetime, visit: Visit) -> None:
    write([Life(1, source="referral"), Life(2)])
    browser = visit(kei, "ja")
    assert "/reports/funnel.json?" in unescape(browser.read(f"/reports/funnel?{SEPTEMBER}"))
    taken = browser.client.get(f"/reports/funnel.json?{SEPTEMBER}&by=source")
    assert taken["Content-Disposition"] == 'attachment; filename="funnel.json"'
    assert [row["group"]["source"] for row in taken.json()["tables"][0]["rows"]] == ["inbound", "referral"]
