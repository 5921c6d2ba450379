from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.decision import Enforcement, Standing
from tasuki.rules.matching import (
    CompanyFacts,
    Match,
    MatchStanding,
    PersonFacts,
    blocking_keys,
    company_key,
    domain_key,
    duplicate_finding,
    email_key,
    forms_agree,
    is_it_new,
    jaro_winkler,
    match_companies,
    match_people,
    person_key,
)
from tasuki.rules.matching.addresses import address_key
from tasuki.rules.matching.companies import LEGAL_FORMS
from tasuki.rules.matching.likeness import is_one_slip_away

WORKED = Path(__file__).parents[3] / "examples" / "worked" / "matching.toml"
EXAMPLES = tomllib.loads(WORKED.read_text(encoding="utf-8"))["example"]

NAMES = (
    "山田製作所",
    "アオゾラ・フーズ",
    "Acme",
    "J.P. Müller & Söhne",
    "ｷﾔﾉﾝ",
    "Aozora Robotics",
    "the group",
    "田中",
)
WORDS = st.one_of(st.sampled_from(NAMES), st.text(max_size=12))
COMPANY_NAMES = st.builds(
    lambda before, core, after: f"{before}{core} {after}",
    st.sampled_from(["", "株式会社", "㈱", "(有)", "一般社団法人 "]),
    WORDS,
    st.sampled_from(
        ["", "Inc.", "Co., Ltd.", "GmbH", "(株)", "K.K.", "S.A.", "株式会社 Inc", "（アオゾラ）"]
    ),
)
PERSON_NAMES = st.builds(
    lambda before, name, after: f"{before}{name}{after}",
    st.sampled_from(["", "Dr. ", "Ms "]),
    st.one_of(
        st.sampled_from(["田中 太郎", "Taro Tanaka", "Tanaka, Taro", "タナカ タロウ", "O'Brien, Pat"]),
        st.text(max_size=12),
    ),
    st.sampled_from(["", "様", " さん", "-san"]),
)
PHONES = st.lists(st.sampled_from(["+81312345678", "+81312345679", "+13123865286"]), max_size=2).map(tuple)
IDS = st.lists(
    st.tuples(st.sampled_from(["crm", "tax"]), st.sampled_from(["123456", "123465", "9"])), max_size=2
).map(tuple)
ADDRESSES = st.sampled_from(["", "1-2-3 Hoshi", "東京都星町1丁目2番3号", "東京都星町1-2-4", "10 N. Main St"])
DOMAINS = st.sampled_from(["", "yamada.example.jp", "acme.example", "freemail.example"])
COMPANIES = st.builds(
    CompanyFacts,
    name=COMPANY_NAMES,
    reading=st.sampled_from(["", "アオゾラフーズ"]),
    domain=DOMAINS,
    phones=PHONES,
    address=ADDRESSES,
    postcode=st.sampled_from(["", "100-0001", "1000001", "60607"]),
    external_ids=IDS,
)
PEOPLE = st.builds(
    PersonFacts,
    name=PERSON_NAMES,
    given_name=st.sampled_from(["", "Taro", "Tanaka", "T"]),
    family_name=st.sampled_from(["", "Tanaka", "Taro", "田中"]),
    reading=st.sampled_from(["", "タナカ タロウ"]),
    email=st.sampled_from(["", "taro@acme.example", "tarou@acme.example", "info@acme.example"]),
    phones=PHONES,
    company=st.one_of(st.just(""), COMPANY_NAMES),
    domain=DOMAINS,
    address=ADDRESSES,
    born_on=st.sampled_from(["", "1980-01-02", "1980-02-01", "1999-09-09"]),
    external_ids=IDS,
)


def said(example: Any) -> str:
    return f"{example['rule']} {example['says']}"


def company_from(table: dict[str, Any]) -> CompanyFacts:
    return CompanyFacts(**_as_tuples(table))


def person_from(table: dict[str, Any]) -> PersonFacts:
    return PersonFacts(**_as_tuples(table))


