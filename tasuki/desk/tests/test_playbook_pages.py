"""A draft is begun, changed, compared, signed and put in force on pages; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import book_of, in_force

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.django_db
DRAFT = "/playbook/versions/article@2"


@pytest.fixture
def drafting(mio: Person, visit: Visit) -> Visitor:
    """Mio, with a draft begun from what is in force."""
    visitor = visit(mio, "en")
    visitor.fill("/playbook/versions", "/playbook/versions/begin", note="Quicker.")
    return visitor


def draft() -> PlaybookVersion:
    return PlaybookVersion.objects.get(number=2)


def test_a_draft_is_begun_changed_signed_by_both_and_put_in_force(
    drafting: Visitor, sora: Person, kei: Person, aoi: Person, visit: Visit
) -> None:
    drafting.fill(
        f"{DRAFT}/tables/gate/rows/opportunity", f"{DRAFT}/tables/gate/rows/opportunity", require__budget="3"
    )
    drafting.fill(f"{DRAFT}/tables/sla/rows/SL-2", f"{DRAFT}/tables/sla/rows/SL-2", within="4 h")
    changes = drafting.read(f"{DRAFT}/changes")
    assert "Budget at the opportunity gate: level 2 → 3" in changes
    assert "24 hours → 4 hours" in changes
    assert "Nobody" not in visit(sora, "en").fill(f"{DRAFT}/decide", f"{DRAFT}/sign", comment="Fine.")
    decided = drafting.fill(f"{DRAFT}/decide", f"{DRAFT}/sign")
    assert "Fine." in decided
    kei_ = visit(kei, "en")
    said: dict[str, Any] = {
        "announcement__ja": "初回連絡は4時間以内です。",
        "announcement__en": "First contact within 4 hours.",
    }
    assert "in force" in kei_.fill(f"{DRAFT}/decide", f"{DRAFT}/publish", **said)
    assert in_force().stamp == "article@2"
    assert in_force().slas["SL-2"].within == "4 h"
    reader = visit(aoi)
    today = reader.read("/")
    assert "初回連絡は4時間以内です。" in today
    assert "商談ゲートの予算:レベル2 → 3" in today
    version = draft()
    assert "初回連絡" not in reader.fill("/", f"/playbook/read/{version.pk}")


def test_marketing_signs_for_marketing_only_and_nobody_twice(
    drafting: Visitor, sora: Person, visit: Visit
) -> None:
    page = visit(sora, "en").read(f"{DRAFT}/decide")
    assert "Sign for marketing" in page
    assert "Sign for sales" not in page
    visit(sora, "en").fill(f"{DRAFT}/decide", f"{DRAFT}/sign")
    assert "Sign for" not in visit(sora, "en").read(f"{DRAFT}/decide")


def test_an_sdr_reads_a_draft_and_changes_nothing(drafting: Visitor, aoi: Person, visit: Visit) -> None:
    reader = visit(aoi, "en")
    reader.read(DRAFT)
    reader.read(f"{DRAFT}/changes")
    assert "Begin a draft" not in reader.read("/playbook/versions")
    reader.read(f"{DRAFT}/tables", 403)
    reader.read(f"{DRAFT}/toml", 403)


def test_a_signature_is_for_the_text_that_was_read(drafting: Visitor, sora: Person, visit: Visit) -> None:
    reader = visit(sora, "en")
    reader.read(f"{DRAFT}/decide")
    drafting.fill(f"{DRAFT}/tables/limits", f"{DRAFT}/tables/limits", close_within_days="90")
    answer = reader.client.post(f"{DRAFT}/sign", {"side": "marketing", "revision": "1"})
    assert answer.status_code == 412
    assert not draft().sign_offs.exists()


def test_what_is_wrong_in_a_text_is_shown_at_its_line_and_the_text_stays(drafting: Visitor) -> None:
    broken = (
        draft()
        .toml.replace('within = "24 h"', 'within = "soon"', 1)
        .replace('to = "territory"', 'to = "nowhere"')
    )
    line = broken.split("\n").index('within = "soon"') + 1
    page = drafting.fill(f"{DRAFT}/toml", f"{DRAFT}/toml", 422, toml=broken)
    assert f"Line {line}</a>" in page
    assert "/sla/SL-2/within" in page
    assert "within = &quot;soon&quot;</mark>" in page
    assert "within = &quot;soon&quot;\n" in page.split("<textarea")[-1]
    assert draft().revision == 1


def test_a_text_that_is_no_toml_says_why_in_the_readers_language(
    mio: Person, drafting: Visitor, visit: Visit
) -> None:
    broken = draft().toml.replace("acceptance = 0.80", "acceptance 0.80", 1)
    page = visit(mio, "ja").fill(f"{DRAFT}/toml", f"{DRAFT}/toml", 422, toml=broken)
    assert "キーの後には「=」と値が必要です" in page
    assert "acceptance 0.80</mark>" in page


def test_a_text_keeps_its_comments(drafting: Visitor) -> None:
    changed = draft().toml.replace(
        "close_within_days = 180", "close_within_days = 150  # we said so on Monday;"
    )
    drafting.fill(f"{DRAFT}/toml", f"{DRAFT}/toml", toml=changed, note="As agreed on Monday.")
    assert "# we said so on Monday;" in draft().toml
    assert book_of(draft()).limits.close_within_days == 150
    drafting.fill(f"{DRAFT}/tables/limits", f"{DRAFT}/tables/limits", close_within_days="140")
    assert "# we said so on Monday;" in draft().toml


def test_two_who_change_at_once_do_not_overwrite_each_other(
    drafting: Visitor, sora: Person, visit: Visit
) -> None:
    visit(sora, "en").fill(f"{DRAFT}/tables/limits", f"{DRAFT}/tables/limits", void_hours="12")
    answer = drafting.client.post(f"{DRAFT}/tables/limits", {"revision": "1", "close_within_days": "90"})
    assert answer.status_code == 412
    assert book_of(draft()).limits.close_within_days == 180


def test_a_row_is_added_moved_and_taken_out(drafting: Visitor) -> None:
    table = f"{DRAFT}/tables/score"
    refused = drafting.fill(f"{table}/new", f"{table}/new", 422, key="calls", label__ja="電話")
    assert "This field is required." in refused
    assert 'value="電話"' in refused
    drafting.fill(
        f"{table}/new",
        f"{table}/new",
        key="calls",
        label__ja="電話",
        kind="intent",
        points="5",
        signal="call",
    )
    assert book_of(draft()).score[-1].label.ja == "電話"
    drafting.client.post(f"{table}/move", {"name": "calls", "to": "0", "revision": str(draft().revision)})
    assert book_of(draft()).score[0].key == "calls"
    drafting.client.post(f"{table}/remove", {"name": "calls", "revision": str(draft().revision)})
    assert "calls" not in [one.key for one in book_of(draft()).score]


def test_a_route_gets_its_condition_from_rows(drafting: Visitor) -> None:
    place = f"{DRAFT}/tables/route/rows/territory"
    typed: dict[str, Any] = {
        "when__join": "any",
        "when__0__field": "lead.segment", "when__0__operator": "in", "when__0__value": "smb, mid_market",
        "when__1__field": "lead.country", "when__1__operator": "is", "when__1__value": "JP",
    }  # fmt: skip
    drafting.fill(place, place, **typed)
    route = next(one for one in book_of(draft()).route if one.key == "territory")
    assert route.when.source == {
        "any": [{"field": "lead.segment", "in": ["smb", "mid_market"]}, {"field": "lead.country", "is": "JP"}]
    }
    wrong = drafting.fill(place, place, 422, when__0__field="lead.segmnt")
    assert "The dossier has no field “lead.segmnt”." in wrong
    assert 'value="lead.segmnt"' in wrong


def test_a_stage_gets_its_limit_of_deals_with_its_probability(drafting: Visitor) -> None:
    from tasuki.stages.pipeline.hygiene import wip_limit

    place = f"{DRAFT}/tables/stage/rows/proposal"
    drafting.fill(place, place, probability="65", work_limit="8")
    book = book_of(draft())
    assert (book.stages["proposal"].probability, wip_limit("proposal", book)) == (0.65, 8)
    assert 'name="work_limit" value="8"' in drafting.read(place)
    drafting.fill(place, place, work_limit="")
    assert wip_limit("proposal", book_of(draft())) is None


def test_a_draft_is_withdrawn_with_its_reason(drafting: Visitor) -> None:
    assert "withdrawn" in drafting.fill(f"{DRAFT}/decide", f"{DRAFT}/retire", reason="No agreement.")
    drafting.read(f"{DRAFT}/tables", 409)
    assert "it was withdrawn" in drafting.read("/playbook/versions")


def test_the_agreement_shows_what_each_side_has_kept(kei: Person, visit: Visit, at: datetime) -> None:
    page = visit(kei, "en").read("/playbook?period=quarter")
    assert "quarter 4 of 2026" in page
    assert "not measured yet" in page
    assert "nothing to measure in this period" in page
    before = visit(kei, "en").read("/playbook?period=month&from=2026-10-05")
    assert "October 2026" in before
    visit(kei, "en").read("/playbook?period=nonsense&from=never")
