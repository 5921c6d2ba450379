"""An import can be taken back, as far as nobody has built upon it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.language import translator
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound, NotPossibleNow
from tasuki.records.models import Account, Campaign, Contact, Lead, Opportunity, Touchpoint
from tasuki.stages.intake.actions import edit, revert_import
from tasuki.stages.intake.models import Import, ImportedRow
from tasuki.stages.intake.tests.conftest import Bring

As = Callable[[Person], Actor]
LEADS = "Id,Email,Title,Campaign\n1,a@acme.com,Buyer,Fair\n2,b@acme.com,Chief,Fair\n"


def test_what_nobody_touched_goes_and_the_file_can_come_again(
    bring: Bring, sora: Person, as_: As, at: datetime
) -> None:
    outcome = bring("leads", LEADS)
    reverted = revert_import(outcome.import_id, by=as_(sora), at=at)
    assert (reverted.deleted, reverted.kept) == (3, ())
    assert not Lead.objects.exists()
    assert not Campaign.objects.exists()
    assert not ImportedRow.objects.exists()
    assert Event.objects.get(code="import.reverted").data["deleted"] == 3
    assert bring("leads", LEADS).created == 2


def test_a_lead_that_was_worked_on_stays_and_is_named(
    bring: Bring, sora: Person, as_: As, at: datetime
) -> None:
    outcome = bring("leads", LEADS)
    touched, edited = Lead.objects.order_by("external_id")
    Touchpoint.objects.create(lead=touched, kind="call", at=at)
    edit(edited.pk, {"person": {"title": "President"}}, by=as_(sora), at=at)
    reverted = revert_import(outcome.import_id, by=as_(sora), at=at)
    assert reverted.deleted == 0
    why = {one.record_id: one.why.spoken("en") for one in reverted.kept if one.subject == "lead"}
    assert "touchpoint" in why[touched.pk]
    assert "worked on" in why[edited.pk]
    assert Campaign.objects.count() == 1, "its leads still need it"


def test_updated_leads_get_their_earlier_values_back_unless_changed_since(
    bring: Bring, sora: Person, as_: As, at: datetime
) -> None:
    bring("leads", LEADS)
    second = "Id,Title,Region,Budget\n1,Head,East,high\n1,Director,,\n2,Head,East,high\n"
    outcome = bring("leads", second, duplicates="update")
    assert (outcome.created, outcome.updated) == (0, 3)
    changed = Lead.objects.get(external_id="2")
    edit(changed.pk, {"person": {"title": "President"}}, by=as_(sora), at=at)
    reverted = revert_import(outcome.import_id, by=as_(sora), at=at)
    assert reverted.restored == 2
    assert [one.why.spoken("en") for one in reverted.kept] == ["Changed since the import: title."]
    rows = {lead.external_id: (lead.title, lead.region, lead.fields) for lead in Lead.objects.all()}
    assert rows == {"1": ("Buyer", "", {}), "2": ("President", "", {})}


def test_an_import_that_a_later_one_built_upon_keeps_those_leads(
    bring: Bring, sora: Person, as_: As, at: datetime
) -> None:
    first = bring("leads", LEADS)
    later = bring("leads", "Id,Title\n1,Head\n", duplicates="update")
    assert revert_import(first.import_id, by=as_(sora), at=at).deleted == 1
    assert Lead.objects.get().title == "Head"
    revert_import(later.import_id, by=as_(sora), at=at)
    assert Lead.objects.get().title == "Buyer"


def test_deals_contacts_and_the_companies_they_brought_go_together(
    bring: Bring, sora: Person, as_: As, at: datetime
) -> None:
    leads = bring("leads", "Id,Email\n1,a@acme.com\n")
    deals = bring("opportunities", "Id,Name,Lead Id,Account,Stage\nD1,Deal,1,Acme,Closed Won\n")
    assert Lead.objects.get().state == "converted"
    reverted = revert_import(deals.import_id, by=as_(sora), at=at)
    assert (reverted.deleted, reverted.restored, reverted.kept) == (2, 1, ())
    assert (Lead.objects.get().state, Lead.objects.get().opportunity) == ("captured", None)
    assert not Opportunity.objects.exists()
    assert not Account.objects.exists()
    assert revert_import(leads.import_id, by=as_(sora), at=at).deleted == 1
    contacts = bring("contacts", "Name,Email,Company\nAnna,a@acme.com,Acme\n")
    assert revert_import(contacts.import_id, by=as_(sora), at=at).deleted == 2
    assert not Contact.objects.exists()


def test_an_import_is_reverted_once_and_has_to_exist(
    bring: Bring, sora: Person, as_: As, at: datetime
) -> None:
    outcome = bring("leads", LEADS)
    revert_import(outcome.import_id, by=as_(sora), at=at)
    with pytest.raises(NotPossibleNow) as refused:
        revert_import(outcome.import_id, by=as_(sora), at=at)
    assert refused.value.title.spoken("en") == "This import is reverted: there is nothing to take back."
    assert "「取り消し済み」" in refused.value.title.spoken("ja", translator("ja"))
    with pytest.raises(NotFound):
        revert_import("nonsense", by=as_(sora), at=at)
    assert Import.objects.get().state == "reverted"