def _as_tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(tuple(item) if isinstance(item, list) else item for item in value)
        if isinstance(value, list)
        else value
        for key, value in table.items()
    }


def match_from(facts: dict[str, Any]) -> Match:
    free_mail = frozenset(facts.get("free_mail", ()))
    if facts.get("kind") == "person":
        return match_people(
            person_from(facts["new"]), person_from(facts["existing"]), free_mail_domains=free_mail
        )
    return match_companies(
        company_from(facts["new"]), company_from(facts["existing"]), free_mail_domains=free_mail
    )


# ── Worked examples ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("worked", EXAMPLES, ids=said)
def test_the_worked_example_holds(worked: Any) -> None:
    match = match_from(worked["given"])
    assert match.standing == worked["expect"]["match"], match.reasons
    assert worked["expect"]["because"] in {reason.code for reason in match.reasons}
    assert duplicate_finding((match,), "/account").standing == worked["expect"]["standing"]
    assert worked["says_ja"]


def test_o_10_has_an_example_of_every_answer() -> None:
    assert {worked["expect"]["standing"] for worked in EXAMPLES} == {"met", "unmet", "unknown"}
    assert {worked["expect"]["match"] for worked in EXAMPLES} == {
        standing.value for standing in MatchStanding
    }


# ── Company names ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "written",
    [
        "㈱山田製作所",
        "(株)山田製作所",
        "（株） 山田　製作所",
        "山田製作所株式会社",
        "株式會社山田製作所",
        "山田製作所㈱",
        "山田製作所 K.K.",
        "山田製作所 Kabushiki Kaisha",
    ],
)
def test_every_spelling_of_a_kabushiki_kaisha_is_one_name(written: str) -> None:
    assert company_key(written).core == company_key("株式会社山田製作所").core
    assert company_key(written).legal_form == "kk"


@pytest.mark.parametrize(
    ("written", "core", "form"),
    [
        ("Acme Co., Ltd.", "acme", "co_ltd"),
        ("ＡＣＭＥ, Inc", "acme", "inc"),
        ("Acme Incorporated", "acme", "inc"),
        ("ACME Corporation", "acme", "corp"),
        ("Acme L.L.C.", "acme", "llc"),
        ("Müller GmbH", "muller", "gmbh"),
        ("Hoshi AG", "hoshi", "ag"),
        ("Sociedad Hoshi S.A.", "sociedad hoshi", "sa"),
        ("Hoshi B.V.", "hoshi", "bv"),
        ("Hoshi Pty. Ltd.", "hoshi", "pty_ltd"),
        ("Hoshi PLC", "hoshi", "plc"),
        ("㈲星商店", "星商店", "yk"),
        ("合同会社星", "星", "gk"),
        ("合資会社星", "星", "goshi"),
        ("一般社団法人 星の会", "星の会", "ippan_shadan"),
        ("医療法人社団 星会", "星会", "iryo"),
        ("Procter & Gamble", "procter and gamble", ""),
        ("Inc", "inc", ""),
        ("株式会社", "株式会社", ""),
        ("", "", ""),
    ],
)
def test_the_legal_form_is_a_field_of_its_own(written: str, core: str, form: str) -> None:
    name = company_key(written)
    assert (name.core, name.legal_form) == (core, form)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("キヤノン", "ｷｬﾉﾝ"),
        ("サントリーホールディングス", "サントリ－ホ－ルディングス"),
        ("アオゾラ・フーズ", "あおぞらふーず"),
        ("Johnson & Johnson", "johnson and johnson"),
        ("J.P. Hoshi", "JP Hoshi"),
        ("Café O'Hoshi", "Cafe OHoshi"),
        ("渡邊澤商店", "渡辺沢商店"),
    ],
)
def test_kana_width_long_vowels_and_punctuation_tell_no_companies_apart(ours: str, theirs: str) -> None:
    assert company_key(ours).core == company_key(theirs).core


