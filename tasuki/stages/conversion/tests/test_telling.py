"""The journal is the only history: it tells of every record that a conversion makes or changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bench.scenarios.statements import statements_during
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Contact, Lead, Opportunity
from tasuki.stages.conversion.actions import convert
from tasuki.stages.conversion.input import AccountChoice, ConvertInput

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]


def test_a_conversion_tells_of_the_account_and_the_contacts_that_it_makes(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    outcome = convert(ready().pk, asked, by=as_(ren), at=at)
    told = Event.objects.filter(data__conversion=str(outcome.conversion_id), actor_id=ren.pk)
    assert set(told.values_list("code", "subject_id")) == {
        ("account.created", Account.objects.get().pk),
        *(("contact.created", one.pk) for one in Contact.objects.all()),
        ("opportunity.created", outcome.opportunity_id),
    }


def test_joining_tells_what_it_filled_and_nothing_of_records_that_stood(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    stands = convert(ready().pk, asked, by=as_(ren), at=at).opportunity_id
    Opportunity.objects.update(risks="", competitive_landscape="")
    joining = replace(asked, account=AccountChoice("match"), into_opportunity=str(stands))
    lead = ready(name="鈴木 一郎", email="suzuki@example.co.jp")
    outcome = convert(lead.pk, joining, by=as_(ren), at=at)
    told = Event.objects.filter(data__conversion=str(outcome.conversion_id))
    assert set(told.values_list("code", flat=True)) == {
        "contact.created",
        "opportunity.joined",
        "opportunity.edited",
    }
    edited = told.get(code="opportunity.edited")
    assert edited.data["fields"] == ["competitive_landscape", "risks"]
    assert edited.subject_id == stands


def test_a_conversion_takes_few_statements(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    companies = [
        {"email": f"p@c{n}.example", "company_domain": f"c{n}.example", "company_name": f"c{n}"}
        for n in range(2)
    ]
    first, second = (ready(**company) for company in companies)
    convert(first.pk, asked, by=as_(ren), at=at)
    with statements_during() as statements:
        convert(second.pk, asked, by=as_(ren), at=at)
    assert len(statements) <= 8, statements
