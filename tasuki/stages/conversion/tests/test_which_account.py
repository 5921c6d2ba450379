"""Which account a conversion follows, and when it has to be told (O-10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import GateRefused, Invalid
from tasuki.records.matching import keys_of
from tasuki.records.models import Account, Contact, Lead
from tasuki.rules.decision import Enforcement, Finding
from tasuki.rules.matching import CompanyFacts, PersonFacts
from tasuki.rules.wording import Language
from tasuki.stages.conversion.actions import convert, preview
from tasuki.stages.conversion.input import AccountChoice, ConvertInput

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]
Imported = Callable[..., Account]
MATCH = AccountChoice("match")


@pytest.fixture
def imported(agreement: None, at: datetime) -> Imported:
    """An account as files bring them: a name, and rarely a domain."""
    from tasuki.playbooks.queries import in_force

    def make(name: str, **columns: Any) -> Account:
        phone = columns.get("fields", {}).get("phone", "")
        facts = CompanyFacts(name=name, domain=columns.get("domain", ""), phones=(phone,) if phone else ())
        keys = keys_of(facts, in_force())
        return Account.objects.create(name=name, name_key=name, match_keys=keys, created_at=at, **columns)

    return make


def known_contact(account: Account, email: str, at: datetime, name: str = "高橋 美咲") -> Contact:
    from tasuki.playbooks.queries import in_force

    keys = keys_of(PersonFacts(name=name, email=email, company=account.name), in_force())
    return Contact.objects.create(account=account, name=name, email=email, match_keys=keys, created_at=at)


def o10(refused: pytest.ExceptionInfo[GateRefused]) -> Finding:
    return next(one for one in refused.value.decision.troubles if one.rule == "O-10")


@pytest.mark.parametrize("choice", [MATCH, AccountChoice("create")])
def test_one_name_and_legal_form_is_no_second_account_without_a_word(
    ready: Ready,
    asked: ConvertInput,
    imported: Imported,
    ren: Person,
    as_: As,
    at: datetime,
    choice: AccountChoice,
) -> None:
    there = imported("(株)サンプル製作所")
    with pytest.raises(GateRefused) as refused:
        convert(ready().pk, replace(asked, account=choice), by=as_(ren), at=at)
    finding = o10(refused)
    assert finding.enforcement is Enforcement.BLOCK
    assert finding.pointer == "/opportunity/account"
    assert finding.fix is not None
    assert str(there.pk) in finding.because.spoken("en")
    assert "besides" in finding.fix.spoken("en")
    assert list(Account.objects.all()) == [there]


@pytest.mark.parametrize("choice", ["link", "create"])
def test_who_says_which_gets_what_they_said(
    ready: Ready, asked: ConvertInput, imported: Imported, ren: Person, as_: As, at: datetime, choice: str
) -> None:
    there = imported("株式会社サンプル製作所")
    said = {
        "link": AccountChoice("link", id=str(there.pk)),
        "create": AccountChoice("create", besides=(str(there.pk),)),
    }[choice]
    outcome = convert(ready().pk, replace(asked, account=said), by=as_(ren), at=at)
    assert (outcome.account_id == there.pk) is (choice == "link")


@pytest.mark.parametrize(
    "other",
    [
        {"name": "株式会社サンプル製作所", "domain": "sample.test"},
        {"name": "株式会社サンプル製作所", "country": "TH"},
        {"name": "合同会社サンプル製作所"},
    ],
)
def test_what_speaks_against_the_company_makes_it_a_question_and_no_refusal(
    ready: Ready,
    asked: ConvertInput,
    imported: Imported,
    ren: Person,
    as_: As,
    at: datetime,
    other: dict[str, Any],
) -> None:
    imported(**other)
    outcome = convert(ready().pk, replace(asked, account=MATCH), by=as_(ren), at=at)
    assert Account.objects.count() == 2
    assert outcome.created


def test_the_account_of_a_contact_with_the_same_mailbox_is_followed(
    ready: Ready, asked: ConvertInput, imported: Imported, ren: Person, as_: As, at: datetime
) -> None:
    there = imported("Sample Works")
    contact = known_contact(there, "Misaki.Takahashi@example.co.jp".lower(), at)
    plan = preview(ready().pk, replace(asked, account=MATCH), by=as_(ren), at=at)
    assert plan.account.id == there.pk
    assert plan.account.because.spoken("en").startswith("It matches: a contact with the same e-mail address")
    outcome = convert(ready(email=contact.email).pk, replace(asked, account=MATCH), by=as_(ren), at=at)
    assert (outcome.account_id, outcome.contact_id) == (there.pk, contact.pk)


def test_the_account_of_a_named_colleague_is_followed_too(
    ready: Ready, asked: ConvertInput, imported: Imported, ren: Person, as_: As, at: datetime
) -> None:
    there = imported("Sample Works")
    known_contact(there, "sato@example.co.jp", at, name="佐藤 健")
    mine, maker = asked.contacts
    named = (mine, replace(maker, email="Sato@example.co.jp"))
    plan = preview(ready().pk, replace(asked, account=MATCH, contacts=named), by=as_(ren), at=at)
    assert plan.account.id == there.pk


def test_a_free_mail_address_does_not_carry_an_old_employer_along(
    ready: Ready, asked: ConvertInput, imported: Imported, ren: Person, as_: As, at: datetime
) -> None:
    known_contact(imported("有限会社まえの職場"), "misaki@gmail.com", at)
    lead = ready(email="misaki@gmail.com", company_domain="")
    plan = preview(lead.pk, replace(asked, account=MATCH), by=as_(ren), at=at)
    assert plan.account.action == "create"


def test_a_telephone_number_confirms_one_name(
    ready: Ready, asked: ConvertInput, imported: Imported, ren: Person, as_: As, at: datetime
) -> None:
    there = imported("株式会社サンプル製作所", fields={"phone": "03-1234-5678"})
    lead = ready(phone="+81312345678")
    plan = preview(lead.pk, replace(asked, account=MATCH), by=as_(ren), at=at)
    assert plan.account.id == there.pk


@pytest.mark.parametrize(
    ("language", "because"),
    [
        ("en", "In common: the same name."),
        ("ja", "共通点:同じ名称。"),
    ],
)
def test_the_finding_says_what_the_two_have_in_common(
    ready: Ready,
    asked: ConvertInput,
    imported: Imported,
    ren: Person,
    as_: As,
    at: datetime,
    language: Language,
    because: str,
) -> None:
    from tasuki.platform.language import translator

    imported("(株)サンプル製作所")
    with pytest.raises(GateRefused) as refused:
        convert(ready().pk, asked, by=as_(ren), at=at)
    assert because in o10(refused).because.spoken(language, translator(language))


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": AccountChoice("link", id="not-an-id")},
        {"into_opportunity": "not-an-id"},
        {"into_opportunity": "0193a1b2-0000-7000-8000-000000000000"},
    ],
)
def test_an_id_that_names_nothing_is_refused_by_its_field(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        convert(ready().pk, replace(asked, **wrong), by=as_(ren), at=at)
    assert [one.code for one in refused.value.problems] == ["unknown_record"]