def test_where_the_form_stands_and_how_the_name_is_read_are_kept() -> None:
    assert company_key("株式会社星").form_position == "before"
    assert company_key("星 株式会社").form_position == "after"
    name = company_key("株式会社山田製作所（ヤマダセイサクショ）")
    assert (name.core, name.reading) == ("山田製作所", company_key("やまだせいさくしょ").core)


@given(COMPANY_NAMES)
def test_the_core_of_a_core_is_itself(name: str) -> None:
    core = company_key(name).core
    assert company_key(core).core == core


@given(
    st.sampled_from(["山田製作所", "アオゾラフーズ", "Acme Robotics"]),
    st.sampled_from(sorted(LEGAL_FORMS)),
    st.data(),
)
def test_every_legal_form_comes_off_every_name(core: str, code: str, data: st.DataObject) -> None:
    spelling = data.draw(st.sampled_from(LEGAL_FORMS[code]))
    name = company_key(f"{core} {spelling}")
    assert (name.core, name.legal_form) == (company_key(core).core, code)


def test_forms_of_one_company_in_two_languages_agree() -> None:
    assert forms_agree("kk", "co_ltd")
    assert forms_agree("kk", "")
    assert not forms_agree("kk", "yk")
    assert not forms_agree("inc", "llc")


# ── People's names, addresses, e-mail ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("田中　太郎 様", "田中太郎"),
        ("田中太郎さん", "田中 太郎"),
        ("Dr. Tanaka, Tarō", "taro TANAKA"),
        ("Tanaka-san", "Mr. Tanaka"),
        ("ﾀﾅｶ ﾀﾛｳ", "たなか たろう"),
        ("渡邊 健", "渡辺健"),
        ("Ｐａｔ Ｏ’Ｂｒｉｅｎ", "O'Brien, Pat"),
    ],
)
def test_honorifics_order_width_and_spaces_tell_no_people_apart(ours: str, theirs: str) -> None:
    assert person_key(ours) == person_key(theirs)


@given(PERSON_NAMES)
def test_the_key_of_a_persons_key_is_itself(name: str) -> None:
    key = person_key(name)
    assert person_key(key.text) == key


@given(
    st.one_of(st.sampled_from(["Aoi+news@EXAMPLE.com", "<a@b.co>", "mailto:a@b.co"]), st.text(max_size=20))
)
def test_e_mail_and_domain_keys_are_their_own_keys(written: str) -> None:
    assert email_key(email_key(written)) == email_key(written)
    assert domain_key(domain_key(written)) == domain_key(written)


def test_a_tag_is_the_same_mailbox_and_www_the_same_host() -> None:
    assert email_key("Aoi+news@Example.com") == "aoi@example.com"
    assert domain_key("https://www.example.com/a?b=c") == "example.com"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("東京都星町1丁目2番3号", "東京都星町1-2-3"),
        ("東京都星町一丁目２番地３", "東京都星町１－２－３"),
        ("412 North Hoshi Avenue", "412 n. hoshi ave"),
        ("27 W. 71st St.", "27 west 71 street"),
    ],
)
def test_addresses_meet_however_they_are_numbered_and_shortened(ours: str, theirs: str) -> None:
    assert address_key(ours) == address_key(theirs)


def test_a_neighbour_is_not_the_same_address() -> None:
    ours = CompanyFacts(name="Hoshi", address="12 Aozora Street")
    theirs = CompanyFacts(name="Hoshi", address="14 Aozora Street")
    assert "same_street" in {reason.code for reason in match_companies(ours, theirs).reasons}


# ── Matching ──────────────────────────────────────────────────────────────────────────────────────────────────


def stand(match: Match) -> tuple[MatchStanding, float, list[str]]:
    return match.standing, match.score, sorted(reason.code for reason in match.reasons)


@given(COMPANIES, COMPANIES)
def test_it_does_not_matter_which_company_comes_first(ours: CompanyFacts, theirs: CompanyFacts) -> None:
    assert stand(match_companies(ours, theirs)) == stand(match_companies(theirs, ours))


@given(PEOPLE, PEOPLE)
def test_it_does_not_matter_which_person_comes_first(ours: PersonFacts, theirs: PersonFacts) -> None:
    assert stand(match_people(ours, theirs)) == stand(match_people(theirs, ours))


