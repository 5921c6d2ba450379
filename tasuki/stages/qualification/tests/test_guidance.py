"""The next question: what the next gate lacks first, then what the buyer's own steps point to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tasuki.playbooks.presets import load_preset
from tasuki.rules.dossier import Answers, Asked, Dossier, LeadFacts, Need, Touch
from tasuki.stages.qualification.guidance import next_question, questions

BOOK = load_preset("article")
ACCEPTED = Dossier(lead=LeadFacts(state="sal"))


def first(dossier: Dossier) -> str:
    found = next_question(dossier, BOOK)
    return found.criterion if found else ""


def criteria(dossier: Dossier) -> list[str]:
    return list(dict.fromkeys(one.question.criterion for one in questions(dossier, BOOK)))


def test_the_problem_comes_first_and_the_money_later() -> None:
    assert criteria(ACCEPTED)[:3] == ["need", "budget", "authority"]


def test_what_is_known_well_enough_for_the_next_gate_steps_back() -> None:
    known = replace(ACCEPTED, answers=Answers(need=Need(level=2)))
    assert first(known) == "budget"


def test_for_the_ae_the_opportunity_gate_sets_the_order() -> None:
    assert criteria(Dossier(lead=LeadFacts(state="discovery")))[:2] == ["need", "timeline"]


def test_a_look_at_the_prices_brings_the_question_of_money_forward(at: datetime) -> None:
    curious = replace(
        ACCEPTED, lead=LeadFacts(state="sal", touches=(Touch("visit", at, signal="pricing_page"),))
    )
    assert first(ACCEPTED) == "need"
    assert first(curious) == "budget"


def test_answered_questions_sink_to_the_bottom_and_asked_ones_come_between() -> None:
    half = replace(
        ACCEPTED,
        answers=Answers(need=Need(level=1, problem="受注から出荷まで九日かかる")),
        asked=(Asked("need_cost", note="まだ分からないとのこと"),),
    )
    standings = [one.standing for one in questions(half, BOOK)]
    assert standings == sorted(standings, key=("open", "asked", "answered").index)
    assert {one.question.key for one in questions(half, BOOK) if one.standing == "answered"} == {
        "need_problem",
        "brief_problem",
    }
    assert len(standings) == len(BOOK.question)


def test_when_everything_was_asked_nothing_is_next() -> None:
    asked = tuple(Asked(question.key, note="聞いた") for question in BOOK.question)
    assert next_question(replace(ACCEPTED, asked=asked), BOOK) is None
