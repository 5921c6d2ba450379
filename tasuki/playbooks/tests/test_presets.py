"""The default playbook says what the article says: its figures are written down here a second time, by hand."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tasuki.playbooks.presets import (
    complete_toml,
    load_file,
    load_preset,
    load_text,
    preset_names,
    preset_toml,
)
from tasuki.rules.conditions import path_exists
from tasuki.rules.decision import Enforcement, Verdict
from tasuki.rules.dossier import Dossier, read_dossier
from tasuki.rules.frameworks import criteria_read
from tasuki.rules.gates import decide, rules_of
from tasuki.rules.placeholders import is_placeholder
from tasuki.rules.playbook import Playbook, read_playbook
from tasuki.rules.reading import Unreadable
from tasuki.rules.routing import STRATEGIES
from tasuki.rules.scoring import score
from tasuki.rules.wording import Text

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples" / "playbooks"
AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
ARTICLE = load_preset("article")


@pytest.fixture
def contract() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(
        (ROOT / "examples" / "worked" / "base.json").read_text(encoding="utf-8")
    )
    return facts


def every_text(value: object, where: str = "") -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, tuple):
        for item in value:
            name = getattr(item, "key", "") or getattr(item, "id", "") or getattr(item, "code", "")
            yield from every_text(item, f"{where}/{name}")
    elif is_dataclass(value):
        for one in fields(value):
            yield from every_text(getattr(value, one.name), f"{where}/{one.name}")


# --- what ships -------------------------------------------------------------------------------------------------


def test_the_article_is_the_preset_that_ships() -> None:
    assert preset_names() == ("article",)
    assert load_preset("article") is ARTICLE
    assert ARTICLE.stamp == "article@1"
    assert read_playbook(preset_toml("article")).stamp == "article@1"


def test_a_preset_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(LookupError, match="known: article"):
        preset_toml("artcle")
    with pytest.raises(LookupError, match="known: article"):
        load_preset("artcle")


def test_both_sides_have_signed_and_a_company_is_told_to_sign_its_own() -> None:
    assert {signed.side for signed in ARTICLE.agreement.sign_offs} == {"marketing", "sales"}
    assert {signed.on for signed in ARTICLE.agreement.sign_offs} == {date(2026, 1, 1)}
    assert "signs its own" in ARTICLE.agreement.closed_won_analysis.en


def test_everything_that_is_read_by_people_is_there_in_both_languages() -> None:
    unfinished = [
        where
        for where, text in every_text(ARTICLE)
        if bool(text.en) != bool(text.ja) or (not text.en and not where.endswith(("/means", "/fix")))
    ]
    assert unfinished == []


def test_the_japanese_is_japanese_and_not_a_copy() -> None:
    names = {"BANT", "MEDDIC", "MEDDPICC", "CHAMP", "SaaS"}
    copied = [where for where, text in every_text(ARTICLE) if text.en == text.ja and text.en not in names]
    assert copied == []


def test_nothing_has_one_name_twice() -> None:
    for table, items in (
        ("icp", [item.key for item in ARTICLE.icp]),
        ("exclusion", [item.code for item in ARTICLE.exclusion]),
        ("required", [(item.gate, item.key) for item in ARTICLE.required]),
        ("brief", [item.key for item in ARTICLE.brief]),
        ("route", [item.key for item in ARTICLE.route]),
        ("score", [item.key for item in ARTICLE.score]),
        ("notice", [item.key for item in ARTICLE.notice]),
        ("approval", [item.key for item in ARTICLE.approval]),
        ("benchmark", [item.key for item in ARTICLE.benchmark]),
        ("commitment", [item.key for item in ARTICLE.commitment]),
        ("source", [item.key for item in ARTICLE.source]),
        ("placeholders", [text.casefold() for text in ARTICLE.placeholders.texts]),
        ("empty phrases", ARTICLE.placeholders.empty_phrases),
        ("free mail", ARTICLE.free_mail),
    ):
        twice = [name for name, count in Counter(items).items() if count > 1]
        assert twice == [], table


# --- the article's figures --------------------------------------------------------------------------------------


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
        "reject",
        "disqualify",
        "recycle",
        "exclude",
        "lose",
        "win",
        "void",
        "reopen",
        "decline_meeting",
        "push_close_date",
    ],
)
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
    assert [route.to for route in ARTICLE.route] == list(STRATEGIES)
    assert ARTICLE.route[-1].to == "fallback"


def test_approval_is_asked_where_the_agreement_says_so() -> None:
    assert {row.builtin for row in ARTICLE.approval} == {
        "above_p90", "outlier", "premature_converter", "override_above_threshold",
    }  # fmt: skip


# --- the lists do their work ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    ["TBD", "tba", "Unknown", "ＵＮＫＮＯＷＮ", "N/A", "NA", "none", "null", "-", "--", "？", "xxx", "test", "asdf",
     "未定", "不明", "未確認", "なし", "特になし", "要確認", "確認中", "後日", "ダミー", " 未定。", "（未定）"],
)  # fmt: skip
def test_what_looks_filled_and_says_nothing_counts_as_empty(said: str) -> None:
    assert is_placeholder(said, ARTICLE)


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01", "1970-01-01", "2099-12-31"])
def test_dates_that_only_fill_a_field_count_as_empty(day: str) -> None:
    assert is_placeholder(date.fromisoformat(day), ARTICLE)


@pytest.mark.parametrize(
    "said",
    [
        "4月の新工場稼働",
        "Not before the audit in March",
        "予算は未定だが、1月の役員会で決まる",
        "テスト工程の短縮",
        "None of their plants has an ERP",
    ],
)
def test_a_real_answer_may_contain_the_words_of_a_placeholder(said: str) -> None:
    assert not is_placeholder(said, ARTICLE)


def test_a_name_that_a_crm_exports_leads_to_one_source() -> None:
    names = Counter(
        name.casefold() for one in ARTICLE.source for name in {one.key, *map(str.casefold, one.aliases)}
    )
    assert [name for name, count in names.items() if count > 1] == []
    by_name = {name: one.key for one in ARTICLE.source for name in one.aliases}
    assert [by_name[name] for name in ("Website", "展示会", "ご紹介", "テレアポ", "Partner referral", "ウェビナー")] == [
        "inbound", "event", "referral", "outbound", "partner", "webinar",
    ]  # fmt: skip


def test_private_mailboxes_of_both_countries_are_known_and_companies_are_none() -> None:
    assert {"gmail.com", "yahoo.co.jp", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "nifty.com"} <= set(
        ARTICLE.free_mail
    )
    assert "example.co.jp" not in ARTICLE.free_mail


@pytest.mark.parametrize(
    ("lead", "code"),
    [
        ({"fields": {"competitor": True}}, "competitor"),
        ({"person": {"title": "学生"}}, "student"),
        ({"fields": {"existing_customer": True}}, "existing_customer"),
        ({"country": "KP"}, "blocked_region"),
        ({"person": {"email": "aoi@gmail.com"}}, "personal_mail"),
        ({"fields": {"spam": True}}, "spam"),
    ],
)
def test_each_exclusion_can_be_hit(lead: dict[str, Any], code: str) -> None:
    dossier = read_dossier({"lead": lead})
    assert [one.code for one in ARTICLE.exclusion if one.when.holds(dossier)] == [code]


def test_a_free_mailbox_with_a_company_behind_it_is_not_excluded() -> None:
    lead = {"company": {"name": "株式会社サンプル"}, "person": {"email": "aoi@gmail.com"}}
    dossier = read_dossier({"lead": lead})
    assert not any(one.when.holds(dossier) for one in ARTICLE.exclusion)


def test_a_demo_request_counts_more_than_a_download_and_fades() -> None:
    def intent(signal: str, on: str) -> int:
        touch = {"kind": "form", "at": f"{on}T06:00:00Z", "direction": "inbound", "signal": signal}
        return score(read_dossier({"lead": {"touches": [touch]}}), ARTICLE, AT).intent

    assert intent("demo_request", "2026-11-20") == 40
    assert intent("content_download", "2026-11-20") == 10
    assert intent("pricing_page", "2026-11-20") == 25
    assert intent("pricing_page", "2026-11-13") == 20


# --- the gates under the article --------------------------------------------------------------------------------


def test_a_lead_with_only_company_contact_and_source_is_accepted_with_warnings() -> None:
    known = {"source": "inbound", "company": {"name": "株式会社サンプル"}, "person": {"name": "高橋 美咲"}}
    dossier = read_dossier({"lead": known})
    scores = score(dossier, ARTICLE, AT)
    dossier = read_dossier({"lead": {**known, "fit": scores.fit, "intent": scores.intent}})
    assert decide("mql", dossier, ARTICLE, AT).verdict is Verdict.PASSED_WITH_WARNINGS
    assert decide("sal", dossier, ARTICLE, AT).verdict is Verdict.PASSED_WITH_WARNINGS


@pytest.mark.parametrize("missing", ["source", "company", "person"])
def test_without_company_contact_or_source_sales_need_not_accept(missing: str) -> None:
    lead: dict[str, Any] = {
        "source": "inbound", "company": {"name": "株式会社サンプル"}, "person": {"name": "高橋 美咲"}, "intent": 20,
    }  # fmt: skip
    del lead[missing]
    assert decide("sal", read_dossier({"lead": lead}), ARTICLE, AT).verdict is Verdict.REFUSED


def test_a_company_of_three_does_not_fit_the_profile() -> None:
    lead = {
        "source": "inbound",
        "company": {"name": "A", "employees": 3},
        "person": {"name": "B"},
        "intent": 20,
    }
    decision = decide("sal", read_dossier({"lead": lead}), ARTICLE, AT)
    assert decision.verdict is Verdict.REFUSED
    assert [f.pointer for f in decision.by_rule("ICP-1") if f.standing == "unmet"] == [
        "/lead/company/employees"
    ]


@pytest.mark.parametrize(
    ("lead", "item", "standing"),
    [
        ({}, "industry", "unknown"),
        ({"industry": "agriculture"}, "industry", "unmet"),
        ({"industry": "SaaS"}, "industry", "met"),
        ({"company": {"industry": "manufacturing"}}, "industry", "met"),
        ({"country": "KP"}, "region", "unmet"),
        ({"company": {"country": "JP"}}, "region", "met"),
        ({"company": {"segment": "smb"}}, "size", "met"),
        ({"company": {"employees": 9, "segment": "smb"}}, "size", "unmet"),
        ({"company": {"technologies": ["incompatible"]}}, "technology", "unmet"),
        ({"company": {"business_model": "consumer"}}, "business_model", "unmet"),
        ({"company": {"domain": "gmail.com"}}, "company_domain", "unmet"),
    ],
)
def test_the_profile_is_met_unmet_or_unknown(lead: dict[str, Any], item: str, standing: str) -> None:
    (condition,) = [one.when for one in ARTICLE.icp if one.key == item]
    assert condition.standing(read_dossier({"lead": lead})) == standing


def test_the_contracts_dossier_becomes_an_opportunity(contract: dict[str, Any]) -> None:
    dossier = read_dossier(contract)
    assert decide("opportunity", dossier, ARTICLE, AT).verdict is Verdict.PASSED
    assert decide("sql", dossier, ARTICLE, AT).verdict is Verdict.PASSED
    assert decide("sal", dossier, ARTICLE, AT).verdict.lets_through
    assert decide("mql", dossier, ARTICLE, AT).verdict.lets_through


# --- a company's own file ---------------------------------------------------------------------------------------


def named(name: str) -> Playbook:
    return load_file(EXAMPLES / f"{name}.toml")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_playbook_reads_and_stays_complete_when_stored(path: Path) -> None:
    book = load_file(path)
    stored = read_playbook(complete_toml(path.read_text(encoding="utf-8"), path.name))
    assert book.playbook.name == stored.playbook.name == path.stem
    assert (stored.sla, stored.question, stored.gate) == (book.sla, book.question, book.gate)
    assert len(book.checklist) == 25


def test_a_preset_stored_and_read_again_is_the_same_agreement() -> None:
    again = load_text('base = "article"\n')
    for one in fields(Playbook):
        assert getattr(again, one.name) == getattr(ARTICLE, one.name), one.name


def test_the_strict_preset_takes_the_words_of_sql_literally(contract: dict[str, Any]) -> None:
    contract["answers"]["budget"]["level"] = 1
    dossier = read_dossier(contract)
    assert decide("sql", dossier, ARTICLE, AT).verdict is Verdict.PASSED
    assert decide("sql", dossier, named("strict"), AT).verdict is Verdict.REFUSED


def test_the_strict_preset_sends_every_override_to_the_manager(contract: dict[str, Any]) -> None:
    contract["override"] = {
        "rationale": "来月の新工場稼働に間に合わせるため、佐藤取締役の予算承認を待たずに先行して提案準備に入る。"
        "承認は十二月二日の役員会で得られる見込みであり、高橋様から電話で確認済み。並行して要件の確認を進める。",
        "expires_on": "2026-12-02",
    }
    contract["answers"]["budget"]["level"] = 1
    dossier = read_dossier(contract)
    assert decide("opportunity", dossier, ARTICLE, AT).verdict is Verdict.PASSED_WITH_WARNINGS
    assert decide("opportunity", dossier, named("strict"), AT).verdict is Verdict.NEEDS_REVIEW


def test_two_of_four_are_enough_for_the_lenient_preset(contract: dict[str, Any]) -> None:
    lenient = named("two_of_four")
    contract["answers"]["budget"]["level"] = 0
    contract["answers"]["authority"]["level"] = 0
    assert decide("sql", read_dossier(contract), lenient, AT).verdict is Verdict.PASSED
    assert decide("sql", read_dossier(contract), ARTICLE, AT).verdict is Verdict.REFUSED
    contract["answers"]["timeline"]["level"] = 1
    assert decide("sql", read_dossier(contract), lenient, AT).verdict is Verdict.REFUSED
    assert lenient.gates["opportunity"].require == ARTICLE.gates["opportunity"].require


def test_meddic_asks_for_a_champion_and_a_name_on_top_of_the_article(contract: dict[str, Any]) -> None:
    meddic = named("meddic")
    refused = decide("opportunity", read_dossier(contract), meddic, AT)
    assert [finding.pointer for finding in refused.troubles] == ["/answers/champion/level"]
    contract["answers"]["champion"] = {"level": 1, "person": {"name": "高橋 美咲"}}
    assert decide("opportunity", read_dossier(contract), meddic, AT).verdict is Verdict.PASSED
    contract["answers"]["authority"]["decision_maker"] = None
    assert decide("opportunity", read_dossier(contract), meddic, AT).by_rule("M-5")[0].standing == "unmet"


def test_the_discount_tiers_name_another_approver_for_each_tier(contract: dict[str, Any]) -> None:
    tiers = named("discount_tiers")

    def asks(fraction: str) -> list[str]:
        contract["opportunity"]["discount"] = {"kind": "percent", "fraction": fraction}
        decision = decide("opportunity", read_dossier(contract), tiers, AT)
        return [finding.because.spoken("en") for finding in decision.by_rule("AP-1") if finding.troubles]

    assert asks("0.10") == []
    assert len(asks("0.15")) == len(asks("0.25")) == len(asks("0.50")) == 1
    assert "more than 40 %" in asks("0.50")[0]


# --- errors -----------------------------------------------------------------------------------------------------


def test_a_base_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(Unreadable) as refused:
        load_text('base = "artikel"\n', "ours.toml")
    assert refused.value.problems[0].pointer == "ours.toml: base"
    assert "known: article" in str(refused.value)


def test_a_wrong_change_is_named_by_its_item_and_not_by_a_number() -> None:
    with pytest.raises(Unreadable) as refused:
        load_text('base = "article"\n[[sla]]\nid = "SL-4"\nwithin = "two days"\n', "ours.toml")
    assert [problem.pointer for problem in refused.value.problems] == ["ours.toml: sla/SL-4/within"]


def test_a_removal_that_finds_nothing_says_what_was_probably_meant() -> None:
    with pytest.raises(Unreadable) as refused:
        load_text('base = "article"\n[[reason]]\ncode = "no_budgets"\nremove = true\n', "ours.toml")
    assert refused.value.problems[0].pointer == "ours.toml: reason/no_budgets"
    assert "did you mean “no_budget”" in str(refused.value)


def test_a_file_that_is_no_toml_or_no_utf8_is_refused_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("[playbook\n", encoding="utf-8")
    with pytest.raises(Unreadable, match=r"broken.toml:.*This is not TOML"):
        load_file(broken)
    broken.write_bytes('[playbook]\nname = "日本"\n'.encode("cp932"))
    with pytest.raises(Unreadable, match="UTF-8"):
        load_file(broken)


def test_a_complete_file_needs_no_base_and_is_stored_as_it_was_written(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('\ufeff[playbook]\nname = "own"\n', encoding="utf-8")
    assert load_file(own).stamp == "own@1"
    assert complete_toml('[playbook]\nname = "own"\n') == '[playbook]\nname = "own"\n'


def test_the_article_is_written_the_way_it_is_read() -> None:
    assert tomllib.loads(preset_toml("article"))["playbook"]["name"] == "article"