@given(PERSON_NAMES, PERSON_NAMES)
def test_people_are_never_merged_on_a_name_alone(ours: str, theirs: str) -> None:
    match = match_people(PersonFacts(name=ours), PersonFacts(name=theirs))
    assert match.standing in (MatchStanding.POSSIBLE, MatchStanding.DIFFERENT)


@given(COMPANY_NAMES, COMPANY_NAMES)
def test_companies_are_never_merged_on_a_name_alone(ours: str, theirs: str) -> None:
    match = match_companies(CompanyFacts(name=ours), CompanyFacts(name=theirs))
    assert match.standing in (MatchStanding.POSSIBLE, MatchStanding.DIFFERENT)


@given(COMPANIES, COMPANIES)
def test_two_legal_forms_are_never_exact(ours: CompanyFacts, theirs: CompanyFacts) -> None:
    if not forms_agree(company_key(ours.name).legal_form, company_key(theirs.name).legal_form):
        assert match_companies(ours, theirs).standing is not MatchStanding.EXACT


def test_records_that_know_nothing_of_each_other_are_different_without_a_reason() -> None:
    match = match_people(PersonFacts(), PersonFacts(name="Aoi"))
    assert (match.standing, match.reasons) == (MatchStanding.DIFFERENT, ())


def test_a_name_in_kanji_and_one_in_romaji_say_neither_yes_nor_no() -> None:
    ours = PersonFacts(name="田中太郎", email="t.tanaka@yamada.example.jp")
    theirs = PersonFacts(name="Taro Tanaka", email="t.tanaka@yamada.example.jp")
    assert match_people(ours, theirs).standing is MatchStanding.EXACT


def test_a_reason_names_its_field_both_values_and_its_sentence() -> None:
    match = match_companies(
        CompanyFacts(name="㈱星", domain="hoshi.example"), CompanyFacts(name="星㈱", domain="hoshi.example")
    )
    strongest = match.reasons[0]
    assert (strongest.field, strongest.ours, strongest.theirs) == ("domain", "hoshi.example", "hoshi.example")
    assert strongest.because.spoken("en") == "Both use the domain hoshi.example."
    assert [abs(reason.weight) for reason in match.reasons] == sorted(
        (abs(reason.weight) for reason in match.reasons), reverse=True
    )


def test_the_caller_may_bring_a_measure_of_likeness() -> None:
    ours, theirs = CompanyFacts(name="Aozora Foods"), CompanyFacts(name="Quiet Dental")
    match = match_companies(ours, theirs, similarity=lambda our, their: 1.0)
    assert match.reasons[0].code == "close_core"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("martha", "marhta", 0.9611),
        ("dwayne", "duane", 0.84),
        ("dixon", "dicksonx", 0.8133),
        ("a", "", 0.0),
        ("", "", 1.0),
    ],
)
def test_likeness_is_jaro_winkler(ours: str, theirs: str, expected: float) -> None:
    assert jaro_winkler(ours, theirs) == pytest.approx(expected, abs=1e-4)


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_one_slip_is_one_slip_both_ways(ours: str, theirs: str) -> None:
    assert is_one_slip_away(ours, theirs) == is_one_slip_away(theirs, ours)


def test_slips_are_a_wrong_a_missing_and_two_swapped_letters() -> None:
    assert all(is_one_slip_away("tanaka", slip) for slip in ("tenaka", "tanka", "tanakaa", "tnaaka"))
    assert not any(is_one_slip_away("tanaka", other) for other in ("tanaka", "takana", "taro", ""))


def test_two_branches_that_share_a_switchboard_are_a_question() -> None:
    ours = CompanyFacts(name="青空商店", phones=("+81312345678",), address="東京都星町1-2-3")
    theirs = CompanyFacts(name="青空商店", phones=("+81312345678",), address="大阪府月町4-5-6")
    assert match_companies(ours, theirs).standing is MatchStanding.LIKELY


