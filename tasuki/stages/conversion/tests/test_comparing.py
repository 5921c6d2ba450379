"""What is linked is compared field by field: what stays, what is filled, and where two values disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Contact, Lead
from tasuki.stages.conversion.actions import convert, preview, void, void_plan
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.previewing import preview_spoken

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]


def linked(at: datetime) -> Account:
    account = Account.objects.create(
        name="㈱サンプル製作所", name_key="サンプル製作所", industry="retail", employees=850, created_at=at
    )
    Contact.objects.create(account=account, name="高橋 美咲", title="部長", created_at=at)
    return account


def choosing(asked: ConvertInput, account: Account) -> ConvertInput:
    person = account.contacts.get()
    mine = replace(asked.contacts[0], id=str(person.pk))
    return replace(
        asked, account=AccountChoice("link", id=str(account.pk)), contacts=(mine, *asked.contacts[1:])
    )


def test_the_preview_says_of_each_field_which_value_stays(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    account = linked(at)
    lead = ready(phone="+81312345678", title="情報システム部長")
    shown = preview_spoken(preview(lead.pk, choosing(asked, account), by=as_(ren), at=at), "en")
    outcomes = {one["field"]: one["outcome"] for one in shown["account"]["fields"]}
    assert outcomes == {
        "name": "kept", "domain": "filled", "country": "filled", "industry": "conflict", "segment": "filled",
        "employees": "kept",
    }  # fmt: skip
    person = {one["field"]: one["outcome"] for one in shown["contacts"][0]["fields"]}
    assert person == {"name": "kept", "title": "conflict", "email": "filled", "phone": "filled"}
    assert {"field": "industry", "lead": "manufacturing", "record": "retail", "outcome": "conflict"} in shown[
        "account"
    ]["fields"]


def test_empty_fields_of_a_linked_record_are_filled_and_the_journal_says_which(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    account = linked(at)
    outcome = convert(ready().pk, choosing(asked, account), by=as_(ren), at=at)
    account.refresh_from_db()
    assert (account.domain, account.country, account.industry) == ("example.co.jp", "JP", "retail")
    assert "d:example.co.jp" in account.match_keys
    told = Event.objects.get(code="account.edited")
    assert told.data == {
        "fields": ["country", "domain", "segment"],
        "conversion": str(outcome.conversion_id),
    }
    person = Contact.objects.get(account=account, name="高橋 美咲")
    assert (person.pk, person.email) == (outcome.contact_id, "misaki.takahashi@example.co.jp")


def test_a_void_says_that_what_was_filled_stays(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    account = linked(at)
    outcome = convert(ready().pk, choosing(asked, account), by=as_(ren), at=at)
    stays = [one.spoken("en") for one in void_plan(outcome.conversion_id, by=as_(ren), at=at).stays]
    assert "The empty fields of the account and contacts that it filled stay filled." in stays
    void(outcome.conversion_id, reason="Converted the wrong lead of the two there.", by=as_(ren), at=at)
    account.refresh_from_db()
    assert account.domain == "example.co.jp"
