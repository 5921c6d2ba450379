"""Prepared statements bring and leave the same rows as the ORM does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.ids import new_id
from tasuki.platform.journal import append as journal
from tasuki.platform.journal.atomic import atomic
from tasuki.platform.people.models import Person
from tasuki.platform.rows import fetch, insert, update, upsert
from tasuki.platform.sql import run, send
from tasuki.records.models import Campaign, Lead

AT = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)


@pytest.fixture
def spring(db: None) -> Campaign:
    return Campaign.objects.create(
        code="spring", name="春", spend=Decimal("1200000.50"), starts_on=date(2026, 4, 1), created_at=AT
    )


def new_lead(**values: object) -> Lead:
    said = {
        "name": "山田 花子 \"'\\", "company_name": "㈱山田", "captured_at": AT, "state_since": AT, "created_at": AT,
        "technologies": ["a,b", "{c}"], "fields": {"x": None, "金額": 1.5}, "consent": {}, "employees": 850,
    }  # fmt: skip
    return Lead(id=new_id(), **{**said, **values})


def values_of(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_an_inserted_row_is_the_one_that_the_orm_would_have_saved(aoi: Person) -> None:
    ours, its = new_lead(owner=aoi), new_lead(owner=aoi)
    insert([ours])
    its.save()
    read = [values_of(Lead.objects.get(pk=one.pk)) for one in (ours, its)]
    assert {**read[0], "id": None} == {**read[1], "id": None}


def test_a_fetched_row_is_the_one_that_the_orm_reads_with_what_it_refers_to(
    aoi: Person, spring: Campaign
) -> None:
    lead = new_lead(owner=aoi, campaign=spring)
    lead.save()
    (found,) = fetch(Lead, "row.id = %(id)s", {"id": lead.pk}, also=("owner", "ae", "campaign"))
    known = Lead.objects.select_related("owner", "ae", "campaign").get(pk=lead.pk)
    assert values_of(found) == values_of(known)
    assert values_of(found.owner) == values_of(known.owner)
    assert values_of(found.campaign) == values_of(known.campaign)
    assert found.ae is None


def test_an_update_changes_what_it_names_and_nothing_else(aoi: Person) -> None:
    lead = new_lead()
    lead.save()
    lead.owner, lead.fields, lead.name, lead.entered_mql_at = aoi, {"新": [1]}, "unsaved", AT
    update(lead, ("owner", "fields", "entered_mql_at"))
    stored = Lead.objects.get(pk=lead.pk)
    assert (stored.owner_id, stored.fields, stored.entered_mql_at) == (aoi.pk, {"新": [1]}, AT)
    assert stored.name != "unsaved"


def test_saving_writes_a_new_row_and_then_what_was_changed(aoi: Person) -> None:
    lead = new_lead()
    lead.save()
    lead.name, lead.title = "山田 光", "部長"
    lead.save(update_fields=["title"])
    assert Lead.objects.values_list("name", "title").get(pk=lead.pk) == (new_lead().name, "部長")
    lead.save()
    assert Lead.objects.values_list("name", "title").get(pk=lead.pk) == ("山田 光", "部長")


def test_saving_no_field_is_no_statement(
    aoi: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead = new_lead()
    lead.save()
    lead.name = "unsaved"
    with django_assert_num_queries(0):
        lead.save(update_fields=[])
    assert Lead.objects.get(pk=lead.pk).name != "unsaved"


def test_a_forced_update_takes_the_row_for_one_that_was_read(aoi: Person) -> None:
    lead = new_lead()
    lead.save()
    same = new_lead(name="山田 光")
    same.pk = lead.pk
    same.save(force_update=True)
    assert Lead.objects.get().name == "山田 光"


def test_there_is_one_database_to_save_to(aoi: Person) -> None:
    new_lead().save(using="default")
    with pytest.raises(ValueError, match="There is one database"):
        new_lead().save(using="replica")
    assert Lead.objects.count() == 1


def test_what_the_database_refuses_is_refused_in_djangos_words(aoi: Person) -> None:
    new_lead(external_id="w-1").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        new_lead(external_id="w-1").save()
    assert Lead.objects.count() == 1


def test_a_row_that_is_there_is_changed_and_any_other_written(spring: Campaign) -> None:
    same = Campaign(
        id=new_id(), code="spring", name="春の展示会", message="new", spend=Decimal(1), created_at=AT
    )
    other = Campaign(id=new_id(), code="autumn", name="秋", created_at=AT)
    upsert([same, other], ("code",), ("name", "spend"))
    assert (same.pk, Campaign.objects.count()) == (spring.pk, 2)
    stored = Campaign.objects.get(pk=spring.pk)
    assert (stored.name, stored.spend, stored.message) == ("春の展示会", Decimal(1), spring.message)
    assert Campaign.objects.get(code="autumn").pk == other.pk


def test_json_is_read_as_django_reads_it(db: None) -> None:
    lead = new_lead(fields={"": [None, True, 1.50, {"深": "い"}], "giant": 10**30}, consent={})
    lead.save()
    (found,) = fetch(Lead, "row.id = %(id)s", {"id": lead.pk})
    known = Lead.objects.get(pk=lead.pk)
    assert (found.fields, found.consent) == (known.fields, known.consent)


def test_nothing_to_insert_is_no_statement(db: None) -> None:
    insert([])
    assert not Lead.objects.exists()


class Gone(Exception):
    """Something that fails."""


def test_an_action_that_fails_leaves_nothing(aoi: Person) -> None:
    @atomic
    def fail() -> None:
        insert([new_lead()])
        raise Gone

    with transaction.atomic():
        with pytest.raises(Gone):
            fail()
        assert not Lead.objects.exists()


def test_a_consequence_that_fails_takes_its_cause_with_it(
    aoi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    @atomic
    def follow(entry: journal.Entry) -> None:
        insert([new_lead()])
        raise Gone

    monkeypatch.setattr(journal, "_listeners", [follow])
    lead = new_lead()
    entry = journal.Entry("lead.captured", AT, SYSTEM, "lead", lead.pk, lead_id=lead.pk)
    with pytest.raises(Gone), transaction.atomic():
        insert_and_tell(lead, entry)
    assert not Lead.objects.exists()


def insert_and_tell(lead: Lead, entry: journal.Entry) -> None:
    insert([lead])
    journal.append(entry)


def test_a_statement_larger_than_the_socket_takes_at_once_is_answered_too(db: None) -> None:
    large = "鈴" * 3_000_000
    answers = [send("SELECT length(%(text)s::text)", {"text": large}), send("SELECT 7", {})]
    assert [answer.rows() for answer in answers] == [[(3_000_000,)], [(7,)]]


def test_statements_that_are_not_waited_for_are_seen_by_those_that_follow(db: None) -> None:
    lead = new_lead()
    insert([lead])
    lead.title = "部長"
    lead.save(update_fields=["title"])
    assert run("SELECT title FROM records_lead WHERE id = %(id)s", {"id": lead.pk}) == [("部長",)]
    lead.title = "課長"
    lead.save(update_fields=["title"])
    assert Lead.objects.values_list("title", flat=True).get(pk=lead.pk) == "課長"


def test_what_a_statement_sent_ahead_raises_is_raised_by_the_next_or_the_end(db: None) -> None:
    def fail_and_ask() -> None:
        with transaction.atomic():
            fail()
            run("SELECT 7")

    def fail_at_the_end() -> None:
        with transaction.atomic():
            fail()

    for failing in (fail_and_ask, fail_at_the_end):
        with pytest.raises(DataError):
            failing()
        assert Lead.objects.count() == 0


def test_what_was_sent_before_a_refusal_goes_back_with_it_whether_it_failed_or_not(db: None) -> None:
    kept = new_lead()
    insert([kept])

    def refuse_after(sent: Callable[[], None]) -> None:
        with transaction.atomic():
            sent()
            raise Gone

    for sent in (fail, lambda: insert([new_lead()])):
        with pytest.raises(Gone):
            refuse_after(sent)
        assert [lead.pk for lead in Lead.objects.all()] == [kept.pk]


def test_outside_a_transaction_a_statement_is_waited_for(committed: None) -> None:
    with pytest.raises(DataError):
        fail()
    assert send("SELECT 7", {}).rows() == [(7,)]


def fail() -> None:
    send("SELECT 1 / %(nothing)s::int", {"nothing": 0})
