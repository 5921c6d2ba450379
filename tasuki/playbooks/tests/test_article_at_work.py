"""The article's lists and gates on real dossiers: placeholders, exclusions, scores, the profile, the contract."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tasuki.playbooks.presets import load_preset
from tasuki.rules.decision import Verdict
from tasuki.rules.dossier import read_dossier
from tasuki.rules.gates import decide
from tasuki.rules.placeholders import is_placeholder
from tasuki.rules.scoring import score

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
ARTICLE = load_preset("article")


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
    exported = ("Website", "展示会", "ご紹介", "テレアポ", "Partner referral", "ウェビナー")
    assert [by_name[name] for name in exported] == [
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
