"""The lead page follows what is recorded: the gate's findings, the next question, and what an answer would change."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tasuki.desk.tests import story
from tasuki.desk.tests.live import LIVE, part, send, typed
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.qualification.models import Answer, AskedQuestion

Visit = Callable[..., Visitor]


def test_an_answer_changes_its_card_and_what_follows_from_it_and_nothing_else(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    answer = send(visit(aoi, "en"), f"/leads/{accepted.pk}/answers/need", story.NEED)
    assert "<html" not in answer
    for name in ("why", "stages", "strip", "asking", "framework", "promises", "timeline", "said"):
        assert re.search(rf'id="part-{name}"[^>]* hx-swap-oob="true"', answer), name
    assert re.search(r'id="answers-need" hx-swap-oob="true"', answer)
    assert 'id="answers-budget" ' not in answer
    assert "The answer is recorded." in part(answer, "said")
    assert "C-3" in part(answer, "why").split('id="findings-met"')[1]
    assert Answer.objects.get(lead=accepted, criterion="need").level == 2


def test_new_evidence_can_be_linked_in_the_other_cards_at_once(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    answer = send(visit(aoi, "en"), f"/leads/{accepted.pk}/answers/need", story.NEED)
    assert re.search(r'<div id="proofs-budget" hx-swap-oob="innerHTML">.*?value="ev-1"', answer, re.S)


def test_the_panel_counts_the_checks_that_are_met(accepted: Lead, aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    count = re.compile(r"(\d+) of (\d+) checks met")
    before = count.search(part(desk.read(f"/leads/{accepted.pk}"), "why"))
    answer = send(desk, f"/leads/{accepted.pk}/answers/need", story.NEED)
    after = count.search(part(answer, "why"))
    assert before is not None
    assert after is not None
    assert (int(after[1]), after[2]) == (
        int(before[1]) + 2,
        before[2],
    )  # the need, and the call it was said in


def test_a_refused_answer_comes_back_alone_with_what_was_typed(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    soon = story.TIMELINE | {"answers__timeline__target_on": "soon", "evidence": []}
    answer = send(visit(aoi, "en"), f"/leads/{accepted.pk}/answers/timeline", soon, status=422)
    assert re.search(r'id="answers-timeline" hx-swap-oob="true"', answer)
    assert 'value="新工場稼働"' in answer
    assert "Expected a date" in answer
    assert 'id="part-why"' not in answer


def test_without_javascript_the_same_form_comes_back_to_its_card(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    response = visit(aoi).client.post(f"/leads/{accepted.pk}/answers/need", typed(story.NEED))
    assert response["Location"] == f"/leads/{accepted.pk}#answers-need"


def test_a_step_of_the_stage_bar_shows_what_a_later_gate_needs(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    page = desk.read(f"/leads/{accepted.pk}")
    assert 'data-gate="handoff"' in page
    assert "No discovery meeting with the AE is booked." not in part(page, "why")
    later = desk.read(f"/leads/{accepted.pk}?gate=handoff")
    assert "No discovery meeting with the AE is booked." in part(later, "why")
    assert "a later gate" in part(later, "why")


def test_an_answer_leaves_the_gate_that_one_looks_at(accepted: Lead, aoi: Person, visit: Visit) -> None:
    here = f"https://desk.example/leads/{accepted.pk}?gate=handoff"
    answer = send(visit(aoi, "en"), f"/leads/{accepted.pk}/answers/need", story.NEED, at=here)
    assert "a later gate" in part(answer, "why")


def test_a_gate_that_is_behind_cannot_be_looked_at(accepted: Lead, aoi: Person, visit: Visit) -> None:
    assert "a later gate" not in part(visit(aoi, "en").read(f"/leads/{accepted.pk}?gate=mql"), "why")


@pytest.mark.parametrize(
    ("framework", "letter"),
    [
        ("bant", "Budget"),
        ("meddic", "Economic buyer"),
        ("meddpicc", "Paper process"),
        ("champ", "Challenges"),
    ],
)
def test_every_framework_shows_the_same_answers(
    framework: str, letter: str, accepted: Lead, aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    send(desk, f"/leads/{accepted.pk}/answers/need", story.NEED)
    page = desk.read(f"/leads/{accepted.pk}?framework={framework}")
    assert letter in part(page, "framework")
    assert "受注から出荷まで九日かかり、欠品が月二十件" in page
    assert page.count('class="panel card-criterion') == len(re.findall(r'id="fold-\w+"', page))


def test_the_next_question_is_answered_where_it_stands(accepted: Lead, aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    asking = part(desk.read(f"/leads/{accepted.pk}"), "asking")
    assert "What specific business problem are you trying to solve?" in asking
    assert "Orders take nine days to ship" in asking
    assert "They like our product." in asking
    said = {"question": "need_problem", "answers__need__problem": "受注から出荷まで九日かかる", "level": "1"}
    after = send(desk, f"/leads/{accepted.pk}/questions/need_problem", said)
    assert "What does it cost you not to solve it?" in part(after, "asking")


def test_answering_one_question_leaves_the_rest_of_the_criterion(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    send(desk, f"/leads/{accepted.pk}/answers/need", {**story.NEED, "answers__need__why_now": ""})
    said = {
        "question": "need_why_now",
        "answers__need__why_now": "四月の新工場稼働",
        "level": "2",
        "evidence": ["ev-1"],
    }
    send(desk, f"/leads/{accepted.pk}/questions/need_why_now", said)
    need = Answer.objects.get(lead=accepted, criterion="need")
    assert (need.body["why_now"], need.body["cost_of_inaction"]) == (
        "四月の新工場稼働",
        "年三千万円の機会損失",
    )
    assert (need.level, need.evidence) == (2, ["ev-1"])


def test_a_question_asked_in_vain_gives_way_to_the_next(accepted: Lead, aoi: Person, visit: Visit) -> None:
    note = {"question": "need_problem", "note": "次回に回答するとのこと"}
    after = send(visit(aoi, "en"), f"/leads/{accepted.pk}/asked", note)
    assert "What does it cost you not to solve it?" in part(after, "asking")
    assert AskedQuestion.objects.get(lead=accepted).note == "次回に回答するとのこと"


def test_a_question_that_does_not_exist_is_not_found(accepted: Lead, aoi: Person, visit: Visit) -> None:
    send(visit(aoi), f"/leads/{accepted.pk}/questions/colour", {"level": "1"}, status=404)


def test_a_logged_call_mends_the_finding_at_once(accepted: Lead, aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    assert "No two-way conversation" in part(desk.read(f"/leads/{accepted.pk}"), "why")
    after = send(
        desk, f"/leads/{accepted.pk}/touch", {"kind": "call", "two_way": "on", "direction": "outbound"}
    )
    assert "No two-way conversation" not in part(after, "why")


def test_the_leads_own_fields_are_edited_in_place(accepted: Lead, aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    form = desk.client.get(f"/leads/{accepted.pk}/edit", headers=LIVE).content.decode()
    assert 'id="part-facts"' in form
    assert "<html" not in form
    given = {
        "person__name": accepted.name,
        "company__name": accepted.company_name,
        "source": "inbound",
        "why_now": "四月稼働",
    }
    after = send(desk, f"/leads/{accepted.pk}/edit", given)
    assert "四月稼働" in part(after, "facts")


def test_the_timeline_tells_people_from_the_system(accepted: Lead, aoi: Person, visit: Visit) -> None:
    page = f"/leads/{accepted.pk}"
    desk = visit(aoi, "en")
    people = part(desk.read(f"{page}?events=people"), "timeline")
    system = part(desk.read(f"{page}?events=system"), "timeline")
    assert "Sales accepted the lead (SAL)." in people
    assert "timeline-system" not in people
    assert "automatically" in system
    assert "timeline-people" not in system


def test_at_most_seven_things_are_typed_before_sales_accepts(aoi: Person, visit: Visit) -> None:
    """The rest is asked at the gate that needs it (anchors: five to seven at most)."""
    desk = visit(aoi, "en")
    least: dict[str, Any] = {
        "person__name": "高橋 美咲",
        "person__email": "misaki.takahashi@example.co.jp",
        "company__name": "株式会社サンプル製作所",
        "company__industry": "manufacturing",
        "company__employees": "850",
        "company__country": "JP",
        "source": "inbound",
    }
    assert len(least) <= 7
    desk.fill("/leads/new", "/leads/new", **least)
    lead = Lead.objects.get()
    page = f"/leads/{lead.pk}"
    desk.fill(page, f"{page}/touch", kind="form", direction="inbound")
    desk.fill(page, f"{page}/accept")
    lead.refresh_from_db()
    assert lead.state == "sal"


def test_whoever_enters_a_lead_that_routing_gives_away_is_told_to_whom(
    aoi: Person, stranger: Person, visit: Visit
) -> None:
    Person.objects.filter(pk=aoi.pk).update(weight=0)
    typed: dict[str, Any] = {
        "person__name": "高橋 美咲",
        "company__name": "株式会社サンプル製作所",
        "source": "inbound",
    }
    page = visit(aoi, "en").fill("/leads/new", "/leads/new", **typed)
    assert Lead.objects.get().owner == stranger
    assert "The lead is captured, and the routing table gave it to 余所 者." in page


def test_an_amount_is_in_the_agreements_currency_until_somebody_says_otherwise(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    page = f"/leads/{accepted.pk}"
    assert re.search(r'name="answers/budget/amount/currency"[^>]* value="JPY"', desk.read(page))
    send(
        desk,
        f"{page}/answers/budget",
        {"answers__budget__level": "1", "answers__budget__amount__currency": "JPY"},
    )
    assert Answer.objects.get(lead=accepted, criterion="budget").body.get("amount") is None


def test_what_cannot_be_read_while_somebody_types_names_its_field(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    given = {"answers__budget__amount__amount": "12000000", "answers__budget__amount__currency": ""}
    answer = send(visit(aoi, "en"), f"/leads/{accepted.pk}/answers/budget/try", given)
    assert "<strong>Currency</strong> " in answer
