"""What a conversion looks up: the record that was asked for is always among it, and nobody reads what is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.matching import keys_of
from tasuki.records.models import Account, Contact, Lead
from tasuki.rules.dossier import Contact as ContactFacts
from tasuki.rules.matching import CompanyFacts, PersonFacts
from tasuki.stages.conversion.actions import convert, preview
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.previewing import preview_spoken

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]
MATCH = AccountChoice("match")
MANY = 24


def accounts(name: str, at: datetime, count: int = 1, **columns: Any) -> list[Account]:
    """Accounts of one name, the last one the youngest."""
    keys = keys_of(CompanyFacts(name=name), in_force())
    return [
        Account.objects.create(
            name=name, name_key=name, match_keys=keys, created_at=at + timedelta(hours=n), **columns
        )
        for n in range(count)
    ]


def contacts(name: str, at: datetime, count: int = 1, **columns: Any) -> list[Contact]:
    facts = PersonFacts(name=name, company="株式会社サンプル製作所", phones=(columns.get("phone", ""),))
    keys = keys_of(facts, in_force())
    return [
        Contact.objects.create(name=name, match_keys=keys, created_at=at + timedelta(hours=n), **columns)
        for n in range(count)
    ]


def test_the_account_that_was_chosen_is_found_among_any_number_of_namesakes(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    *_, youngest = accounts("株式会社サンプル製作所", at, MANY)
    lead = ready(company_domain="")
    for one in Account.objects.all():
        chosen = replace(asked, account=AccountChoice("link", id=str(one.pk)))
        assert preview(lead.pk, chosen, by=as_(ren), at=at).account.id == one.pk
    Lead.objects.update(account=youngest)
    plan = preview(lead.pk, replace(asked, account=MATCH), by=as_(ren), at=at)
    assert plan.account.id == youngest.pk


def test_every_contact_that_was_chosen_is_found(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    chosen = contacts("高橋 美咲", at, MANY)
    people = tuple(ContactFacts(id=str(one.pk), role="influencer") for one in chosen)
    plan = preview(ready().pk, replace(asked, contacts=people), by=as_(ren), at=at)
    assert {one.placed.id for one in plan.contacts} == {one.pk for one in chosen}


@pytest.mark.parametrize("spelled", [str.upper, "urn:uuid:{}".format, "{{{}}}".format])
def test_an_id_may_be_spelled_in_any_way(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime, spelled: Callable[[str], str]
) -> None:
    [account], [contact] = accounts("Works", at), contacts("佐藤 健", at)
    lead, colleague = ready(), ready(name="鈴木 一郎", email="suzuki@example.co.jp")
    request = replace(
        asked,
        account=AccountChoice("link", id=spelled(str(account.pk))),
        contacts=(asked.contacts[0], ContactFacts(id=spelled(str(contact.pk)), role="economic_buyer")),
        attach_leads=(spelled(str(colleague.pk)),),
    )
    outcome = convert(lead.pk, request, by=as_(ren), at=at)
    assert outcome.account_id == account.pk
    colleague.refresh_from_db()
    assert colleague.account_id == account.pk


def test_contacts_that_the_opportunity_names_are_found_as_well(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    [contact] = contacts("佐藤 健", at)
    named = (asked.contacts[0], ContactFacts(id=str(contact.pk), role="economic_buyer"))
    request = replace(asked, contacts=(), opportunity=replace(asked.opportunity, contacts=named))
    plan = preview(ready().pk, request, by=as_(ren), at=at)
    assert [one.placed.id for one in plan.contacts][1] == contact.pk


def test_a_look_alike_that_is_no_id_is_refused_by_its_field(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    request = replace(asked, account=AccountChoice("create", besides=("the other one",)))
    with pytest.raises(Invalid) as refused:
        preview(ready().pk, request, by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/account/besides/0"]


def test_a_contact_is_found_by_telephone_number(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    [contact] = contacts("Takeshi Sato", at, phone="+81312345678")
    mine, maker = asked.contacts
    named = (mine, replace(maker, phone="03-1234-5678"))
    plan = preview(ready().pk, replace(asked, contacts=named), by=as_(ren), at=at)
    assert str(contact.pk) in [one.id for one in plan.contacts[1].placed.candidates]


def test_leads_that_one_may_not_see_are_neither_shown_nor_attached(
    ready: Ready, asked: ConvertInput, ren: Person, stranger: Person, as_: As, at: datetime
) -> None:
    lead, hidden = ready(), ready(name="鈴木 一郎", email="suzuki@example.co.jp")
    Lead.objects.filter(pk=hidden.pk).update(owner=stranger, ae=None)
    plan = preview(lead.pk, asked, by=as_(ren), at=at)
    assert preview_spoken(plan, "en")["other_open_leads"] == []
    with pytest.raises(Invalid) as refused:
        convert(lead.pk, replace(asked, attach_leads=(str(hidden.pk),)), by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/attach_leads/0"]
    hidden.refresh_from_db()
    assert hidden.account_id is None


def test_leads_that_one_may_only_see_are_shown_and_not_attached(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    lead, teams = ready(), ready(name="鈴木 一郎", email="suzuki@example.co.jp")
    Lead.objects.filter(pk=teams.pk).update(ae=None)
    shown = preview_spoken(preview(lead.pk, asked, by=as_(ren), at=at), "en")["other_open_leads"]
    assert [one["id"] for one in shown] == [str(teams.pk)]
    with pytest.raises(Invalid) as refused:
        convert(lead.pk, replace(asked, attach_leads=(str(teams.pk),)), by=as_(ren), at=at)
    [problem] = refused.value.problems
    assert (problem.pointer, problem.code) == ("/attach_leads/0", "forbidden")


def test_the_journal_tells_of_a_lead_that_was_attached_once(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    lead, colleague = ready(), ready(name="鈴木 一郎", email="suzuki@example.co.jp")
    request = replace(asked, attach_leads=(str(colleague.pk), str(colleague.pk)))
    outcome = convert(lead.pk, request, by=as_(ren), at=at)
    told = Event.objects.get(lead_id=colleague.pk, code="lead.edited")
    assert told.data == {"fields": ["account"], "conversion": str(outcome.conversion_id)}
