"""Who decides changes while a deal is worked on; somebody who carries it, and one fitting primary contact, stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow
from tasuki.records.models import Contact, ContactRole, Opportunity
from tasuki.stages.pipeline.actions import RoleFields, change_role, link_contact, unlink_contact

As = Callable[[Person], Actor]


@pytest.fixture
def signer(deal: Opportunity, at: datetime) -> Contact:
    return Contact.objects.create(name="木村 亮", account=deal.account, created_at=at)


def _codes(refused: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(one.pointer, one.code) for one in refused.value.problems}


def _primary(deal: Opportunity) -> ContactRole:
    return deal.contact_roles.get(is_primary=True)


def test_a_contact_met_later_gets_a_role_and_the_journal_tells(
    deal: Opportunity, signer: Contact, ren: Person, as_: As, at: datetime
) -> None:
    asked = RoleFields("signer", stance="慎重", evidence="ev-1")
    made = link_contact(deal.pk, signer.pk, asked, by=as_(ren), at=at)
    assert (made.role, made.is_primary, made.stance) == ("signer", False, "慎重")
    event = Event.objects.get(code="opportunity.edited")
    assert (event.data["change"], event.data["contact"], event.data["role"]) == (
        "linked",
        str(signer.pk),
        "signer",
    )
    assert event.payload.words == {"stance": "慎重"}
    deal.refresh_from_db()
    assert deal.version == 2


def test_a_new_primary_contact_takes_the_place_of_the_old_one(
    deal: Opportunity, signer: Contact, ren: Person, as_: As, at: datetime
) -> None:
    old = _primary(deal)
    link_contact(deal.pk, signer.pk, RoleFields("economic_buyer", primary=True), by=as_(ren), at=at)
    old.refresh_from_db()
    assert (_primary(deal).contact, old.is_primary) == (signer, False)


def test_the_primary_contact_is_an_economic_buyer_or_a_champion(
    deal: Opportunity, signer: Contact, ren: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        link_contact(deal.pk, signer.pk, RoleFields("influencer", primary=True), by=as_(ren), at=at)
    assert _codes(refused) == {("/primary", "O-9")}
    with pytest.raises(Invalid) as refused:
        change_role(_primary(deal).pk, {"role": "user"}, by=as_(ren), at=at)
    assert ("/primary", "O-9") in _codes(refused)
    with pytest.raises(Invalid) as refused:
        change_role(_primary(deal).pk, {"primary": False}, by=as_(ren), at=at)
    assert _codes(refused) == {("/primary", "O-9")}


def test_the_primary_contact_cannot_be_unlinked_before_another_one_is_named(
    deal: Opportunity, signer: Contact, ren: Person, as_: As, at: datetime
) -> None:
    old = _primary(deal)
    with pytest.raises(Invalid) as refused:
        unlink_contact(old.pk, by=as_(ren), at=at)
    assert ("/primary", "O-9") in _codes(refused)
    link_contact(deal.pk, signer.pk, RoleFields("champion", primary=True), by=as_(ren), at=at)
    unlink_contact(old.pk, by=as_(ren), at=at)
    assert not ContactRole.objects.filter(pk=old.pk).exists()


def test_a_deal_that_came_without_contacts_is_mended_step_by_step(
    deal: Opportunity, signer: Contact, ren: Person, as_: As, at: datetime
) -> None:
    deal.contact_roles.all().delete()
    evaluator = link_contact(deal.pk, signer.pk, RoleFields("technical_evaluator"), by=as_(ren), at=at)
    changed = change_role(evaluator.pk, {"role": "champion", "primary": True}, by=as_(ren), at=at)
    assert (changed.role, changed.is_primary) == ("champion", True)


def test_a_wrong_primary_is_refused_even_where_none_was_before(
    deal: Opportunity, signer: Contact, ren: Person, as_: As, at: datetime
) -> None:
    deal.contact_roles.all().delete()
    with pytest.raises(Invalid) as refused:
        link_contact(deal.pk, signer.pk, RoleFields("technical_evaluator", primary=True), by=as_(ren), at=at)
    assert _codes(refused) == {("/primary", "O-9")}


def test_one_person_may_have_several_roles_but_each_once(
    deal: Opportunity, signer: Contact, ren: Person, as_: As, at: datetime
) -> None:
    link_contact(deal.pk, signer.pk, RoleFields("signer"), by=as_(ren), at=at)
    second = link_contact(deal.pk, signer.pk, RoleFields("influencer"), by=as_(ren), at=at)
    with pytest.raises(Invalid) as refused:
        change_role(second.pk, {"role": "signer"}, by=as_(ren), at=at)
    assert _codes(refused) == {("/role", "taken")}


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        (RoleFields(), "/role"),
        (RoleFields("signer", evidence="ev-99"), "/evidence"),
        (RoleFields("signer", stance="あ" * 101), "/stance"),
    ],
)
def test_a_role_without_content_or_with_evidence_that_nobody_has_is_refused(
    deal: Opportunity,
    signer: Contact,
    ren: Person,
    as_: As,
    at: datetime,
    fields: RoleFields,
    pointer: str,
) -> None:
    with pytest.raises(Invalid) as refused:
        link_contact(deal.pk, signer.pk, fields, by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == [pointer]
    assert not ContactRole.objects.filter(contact=signer).exists()


def test_who_may_not_edit_the_deal_links_nobody(
    deal: Opportunity, signer: Contact, aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        link_contact(deal.pk, signer.pk, RoleFields("signer"), by=as_(aoi), at=at)


def test_a_deal_that_is_over_keeps_its_people(
    deal: Opportunity, signer: Contact, ren: Person, as_: As, at: datetime
) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(state="closed_won")
    with pytest.raises(NotPossibleNow):
        unlink_contact(_primary(deal).pk, by=as_(ren), at=at)