# ── O-10 ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_exact_match_among_many_blocks() -> None:
    exact = Match(MatchStanding.EXACT, 0.99, ())
    possible = Match(MatchStanding.POSSIBLE, 0.4, ())
    finding = duplicate_finding((possible, exact), "/account")
    assert (finding.rule, finding.standing, finding.enforcement) == (
        "O-10",
        Standing.UNMET,
        Enforcement.BLOCK,
    )
    assert finding.fix is not None


def test_a_record_without_candidates_is_new() -> None:
    assert is_it_new(()) is Standing.MET
    assert duplicate_finding((), "/account").fix is None


# ── Blocking ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["山田製作所", "Aozora Robotics", "青空星商店", "Hoshi", "アオゾラフーズ", "青空星雲銀行"]
)
@given(data=st.data())
def test_a_company_is_found_again_after_one_slip_of_the_pen(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(2, len(name) - 1))
    letter = data.draw(st.sampled_from(name.casefold()))
    slip = data.draw(st.sampled_from([name[:at] + name[at + 1 :], name[:at] + letter + name[at:]]))
    assert set(blocking_keys(CompanyFacts(name=name))) & set(blocking_keys(CompanyFacts(name=slip)))


@given(COMPANIES, st.sampled_from(["(株)", "㈱", "Inc."]))
def test_the_legal_form_never_hides_a_company(company: CompanyFacts, form: str) -> None:
    bare, formed = CompanyFacts(name="青空物流"), CompanyFacts(name=f"青空物流 {form}")
    assert blocking_keys(bare) == blocking_keys(formed)
    assert blocking_keys(company) == tuple(sorted(set(blocking_keys(company))))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (PersonFacts(name="Taro Tanaka"), PersonFacts(name="TANAKA, Taro")),
        (PersonFacts(name="Taro Tanaka"), PersonFacts(given_name="Tarou", family_name="Tanaka")),
        (PersonFacts(name="田中太郎"), PersonFacts(family_name="田中", given_name="太郎")),
        (PersonFacts(name="Jon Smyth"), PersonFacts(name="John Smith")),
        (PersonFacts(phones=("+81312345678",)), PersonFacts(phones=("0312345678",))),
        (PersonFacts(name="田中太郎", reading="タナカ タロウ"), PersonFacts(name="たなか たろう")),
        (PersonFacts(given_name="Taro", company="㈱星"), PersonFacts(name="Taro Sato", company="星株式会社")),
    ],
)
def test_a_person_is_found_again_however_they_were_written(ours: PersonFacts, theirs: PersonFacts) -> None:
    assert set(blocking_keys(ours)) & set(blocking_keys(theirs))


def test_what_everybody_shares_is_no_key() -> None:
    free_mail = frozenset({"freemail.example"})
    company = CompanyFacts(name="Hoshi Dental", domain="freemail.example", postcode="1000001")
    person = PersonFacts(
        name="Aoi", email="aoi@freemail.example", domain="freemail.example", postcode="1000001"
    )
    keys = blocking_keys(company, free_mail_domains=free_mail) + blocking_keys(
        person, free_mail_domains=free_mail
    )
    assert not [key for key in keys if "freemail" in key and not key.startswith("e:")]
    assert not [key for key in keys if key.endswith(":1000001")]


def test_a_record_has_few_keys() -> None:
    person = PersonFacts(
        name="Taro Tanaka",
        email="taro.tanaka@yamada.example.jp",
        phones=("+81312345678", "+819012345678"),
        company="株式会社山田製作所",
        address="東京都星町1-2-3",
        postcode="100-0001",
        born_on="1980-01-02",
        external_ids=(("crm", "42"),),
    )
    assert len(blocking_keys(person)) <= 24
    assert (
        len(
            blocking_keys(
                CompanyFacts(name="Aozora International Robotics Holdings", domain="aozora.example")
            )
        )
        <= 10
    )


def test_nothing_but_a_person_or_a_company_has_keys() -> None:
    somebody: Any = "Aoi"
    with pytest.raises(TypeError):
        blocking_keys(somebody)
