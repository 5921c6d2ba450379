"""A decision is disputed and ruled on at the desk, without a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.calibration.disputes.models import Dispute
from tasuki.desk.panels.today.news import to_rule_on
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.handoff.tests.leads import qualified_lead
from tasuki.stages.qualification.actions import disqualify

Visit = Callable[..., Visitor]
CLAIM = "予算は11月の役員会で承認済みで、議事録も届いている。失格の理由に当たらない"
WHY = "議事録により予算の承認が確認できる。予算なしという理由は基準に当たらない"


@pytest.fixture
def lead(aoi: Person, ren: Person, kei: Person, at: datetime) -> Lead:
    """Aoi's SQL, whom Ren has disqualified."""
    lead = qualified_lead(aoi, at, ae=ren)
    rationale = "自社開発に切り替え、来年度の予算も付かないと部長から聞いた"
    disqualify(lead.pk, reason="no_budget", rationale=rationale, by=Actor.of(ren, "web"), at=at)
    return lead


def test_an_sdr_disputes_a_decision_and_revops_finds_it_on_their_day_and_rules(
    lead: Lead, aoi: Person, ren: Person, kei: Person, visit: Visit
) -> None:
    sdr, revops, form = visit(aoi), visit(kei), f"/leads/{lead.pk}/dispute"
    assert form in sdr.read(f"/leads/{lead.pk}")
    assert "some words" in sdr.fill(form, form, 422, claim="some words")
    shown = sdr.fill(form, form, claim=CLAIM, evidence="https://example.com/minutes")
    assert "桂 圭" in shown
    assert "裁定する" not in shown, "she does not rule on her own"
    row = Dispute.objects.get()
    page = f"/disputes/{row.pk}"
    today = sdr.read("/")
    assert page in today
    assert "判断待ち:0件" in today, "she is told, and has nothing to decide"
    assert page in revops.read("/")
    again = revops.fill(
        page, f"{page}/rule", 422, ruling="overturned", cause="criteria", rationale="too short"
    )
    assert "too short" in again
    wish = "予算の基準に役員会の議事録を含める"
    revops.fill(
        page, f"{page}/rule", ruling="overturned", cause="criteria", rationale=WHY, brings_back="on",
        rule_change=wish,
    )  # fmt: skip
    lead.refresh_from_db()
    assert (Dispute.objects.get().ruling, lead.state) == ("overturned", "mql")
    assert page in sdr.read("/")
    draft = revops.fill(page, f"{page}/carry", draft="")
    assert wish in draft
    assert f'href="{page}"' in draft, "the draft names the ruling that it takes up"
    assert f"{page}/carry" not in revops.read(page), "it stands in one version"
    revops.fill(
        page, f"{page}/case", title_ja="予算の証拠", text_ja="議事録は予算の証拠になる", is_published="on"
    )
    assert "議事録は予算の証拠になる" in visit(ren).read("/disputes/cases")


def test_what_somebody_may_not_see_is_not_there(
    lead: Lead, aoi: Person, stranger: Person, visit: Visit
) -> None:
    form = f"/leads/{lead.pk}/dispute"
    visit(aoi).fill(form, form, claim=CLAIM)
    outside = visit(stranger)
    outside.read(f"/disputes/{Dispute.objects.get().pk}", 404)
    assert lead.company_name not in outside.read("/disputes")


def test_a_day_asks_for_no_ruling_that_its_reader_may_not_give(
    lead: Lead, aoi: Person, kei: Person, visit: Visit, at: datetime
) -> None:
    form = f"/leads/{lead.pk}/dispute"
    visit(aoi).fill(form, form, claim=CLAIM)
    assert [one.count for one in to_rule_on(Actor.of(kei, "web"), at)] == [1]
    Lead.objects.filter(pk=lead.pk).update(owner=kei)
    assert not list(to_rule_on(Actor.of(kei, "web"), at))


def test_a_decision_that_is_disputed_already_is_not_offered_again(
    lead: Lead, aoi: Person, visit: Visit, at: datetime
) -> None:
    form = f"/leads/{lead.pk}/dispute"
    visit(aoi).fill(form, form, claim=CLAIM)
    for number in range(6):
        later = at + timedelta(minutes=number + 1)
        Dispute.objects.create(
            lead=lead, event=-number - 1, code="sla.breached", decided_at=at, side="joint", claim=CLAIM,
            opened_at=later,
        )  # fmt: skip
    assert form not in visit(aoi).read(f"/leads/{lead.pk}")
