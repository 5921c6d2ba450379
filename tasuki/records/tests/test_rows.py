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
from tasuki.platform.rows import asked_of, fetch, insert, update, update_all, upsert
from tasuki.platform.sql import Answer, ask, run, send
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


def test_many_rows_are_changed_at_once_each_by_its_own_values(db: None) -> None:
    leads = [new_lead(name=name, employees=1) for name in "ABC"]
    insert(leads)
    for number, lead in enumerate(leads):
        lead.name, lead.employees, lead.message = f"now {lead.name}", number, "not named"
    update_all(leads[:2], ("name", "employees"))
    update_all([], ("name",))
    found = Lead.objects.order_by("name").values_list("name", "employees", "message")
    assert {(name, employees) for name, employees, _ in found} == {("now A", 0), ("now B", 1), ("C", 1)}
    assert "not named" not in {message for *_, message in found}


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


def test_what_was_asked_is_heard_while_what_was_sent_after_it_goes_on(db: None) -> None:
    same = "SELECT %(n)s::int"
    assert run(same, {"n": 0}) == [(0,)], "prepared, which would be waited for"
    first, few, last = ask(same, {"n": 1}), send(same, {"n": 3}), ask(same, {"n": 9})
    assert first.rows() == [(1,)]
    assert (few._rows, last._rows) == (None, None), "nobody has listened for them yet"
    assert last.rows() == [(9,)]
    assert few._rows == [(3,)], "heard on the way to the last one"
    small, large = send("SELECT 7", {}), ask("SELECT repeat('鈴', 3000000)", {})
    assert small.rows() == [(7,)], "what was only sent is heard too, without waiting for anything to follow"
    assert len(large.rows()[0][0]) == 3_000_000
    assert run("SELECT 8") == [(8,)]


def test_the_first_failure_is_told_wherever_somebody_listens(db: None) -> None:
    def listen_behind_a_failure() -> None:
        with transaction.atomic():
            fail()
            wanted, _ = ask("SELECT 7", {}), send("SELECT 8", {})
            wanted.rows()

    with pytest.raises(DataError):
        listen_behind_a_failure()
    assert Lead.objects.count() == 0


def test_who_asks_again_for_rows_that_could_not_be_read_is_told_so_again(db: None) -> None:
    failed: list[Answer] = []

    def listen_to_a_failure(*, before: str = "") -> None:
        with transaction.atomic():
            failed[:] = ask("SELECT 1 / %(nothing)s::int", {"nothing": 0}), send("SELECT 8", {})
            if before:
                run(before)
            failed[0].rows()

    for before in ("", "SELECT 9"):
        with pytest.raises(DataError):
            listen_to_a_failure(before=before)
        for answer in (*failed, *failed):
            with pytest.raises(DataError):
                answer.rows()


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


def test_the_planner_is_told_that_a_single_record_is_one(db: None) -> None:
    counting = "SELECT number FROM jsonb_to_recordset(%(given)s::jsonb) AS given(number int) ORDER BY number"
    for numbers in ([7], [7, 8]):
        statement, given = asked_of(counting, [{"number": number} for number in numbers])
        assert run(statement, {"given": given}) == [(number,) for number in numbers]
        assert (
            f"rows={1 if len(numbers) == 1 else 100} " in run(f"EXPLAIN {statement}", {"given": given})[0][0]
        )
