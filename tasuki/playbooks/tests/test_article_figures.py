"""The default playbook says what the article says: its figures are written down here a second time, by hand."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from tasuki.playbooks.presets import load_preset
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Dossier
from tasuki.rules.fields import path_exists
from tasuki.rules.frameworks import criteria_read
from tasuki.rules.gates import rules_of
from tasuki.rules.routing import STRATEGIES

ARTICLE = load_preset("article")


def test_the_five_criteria_and_the_aes_two_findings_have_their_ids() -> None:
    assert {one.key: one.id for one in ARTICLE.criterion if one.gated} == {
        "budget": "C-1",
        "authority": "C-2",
        "need": "C-3",
        "timeline": "C-4",
        "decision_process": "C-5",
    }
    assert (ARTICLE.criteria["competition"].id, ARTICLE.criteria["value_alignment"].id) == ("CH-12", "CH-13")


def test_sql_asks_for_a_real_problem_and_less_for_money_and_authority() -> None:
    gate = ARTICLE.gates["sql"]
    assert gate.mode == "binary_all"
    assert {one.criterion: one.level for one in gate.require} == {"need": 2, "budget": 1, "authority": 1}


def test_an_opportunity_asks_for_all_five_confirmed_by_the_buyer() -> None:
    assert {one.criterion: one.level for one in ARTICLE.gates["opportunity"].require} == dict.fromkeys(
        ("budget", "authority", "need", "timeline", "decision_process"), 2
    )


def test_the_five_gates_stand_in_order_with_their_ids() -> None:
    assert [(gate.key, gate.id) for gate in ARTICLE.gate] == [
        ("mql", "G-00"),
        ("sal", "G-01"),
        ("sql", "G-02"),
        ("handoff", "G-03"),
        ("opportunity", "G-04"),
    ]


def test_only_the_agreed_rules_are_softer_than_a_block() -> None:
    assert {rule: how.value for gate in ARTICLE.gate for rule, how in gate.enforcement.items()} == {
        "SL-4": "warn",
        "O-5": "warn",
        "O-7": "manager_review",
        "O-17": "warn",
        "AP-1": "manager_review",
    }


def test_every_question_of_the_article_is_asked() -> None:
    assert Counter(question.criterion for question in ARTICLE.question) == {
        "budget": 3,
        "authority": 1,
        "need": 3,
        "timeline": 1,
        "decision_process": 5,
        "brief": 5,
    }


def test_the_conversation_does_not_open_with_the_budget() -> None:
    order = list(dict.fromkeys(q.criterion for q in ARTICLE.question if q.criterion != "brief"))
    assert order == ["need", "timeline", "budget", "authority", "decision_process"]
    assert [one.key for one in ARTICLE.frameworks["bant"].elements] == [
        "need",
        "timeline",
        "budget",
        "authority",
    ]


def test_every_question_shows_a_good_and_a_poor_answer() -> None:
    assert [question.key for question in ARTICLE.question if not (question.good.en and question.bad.en)] == []


def test_the_clocks_run_as_agreed() -> None:
    assert {
        sla.id: (sla.within, sla.owner) for sla in ARTICLE.sla if sla.id.startswith("SL-") and sla.within
    } == {
        "SL-1": ("5 min", "revops"),
        "SL-2": ("24 h", "sdr"),
        "SL-3": ("5 business days", "sdr"),
        "SL-4": ("48 h", "sdr"),
        "SL-5": ("365 days", "sdr"),
        "SL-6": ("5 business days", "ae"),
        "SL-7": ("24 h", "ae"),
        "SL-8": ("3 days", "ae"),
        "SL-11": ("next Monday 12:00", "manager"),
        "SL-12": ("14 days", "ae"),
        "SL-13": ("5 business days", "ae"),
        "SL-26": ("5 business days", "revops"),
    }
    assert {sla.warn_at for sla in ARTICLE.sla} == {(0.5, 0.75, 0.9)}


def test_the_expected_ranges_are_reported_and_never_breached() -> None:
    assert {sla.id: sla.expected_days for sla in ARTICLE.sla if sla.is_benchmark} == {
        "SL-9": (3, 7),
        "SL-10": (5, 10),
        "SL-10b": (0, 3),
    }


def test_the_meeting_ends_two_clocks_however_far_ahead_it_is() -> None:
    assert [sla.id for sla in ARTICLE.sla if sla.no_later_than] == ["SL-5", "SL-13"]


def test_business_days_run_by_the_office_and_hours_by_the_clock() -> None:
    business = {
        sla.id for sla in ARTICLE.sla if sla.calendar == "office" and sla.within.endswith("business days")
    }
    assert {"SL-3", "SL-6", "SL-13"} <= business
    elapsed = {sla.id for sla in ARTICLE.sla if sla.calendar == "always"}
    assert elapsed == {"SL-1", "SL-2", "SL-4", "SL-5", "SL-7", "SL-8", "SL-12"}


def test_the_office_works_nine_to_six_on_weekdays_in_tokyo() -> None:
    office, american, always = ARTICLE.calendar
    assert (office.key, office.zone, office.country) == ("office", "Asia/Tokyo", "JP")
    assert set(office.hours) == {"0", "1", "2", "3", "4"}
    assert {
        (f"{span.start:%H:%M}", f"{span.end:%H:%M}") for day in office.hours.values() for span in day
    } == {("09:00", "18:00")}
    assert (american.key, american.country) == ("us_office", "US")
    assert (always.key, len(always.hours)) == ("always", 7)


def test_the_published_bands_are_the_articles() -> None:
    assert {one.key: (one.low, one.high, one.dimension) for one in ARTICLE.benchmark} == {
        "overall": (0.05, 0.20, "overall"),
        "mature": (0.10, 0.15, "overall"),
        "inbound": (0.15, 0.25, "source"),
        "outbound": (0.03, 0.10, "source"),
        "referral": (0.25, 0.40, "source"),
        "event": (0.08, 0.15, "source"),
        "enterprise": (0.20, 0.35, "segment"),
        "mid_market": (0.10, 0.20, "segment"),
        "smb": (0.05, 0.12, "segment"),
        "saas": (0.12, 0.18, "industry"),
        "professional_services": (0.20, 0.30, "industry"),
        "manufacturing": (0.08, 0.15, "industry"),
        "financial_services": (0.15, 0.25, "industry"),
    }
    assert all("not measured" in one.note.en for one in ARTICLE.benchmark)


def test_every_band_of_a_source_has_a_source_of_its_name() -> None:
    assert {one.value for one in ARTICLE.benchmark if one.dimension == "source"} <= {
        s.key for s in ARTICLE.source
    }


def test_the_six_reasons_for_a_rejection_are_protected() -> None:
    protected = {reason.code for reason in ARTICLE.reason if reason.protected}
    assert protected == {
        "does_not_meet_icp",
        "no_budget",
        "no_authority",
        "no_timeline",
        "wrong_contact",
        "duplicate",
    }
    assert protected <= {reason.code for reason in ARTICLE.reasons_for("reject")}


def test_the_reasons_that_the_article_forgot_are_there_to_edit() -> None:
    extras = {
        "no_need",
        "no_decision_process",
        "unresponsive",
        "competitor_locked",
        "not_a_project",
        "existing_customer_or_open_deal",
    }
    assert extras <= {reason.code for reason in ARTICLE.reasons_for("reject")}
    assert not any(ARTICLE.reasons[code].protected for code in extras)


def test_a_rejection_leads_back_to_the_sdr_to_a_merge_or_out() -> None:
    assert {r.code: r.leads_to for r in ARTICLE.reason if r.leads_to != "disqualified"} == {
        "wrong_contact": "sql",
        "brief_incomplete": "sql",
        "duplicate": "merged",
    }
    assert ARTICLE.reasons["duplicate"].asks_for == ("surviving_id",)
    assert ARTICLE.reasons["wrong_contact"].asks_for == ("better_contact",)


def test_a_recycled_lead_comes_back_after_a_time_or_upon_an_event() -> None:
    assert {r.code: r.recycle_after_days or r.recycle_trigger for r in ARTICLE.reasons_for("recycle")} == {
        "no_budget": 90,
        "unresponsive": 90,
        "bad_timing": 60,
        "competitor_locked": "before_renewal",
        "too_small": "company_growth",
    }
    assert not {"wrong_industry", "not_a_project"} & {r.code for r in ARTICLE.reasons_for("recycle")}


def test_leads_that_died_for_the_wrong_reason_are_told_apart() -> None:
    wrong = {reason.code for reason in ARTICLE.reason if reason.exit_cause == "process_failure"}
    assert {"no_follow_up", "incomplete_discovery", "miscommunication"} <= wrong
    assert {"lost_to_competitor_before_conversion", "won_without_opportunity"} <= wrong
    assert "does_not_meet_icp" not in wrong


@pytest.mark.parametrize(
    "use",
    [
        "reject", "disqualify", "recycle", "exclude", "lose", "win", "void", "reopen", "decline_meeting",
        "push_close_date",
    ],
)  # fmt: skip
def test_whatever_asks_for_a_reason_finds_some_to_choose_from(use: str) -> None:
    assert len(ARTICLE.reasons_for(use)) >= 3


def test_every_exclusion_leaves_a_reason_for_excluding() -> None:
    excluding = {reason.code for reason in ARTICLE.reasons_for("exclude")}
    assert {exclusion.code for exclusion in ARTICLE.exclusion} == excluding
    assert {"competitor", "student", "existing_customer", "blocked_region", "personal_mail"} <= excluding


def test_the_limits_are_the_articles_or_the_stated_default() -> None:
    limits = ARTICLE.limits
    assert limits.close_within_days == 180
    assert limits.forcing_slack_days == 30
    assert limits.next_step_within_days == 14
    assert limits.name_max == 120
    assert (limits.rationale_min, limits.override_rationale_min, limits.override_days) == (20, 80, 14)
    assert (limits.void_hours, limits.archive_after_days, limits.similar_rationales) == (24, 180, 20)
    assert (limits.outlier_min_n, limits.outlier_z) == (30, Decimal(3))
    assert limits.discount_review == Decimal("0.20")
    assert limits.early_stage_review == "overrides_and_flagged"
    assert ARTICLE.slas["SL-12"].within == f"{limits.override_days} days"


def test_the_targets_depend_on_each_other_and_all_are_set() -> None:
    targets = ARTICLE.targets
    assert targets.mqls_per_month > targets.opportunities_per_month > 0
    assert targets.acceptance == 0.8
    assert targets.average_amount > 0


def test_the_checklist_has_its_twenty_five_items_in_four_lists() -> None:
    assert [item.id for item in ARTICLE.checklist] == [f"CH-{number}" for number in range(1, 26)]
    assert Counter(item.list for item in ARTICLE.checklist) == {
        "handoff": 6,
        "discovery": 7,
        "opportunity": 8,
        "after": 4,
    }
    assert {item.id for item in ARTICLE.checklist if not item.blocking} == {
        "CH-4", "CH-6", "CH-21", "CH-22", "CH-23", "CH-24", "CH-25",
    }  # fmt: skip
    assert [item.id for item in ARTICLE.checklist if item.check == "evidence"] == ["CH-12", "CH-13"]


def test_every_checklist_item_is_answered_by_rules_that_the_gates_ask() -> None:
    asked = {rule.id for gate in ARTICLE.gates for rule in rules_of(gate, Dossier(), ARTICLE)}
    from_the_records = {"AP-2", "G-09", "RP-3", "AC-1"}
    named = {rule for item in ARTICLE.checklist for rule in item.rules}
    assert named - asked == from_the_records
    assert all(item.rules for item in ARTICLE.checklist)
    assert all(path_exists(path) for item in ARTICLE.checklist for path in item.fields)


def test_enforcement_speaks_of_rules_that_the_gate_asks() -> None:
    for gate in ARTICLE.gate:
        assert set(gate.enforcement) <= {rule.id for rule in rules_of(gate.key, Dossier(), ARTICLE)}


def test_the_brief_has_every_line_of_the_articles_template() -> None:
    assert [item.key for item in ARTICLE.brief] == [
        "company", "company_background", "fit_assessment",
        "contact_name", "contact_title", "contact_email", "contact_phone", "org_chart",
        "lead_source", "campaign",
        "budget", "authority", "need", "timeline",
        "note_problem", "note_why_now", "note_tried_before", "note_who_decides", "note_current_process",
        "first_contact", "touchpoints", "response_pattern", "engagement_level", "red_flags",
        "recommended_next_step", "sdr_assessment", "likelihood",
    ]  # fmt: skip
    assert {item.key for item in ARTICLE.brief if not item.required} == {
        "contact_phone",
        "org_chart",
        "campaign",
    }
    assert {item.key for item in ARTICLE.brief if item.unknown_with} == {"budget"}
    assert {item.key for item in ARTICLE.brief if item.none_with} == {"red_flags"}


def test_the_opportunity_requires_the_articles_fields() -> None:
    required = {item.key: item for item in ARTICLE.required if item.gate == "opportunity"}
    assert {
        "company", "product", "use_case", "owner", "account", "contacts", "amount", "discount", "close_on", "stage",
        "probability", "next_steps", "source", "campaign", "lead_score", "qualification_notes", "follow_up_plan",
    } <= set(required)  # fmt: skip
    assert {key for key, item in required.items() if item.rule == "O-18"} == {
        "product_line", "use_case_or_vertical", "decision_criteria", "competitive_landscape", "risks",
    }  # fmt: skip
    assert {key for key, item in required.items() if item.enforcement is not Enforcement.BLOCK} == {
        "probability", "campaign", "lead_score",
    }  # fmt: skip


def test_marketing_delivers_company_contact_and_source_and_is_reminded_of_the_context() -> None:
    mql = {item.key: item.enforcement for item in ARTICLE.required if item.gate == "mql"}
    assert {key for key, how in mql.items() if how is Enforcement.BLOCK} == {"company", "contact", "source"}
    assert {key for key, how in mql.items() if how is Enforcement.WARN} == {
        "campaign", "touchpoints", "message", "why_now",
    }  # fmt: skip


def test_the_frameworks_have_their_letters_and_weights() -> None:
    letters = {
        key: "".join(one.key[0].upper() for one in fw.elements) for key, fw in ARTICLE.frameworks.items()
    }
    assert letters == {"bant": "NTBA", "meddic": "MEDDIC", "meddpicc": "MEDDPICC", "champ": "CAMP"}
    weights = {one.key: one.weight for one in ARTICLE.frameworks["meddpicc"].elements}
    assert sum(weights.values()) == 100
    assert {key for key, weight in weights.items() if weight == 15} == {
        "metrics", "economic_buyer", "identify_pain", "champion",
    }  # fmt: skip
    for framework in ARTICLE.framework:
        for element in framework.elements:
            assert set(criteria_read(element)) <= set(ARTICLE.criteria)


def test_the_agreement_lists_what_each_side_owes() -> None:
    assert Counter(line.side for line in ARTICLE.commitment) == {
        "marketing": 4,
        "sales": 4,
        "sdr": 3,
        "ae": 3,
        "joint": 4,
        "escalation": 2,
    }
    measured = {line.measure for line in ARTICLE.commitment}
    clocks = {"SL-1", "SL-2", "SL-3", "SL-4", "SL-5", "SL-6", "SL-7", "SL-8", "SL-11", "SL-13"}
    assert clocks <= measured
    assert clocks <= set(ARTICLE.slas)


def test_the_two_teams_meet_weekly_monthly_and_quarterly() -> None:
    assert Counter(meeting.every for meeting in ARTICLE.cadence) == {"week": 2, "month": 1, "quarter": 1}


def test_an_opportunity_begins_in_discovery_or_qualification() -> None:
    assert [stage.key for stage in ARTICLE.stage if stage.entry] == ["discovery", "qualification"]
    assert {stage.key: stage.cap_days for stage in ARTICLE.stage if stage.cap_days} == {
        "discovery": 14,
        "proposal": 10,
        "negotiation": 21,
    }
    assert Counter(stage.kind for stage in ARTICLE.stage) == {
        "open": 5,
        "won": 1,
        "lost": 1,
        "void": 1,
        "pending": 1,
    }
    chances = [stage.probability for stage in ARTICLE.stage if stage.kind == "open"]
    assert chances == sorted(chances)


def test_the_hygiene_flags_have_their_days() -> None:
    assert {flag.id: flag.days for flag in ARTICLE.hygiene if flag.days} == {
        "HY-1": 60,
        "HY-2": 21,
        "HY-3": 14,
        "HY-4": 90,
        "HY-11": 30,
    }


def test_leads_are_routed_by_the_most_specific_row_first_and_never_lost() -> None:
    of_partners = {"partner_manager"}  # for houses that have partners: the article has none
    assert [route.to for route in ARTICLE.route] == [one for one in STRATEGIES if one not in of_partners]
    assert ARTICLE.route[-1].to == "fallback"


def test_approval_is_asked_where_the_agreement_says_so() -> None:
    assert {row.builtin for row in ARTICLE.approval} == {
        "above_p90", "outlier", "premature_converter", "override_above_threshold",
    }  # fmt: skip
