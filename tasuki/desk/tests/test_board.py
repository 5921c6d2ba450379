"""The board of opportunities: what it shows, and what a moved card answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tasuki.desk.panels.board import CARDS, Column
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, NextStep, Opportunity
from tasuki.rules.wording import Text
from tasuki.stages.pipeline.board import Activity
from tasuki.stages.pipeline.queries import Total

Visit = Callable[..., Visitor]
Deals = Callable[..., Opportunity]
BOARD = "/opportunities?as=board"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def deal(ren: Person, at: datetime, clock: list[datetime]) -> Deals:
    """``deal("明和製菓", stage="proposal")``: one of Ren's, with a step planned for next week."""

    def made(company: str, **but: object) -> Opportunity:
        account = Account.objects.create(name=company, name_key=company, created_at=at)
        stage = but.get("stage", "discovery")
        facts = {
            "name": f"{company} - Planner - 出荷計画", "company_part": company, "product": "Planner",
            "use_case": "出荷計画", "stage": stage, "stage_since": at, "owner": ren, "account": account,
            "source": "inbound", "amount": Decimal(1_000_000), "probability": Decimal("0.5"),
            "close_on": date(2027, 3, 15), "created_at": at,
            "stage_history": [{"stage": stage, "at": at.isoformat()}],
        } | but  # fmt: skip
        row = Opportunity.objects.create(**facts)
        NextStep.objects.create(
            opportunity=row, action="見積もり", owner=ren, due_on=at.date() + timedelta(days=7), created_at=at
        )
        return row

    return made


def test_a_column_adds_up_what_is_open_and_tells_apart_what_waits(
    deal: Deals, mio: Person, visit: Visit
) -> None:
    deal("明和製菓")
    deal("北斗精機", state="pending_approval", in_forecast=False, amount=Decimal(48_000_000))
    page = visit(mio, "en").read(BOARD)
    assert "¥1,000,000" in page
    assert "¥500,000" in page
    assert "1 waits for approval, outside the forecast" in page
    assert "approval pending" in page
    assert "¥49,000,000" not in page


def test_the_activity_of_a_column_says_in_words_what_its_colours_show(
    deal: Deals, mio: Person, visit: Visit, at: datetime
) -> None:
    deal("明和製菓")
    deal("北斗精機").next_steps.update(due_on=at.date())
    deal("南星物流").next_steps.update(due_on=at.date() - timedelta(days=1))
    deal("青葉電機").next_steps.all().delete()
    page = visit(mio, "en").read(BOARD)
    for words in ("1 with a step ahead", "1 due today", "2 overdue or none", "no next step"):
        assert words in page


def test_a_card_says_how_many_business_days_it_has_stood_there(
    deal: Deals, mio: Person, visit: Visit, at: datetime
) -> None:
    deal("明和製菓", stage_since=at - timedelta(days=7))
    assert "for 5 business days" in visit(mio, "en").read(BOARD)


def test_the_filters_of_the_address_choose_the_cards_and_the_sums(
    deal: Deals, mio: Person, visit: Visit
) -> None:
    deal("明和製菓")
    deal("北斗精機", source="event", close_on=date(2027, 1, 20), segment="enterprise")
    desk = visit(mio, "en")
    for query in ("source=event", "closes=2027-01", "segment=enterprise", "q=北斗"):
        page = desk.read(f"{BOARD}&{query}")
        assert "北斗精機" in page
        assert "明和製菓" not in page
    assert "明和製菓" not in desk.read(f"{BOARD}&owner=kei")
    assert "No opportunity matches" in desk.read(f"{BOARD}&owner=kei")


def test_a_long_column_shows_its_first_cards_and_gets_the_rest_when_asked(
    deal: Deals, mio: Person, visit: Visit
) -> None:
    for n in range(CARDS + 2):
        deal(f"会社{n:02}", close_on=date(2027, 1, 1) + timedelta(days=n))
    desk = visit(mio, "en")
    page = desk.read(BOARD)
    assert f"会社{CARDS - 1:02}" in page
    assert f"会社{CARDS:02}" not in page
    more = "/opportunities" + page.split('hx-get="/opportunities')[1].split('"')[0].replace("&amp;", "&")
    rest = desk.read(more)
    assert f"会社{CARDS:02}" in rest
    assert f"会社{CARDS + 1:02}" in rest
    assert f"会社{CARDS - 1:02}" not in rest


def test_a_column_over_its_limit_says_so() -> None:
    total = Total("proposal", Text("Proposal"), "JPY", 5, Decimal(5), Decimal(3), Decimal(5))
    column = Column("proposal", "Proposal", (total,), Activity(1, 2, 2), 0, 4, (), "")
    assert column.is_over_limit
    assert [(one.kind, one.start, one.length) for one in column.bar] == [
        ("ahead", 0, 20), ("today", 20, 40), ("behind", 60, 40),
    ]  # fmt: skip


def test_a_step_forward_needs_nothing_and_answers_with_both_columns(
    deal: Deals, ren: Person, visit: Visit
) -> None:
    row = deal("明和製菓")
    answer = _move(visit(ren, "en"), row, "qualification")
    assert answer.status_code == 200
    html = answer.content.decode()
    for column in ("column-discovery", "column-qualification"):
        assert f'id="{column}"' in html
    assert 'id="column-proposal"' not in html
    row.refresh_from_db()
    assert row.stage == "qualification"


