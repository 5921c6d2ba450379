"""What an import of leads promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid
from tasuki.records.models import Campaign, Lead
from tasuki.stages.intake.importing.plan import ColumnMapping, mapping_of
from tasuki.stages.intake.importing.recognising import recognise_file
from tasuki.stages.intake.importing.refusals import UnusableFile
from tasuki.stages.intake.importing.run import import_file
from tasuki.stages.intake.models import Import, Rejected
from tasuki.stages.intake.tests.conftest import Bring

TWO = (
    "Id,Last Name,First Name,Company,Email,Phone,Created Date\n"
    "A1,高橋,美咲,株式会社サンプル製作所,Misaki@Example.co.jp,03-1234-5678,2026-10-01\n"
    "A2,Smith,Anna,Acme Inc.,anna@acme.com,+1 512 757 6000,2026-10-02\n"
)


def test_leads_land_with_their_fields_in_the_spelling_that_is_compared(bring: Bring) -> None:
    outcome = bring("leads", TWO)
    assert (outcome.rows, outcome.created, outcome.rejected) == (2, 2, 0)
    lead = Lead.objects.get(external_id="A1")
    assert (lead.name, lead.email, lead.phone) == ("高橋 美咲", "misaki@example.co.jp", "+81312345678")
    assert (lead.company_name, lead.company_domain) == ("株式会社サンプル製作所", "example.co.jp")
    assert lead.captured_at == datetime(2026, 9, 30, 15, 0, tzinfo=UTC), "midnight in Tokyo"
    assert (lead.state, lead.origin, lead.import_id) == ("captured", "import", outcome.import_id)
    assert "e:misaki@example.co.jp" in lead.match_keys
    assert Lead.objects.get(external_id="A2").name == "Anna Smith"


def test_the_journal_tells_of_every_lead_and_once_of_the_import(bring: Bring, sora: Person) -> None:
    outcome = bring("leads", TWO)
    captured = Event.objects.filter(code="lead.captured")
    assert {event.origin for event in captured} == {"import"}
    assert sorted(event.subject_id for event in captured) == sorted(Lead.objects.values_list("pk", flat=True))
    assert min(event.at for event in captured) == datetime(2026, 9, 30, 15, 0, tzinfo=UTC)
    finished = Event.objects.get(code="import.finished")
    assert (finished.actor_id, finished.data["created"]) == (sora.pk, 2)
    assert outcome.import_id == finished.subject_id


def test_the_same_file_again_creates_nothing(bring: Bring) -> None:
    bring("leads", TWO)
    for duplicates in ("skip", "update", "create"):
        again = bring("leads", TWO, duplicates=duplicates)
        assert (again.created, again.updated, again.skipped) == (0, 0, 2), duplicates
    assert Lead.objects.count() == 2


def test_a_file_without_ids_or_addresses_does_not_double_either(bring: Bring) -> None:
    text = "氏名,会社名,備考\n高橋 美咲,㈱サンプル,一\n佐藤 健,㈱サンプル,二\nAlice,,三\n"
    assert bring("leads", text).created == 3
    assert bring("leads", text).skipped == 3
    other_words = "氏名,会社名,備考\n高橋美咲,株式会社サンプル,別の備考\n"
    assert bring("leads", other_words).skipped == 1, (
        "the same person at the same company, written differently"
    )


def test_a_known_address_is_skipped_updated_or_created_as_asked(bring: Bring) -> None:
    bring("leads", "Email,Name,Title\nanna@acme.com,Anna Smith,Buyer\n")
    changed = "Email,Name,Title\nANNA@acme.com,Anna Smith,Head of Buying\n"
    assert bring("leads", changed).skipped == 1
    assert Lead.objects.get().title == "Buyer"
    assert bring("leads", changed, duplicates="update").updated == 1
    lead = Lead.objects.get()
    assert (lead.title, lead.version) == ("Head of Buying", 2)
    assert bring("leads", changed.replace("Head of ", "Chief of "), duplicates="create").created == 1
    assert Lead.objects.count() == 2


def test_an_update_leaves_alone_what_the_file_does_not_say(bring: Bring) -> None:
    bring("leads", "Id,Email,Title,Budget\n1,a@acme.com,Buyer,high\n")
    assert bring("leads", "Id,Email,Title,Region\n1,a@acme.com,,西日本\n", duplicates="update").updated == 1
    lead = Lead.objects.get()
    assert (lead.title, lead.region, lead.fields["Budget"]) == ("Buyer", "西日本", "high")


def test_rows_about_one_lead_inside_a_file_make_one_lead(bring: Bring) -> None:
    text = "Id,Email,Title\n1,a@acme.com,Buyer\n1,a@acme.com,Head\n,A@ACME.com,Chief\n"
    outcome = bring("leads", text)
    assert (outcome.created, outcome.skipped, Lead.objects.get().title) == (1, 2, "Buyer")
    outcome = bring("leads", text.replace("1,a@", "9,z@").replace(",A@A", ",Z@A"), duplicates="update")
    assert (outcome.created, outcome.updated) == (1, 2)
    assert Lead.objects.get(external_id="9").title == "Chief", "the last row has the last word"


def test_two_people_of_another_system_may_share_a_mailbox(bring: Bring) -> None:
    text = (
        "Id,Name,Email\n1,Anna Smith,info@acme.com\n2,Ben Jones,info@acme.com\n3,anna smith,info@acme.com\n"
    )
    outcome = bring("leads", text)
    assert (outcome.created, outcome.skipped) == (2, 1)


def test_columns_nobody_knows_stay_with_the_lead_under_their_own_names(bring: Bring) -> None:
    outcome = bring("leads", "Email,Budget,Budget,備考\na@acme.com,1,2,メモ\n")
    assert outcome.unmapped == ("Budget", "Budget_2", "備考")
    assert Lead.objects.get().fields == {"Budget": "1", "Budget_2": "2", "備考": "メモ"}


def test_a_mapping_overrules_what_was_recognised(bring: Bring) -> None:
    mapping = mapping_of({"columns": {"Mail 2": "email", "Email": ""}})
    outcome = bring("leads", "Email,Mail 2\nold@acme.com,new@acme.com\n", mapping=mapping)
    assert outcome.mapping == {"Mail 2": "email"}
    assert (Lead.objects.get().email, Lead.objects.get().fields) == (
        "new@acme.com",
        {"Email": "old@acme.com"},
    )
    assert Import.objects.get().mapping == {"Mail 2": "email"}


def test_a_mapping_that_does_not_fit_says_what_was_meant(bring: Bring) -> None:
    with pytest.raises(Invalid) as refused:
        bring("leads", TWO, mapping=mapping_of({"columns": {"Company": "compny_name", "Mail": "email"}}))
    words = [problem.message.spoken("en") for problem in refused.value.problems]
    assert "company_name" in words[0]
    assert "Mail" in words[1]
    with pytest.raises(Invalid):
        mapping_of({"colums": {}})


def test_bad_rows_come_back_with_every_reason_and_can_be_mended_and_imported(
    bring: Bring, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    text = 'Email,Name,Created Date,No. of Employees\ngood@acme.com,Good,2026-10-01,10\n"bad,",=cmd(),31/31/2026,many\n'
    outcome = bring("leads", text, rejects_to=rejects)
    assert (outcome.rows, outcome.created, outcome.rejected) == (2, 1, 1)
    assert [header for header, _ in outcome.rejects[0].problems] == [
        "Email",
        "Created Date",
        "No. of Employees",
    ]
    assert Rejected.objects.get().line == 3
    written = rejects.read_text(encoding="utf-8-sig")
    assert written.startswith("Email,Name,Created Date,No. of Employees,reject_reason")
    assert "'=cmd()" in written, "a spreadsheet must not run it"
    mended = (
        written.replace('"bad,"', "mended@acme.com").replace("31/31/2026", "2026-10-02").replace("many", "5")
    )
    again = bring("leads", mended)
    assert (again.created, again.rejected) == (1, 0)
    lead = Lead.objects.get(email="mended@acme.com")
    assert (lead.name, lead.employees, lead.fields) == ("=cmd()", 5, {})


def test_a_row_that_says_nothing_about_anybody_is_rejected(bring: Bring) -> None:
    outcome = bring("leads", "Email,Name,Source\n,,Web\n")
    assert outcome.rejected == 1
    assert "one of" in outcome.as_json()["rejects"][0]["reason"]


def test_polite_nothings_are_no_values_and_stay_as_they_are(bring: Bring) -> None:
    outcome = bring(
        "leads", "Name,Company,Email,No. of Employees,Lead Source,City\nAnna,Acme,N/A,-,Select,Select\n"
    )
    assert outcome.created == 1
    lead = Lead.objects.get()
    assert (lead.email, lead.employees, lead.source_detail) == ("", None, "Select")
    assert lead.fields == {"Email": "N/A", "No. of Employees": "-", "Lead Source": "Select", "City": "Select"}


def test_a_dry_run_tells_everything_and_keeps_nothing(bring: Bring, tmp_path: Path) -> None:
    outcome = bring("leads", TWO + "A3,X,Y,Z,broken,,\n", dry_run=True, rejects_to=tmp_path / "r.csv")
    assert (outcome.created, outcome.rejected, outcome.dry_run) == (2, 1, True)
    assert not Lead.objects.exists()
    assert not Import.objects.exists()
    assert not Event.objects.exists()
    assert (tmp_path / "r.csv").exists()


def test_a_failure_in_the_middle_leaves_nothing_behind(bring: Bring) -> None:
    def give_up(rows: int, read: int, size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring("leads", TWO, progress=give_up)
    assert not Lead.objects.exists()
    assert not Import.objects.exists()


def test_a_named_campaign_comes_into_being_and_is_shared(bring: Bring) -> None:
    bring("leads", "Email,Campaign\na@acme.com,2026 Webinar\nb@acme.com,2026 webinar\n")
    campaign = Campaign.objects.get()
    assert campaign.leads.count() == 2


def test_an_owner_is_found_by_name_handle_or_address_and_else_kept_in_words(
    bring: Bring, aoi: Person
) -> None:
    bring("leads", "Email,Lead Owner\na@acme.com,青木　葵\nb@acme.com,AOI\nc@acme.com,Somebody Else\n")
    owners = dict(Lead.objects.values_list("email", "owner__handle"))
    assert owners == {"a@acme.com": "aoi", "b@acme.com": "aoi", "c@acme.com": None}
    assert Lead.objects.get(email="c@acme.com").fields["owner_name"] == "Somebody Else"


@pytest.mark.parametrize(
    ("status", "flag", "state"),
    [
        ("Open - Not Contacted", "FALSE", "captured"),
        ("Closed - Converted", "TRUE", "converted"),
        ("Closed - Converted", "FALSE", "captured"),
        ("Closed - Converted", "", "converted"),
        ("Closed - Not Converted", "FALSE", "disqualified"),
        ("Unqualified", "", "disqualified"),
        ("Qualified", "", "captured"),
        ("対象外", "", "disqualified"),
    ],
)
def test_leads_land_captured_unless_the_past_is_clear(
    bring: Bring, status: str, flag: str, state: str
) -> None:
    bring("leads", f"Email,Status,IsConverted\na@acme.com,{status},{flag}\n")
    lead = Lead.objects.get()
    assert lead.state == state
    assert lead.fields["Status"] == status, "the original words stay"


def test_who_may_not_import_is_told_who_may(
    file_of: Callable[..., Path], aoi: Person, as_: Callable[[Person], Actor], at: datetime
) -> None:
    with pytest.raises(Forbidden):
        import_file("leads", file_of(TWO), by=as_(aoi), at=at)


def test_a_kind_nobody_knows_and_a_file_that_says_nothing_are_refused(
    agreement: None, file_of: Callable[..., Path]
) -> None:
    with pytest.raises(UnusableFile, match="leads"):
        recognise_file("leeds", file_of(TWO))
    with pytest.raises(UnusableFile, match="mapping"):
        recognise_file("leads", file_of("Colour,Size\nred,3\n"))
    assert recognise_file("leads", file_of(TWO), ColumnMapping()).plan.columns["Id"] == "external_id"


def test_progress_is_told_in_rows_and_bytes(bring: Bring) -> None:
    told: list[tuple[int, int, int]] = []
    bring("leads", TWO, progress=lambda rows, read, size: told.append((rows, read, size)))
    assert told == [(2, len(TWO.encode()), len(TWO.encode()))]
