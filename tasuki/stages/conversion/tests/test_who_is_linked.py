"""The people of a conversion: told apart by their records, stored in one spelling, refused by their fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import GateRefused, Invalid
from tasuki.records.models import Contact, ContactRole, Lead
from tasuki.rules.dossier import Contact as ContactFacts
from tasuki.rules.dossier import Money, NextStep
from tasuki.stages.conversion.actions import convert, preview
from tasuki.stages.conversion.input import AccountChoice, ConvertInput

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]


def stored(name: str, at: datetime, **columns: Any) -> Contact:
    return Contact.objects.create(name=name, created_at=at, **columns)


def test_two_records_that_are_both_primary_are_two_people_and_o9_says_so(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    pair = [stored("佐藤 健", at), stored("佐藤 健", at)]
    people = tuple(ContactFacts(id=str(one.pk), role="champion", primary=True) for one in pair)
    with pytest.raises(GateRefused) as refused:
        convert(ready().pk, replace(asked, contacts=people), by=as_(ren), at=at)
    assert "O-9" in {one.rule for one in refused.value.decision.troubles}
    assert not ContactRole.objects.exists()


def test_one_person_may_be_primary_in_two_roles(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    mine, maker = asked.contacts
    both = (mine, replace(mine, role="economic_buyer"), maker)
    outcome = convert(ready().pk, replace(asked, contacts=both), by=as_(ren), at=at)
    roles = ContactRole.objects.filter(opportunity=outcome.opportunity_id)
    assert roles.filter(is_primary=True).count() == 1
    assert roles.filter(contact=outcome.contact_id).count() == 2


def test_the_gate_judges_a_contact_by_the_name_of_the_record(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    maker = stored("佐藤 健", at)
    people = (asked.contacts[0], ContactFacts(id=str(maker.pk), role="economic_buyer"))
    plan = preview(ready().pk, replace(asked, contacts=people), by=as_(ren), at=at)
    assert [one.name for one in plan.opportunity.contacts] == ["高橋 美咲", "佐藤 健"]
    assert "O-17" not in {one.rule for one in plan.decision.troubles}


def test_nobody_is_created_without_a_name(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    nameless = (*asked.contacts, ContactFacts(email="somebody@example.co.jp", role="user"))
    with pytest.raises(Invalid) as refused:
        convert(ready().pk, replace(asked, contacts=nameless), by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/contacts/2/name"]


def test_mailbox_and_number_are_stored_in_their_one_spelling(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    mine, maker = asked.contacts
    typed = (mine, replace(maker, email=" Sato@Example.CO.JP ", phone="03-1234-5678"))
    convert(ready().pk, replace(asked, contacts=typed), by=as_(ren), at=at)
    contact = Contact.objects.get(name="佐藤 健")
    assert (contact.email, contact.phone) == ("sato@example.co.jp", "+81312345678")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"contact": {"title": "部" * 201}}, "/contacts/1/title"),
        ({"contact": {"name": "佐" * 201}}, "/contacts/1/name"),
        ({"contact": {"phone": "1" * 41}}, "/contacts/1/phone"),
        ({"contact": {"stance": "賛" * 101}}, "/contacts/1/stance"),
        ({"contact": {"email": "nowhere"}}, "/contacts/1/email"),
        ({"facts": {"product": "P" * 201}}, "/opportunity/product"),
        ({"facts": {"company": "社" * 256}}, "/opportunity/company"),
        ({"facts": {"close_date_evidence": "e" * 101}}, "/opportunity/close_date_evidence"),
        (
            {"facts": {"next_steps": (NextStep("デ" * 301, "ren", None),)}},
            "/opportunity/next_steps/0/action",
        ),
        ({"facts": {"amount": Money(Decimal(10) ** 14, "JPY")}}, "/opportunity/amount/amount"),
        ({"account": AccountChoice("create", name="社" * 256)}, "/account/name"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(
    ready: Ready,
    asked: ConvertInput,
    ren: Person,
    as_: As,
    at: datetime,
    change: dict[str, Any],
    pointer: str,
) -> None:
    mine, maker = asked.contacts
    request = replace(
        asked,
        contacts=(mine, replace(maker, **change.get("contact", {}))),
        opportunity=replace(asked.opportunity, **change.get("facts", {})),
        account=change.get("account", asked.account),
    )
    with pytest.raises(Invalid) as refused:
        convert(ready().pk, request, by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == [pointer]