def test_a_step_back_asks_for_the_reason_first(deal: Deals, ren: Person, visit: Visit) -> None:
    row, ae = deal("明和製菓", stage="proposal"), visit(ren, "en")
    answer = _move(ae, row, "discovery")
    assert answer.status_code == 422
    assert "Why does it go back?" in answer.content.decode()
    assert "HY-8" in answer.content.decode()
    row.refresh_from_db()
    assert row.stage == "proposal"
    assert _move(ae, row, "discovery", confirmed="yes").status_code == 422
    assert _move(ae, row, "discovery", confirmed="yes", evidence="窓口が交代した").status_code == 200
    row.refresh_from_db()
    assert (row.stage, row.stage_history[-1]["evidence"]) == ("discovery", "窓口が交代した")


def test_a_jump_shows_what_hygiene_would_say(deal: Deals, ren: Person, visit: Visit) -> None:
    row = deal("明和製菓")
    answer = _move(visit(ren, "en"), row, "negotiation")
    assert answer.status_code == 422
    assert "HY-6" in answer.content.decode()
    assert "What did the buyer do" in answer.content.decode()


def test_a_drop_on_lost_asks_for_the_reason_and_a_thin_one_is_refused(
    deal: Deals, ren: Person, visit: Visit
) -> None:
    row, ae = deal("明和製菓"), visit(ren, "en")
    form = _move(ae, row, "closed_lost").content.decode()
    assert "data-only-for" in form
    assert "reasons.js" in ae.read(BOARD), "of these fields the board shows what the reason asks for"
    assert f'hx-post="/opportunities/{row.pk}/lose"' in form
    sent = {"board": "", "before": "discovery", "stage": "closed_lost", "confirmed": "yes", "reason": "price"}
    path = f"/opportunities/{row.pk}/lose"
    refused = ae.client.post(path, sent | {"rationale": "微妙"}, headers=HTMX)
    assert refused.status_code == 422
    assert "微妙" in refused.content.decode()
    why = "B社の見積もりが三割安く、保守費用の差を埋められなかった。"
    assert ae.client.post(path, sent | {"rationale": why}, headers=HTMX).status_code == 200
    row.refresh_from_db()
    assert row.state == "closed_lost"


def test_a_deal_that_waits_for_approval_is_not_moved_and_the_answer_says_why(
    deal: Deals, ren: Person, visit: Visit
) -> None:
    row = deal("明和製菓", state="pending_approval", in_forecast=False)
    answer = _move(visit(ren, "en"), row, "qualification")
    assert answer.status_code == 409
    assert 'class="problem' in answer.content.decode()


def test_a_card_that_somebody_else_has_moved_meanwhile_stays_where_they_put_it(
    deal: Deals, ren: Person, visit: Visit
) -> None:
    row = deal("明和製菓")
    Opportunity.objects.filter(pk=row.pk).update(version=7)
    answer = _move(visit(ren, "en"), row, "qualification", version="1")
    assert answer.status_code == 412
    assert "Somebody has changed the opportunity" in answer.content.decode()


def test_without_javascript_the_menu_moves_and_leads_back_to_the_same_board(
    deal: Deals, ren: Person, visit: Visit
) -> None:
    row, ae = deal("明和製菓"), visit(ren)
    page = ae.fill(f"{BOARD}&source=inbound", f"/opportunities/{row.pk}/advance", stage="qualification")
    assert "商談を次のフェーズに進めました。" in page
    assert '<option value="inbound" selected>' in page
    row.refresh_from_db()
    assert row.stage == "qualification"
    form = ae.fill(BOARD, f"/opportunities/{row.pk}/advance", status=422, stage="discovery")
    assert "なぜ前のフェーズに戻しますか" in form
    assert "<header" in form


def test_who_may_not_move_a_deal_gets_no_menu_for_it(deal: Deals, sora: Person, visit: Visit) -> None:
    row = deal("明和製菓")
    page = visit(sora).read(BOARD)
    assert "明和製菓" in page
    assert f"/opportunities/{row.pk}/advance" not in page


def test_a_telephone_gets_the_list_unless_it_asks_for_the_board(
    deal: Deals, ren: Person, visit: Visit
) -> None:
    deal("明和製菓")
    client = visit(ren).client
    telephone = {"User-Agent": "Mozilla/5.0 (iPhone) Mobile/15E148"}
    assert b'class="board"' not in client.get("/opportunities", headers=telephone).content
    assert b'class="board"' in client.get(BOARD, headers=telephone).content
    assert b'class="board"' in client.get("/opportunities").content


def _move(desk: Visitor, row: Opportunity, stage: str, **more: str) -> Any:
    sent = {"board": "", "before": row.stage, "stage": stage} | more
    return desk.client.post(f"/opportunities/{row.pk}/advance", sent, headers=HTMX)


def test_in_japanese_a_card_is_moved_and_not_given_another_time(
    deal: Deals, ren: Person, visit: Visit
) -> None:
    deal("明和製菓")
    shown = visit(ren, "ja").read(BOARD)
    assert "移動する" in shown
    assert "日時を変更する" not in shown
