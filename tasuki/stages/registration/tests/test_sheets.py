"""A partner's sheet of deals: good rows are submitted one by one, bad ones come back, and twice is once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotFound, NotPossibleNow
from tasuki.sla.models import Clock
from tasuki.stages.intake.actions import revert_import
from tasuki.stages.intake.importing.carrying import start_run
from tasuki.stages.intake.importing.refusals import UnusableFile
from tasuki.stages.intake.models import Import, Rejected, Upload
from tasuki.stages.registration.actions import add_partner, bring_sheet, carry_out_sheet, submit_sheet
from tasuki.stages.registration.actions.start_sheet import JOB
from tasuki.stages.registration.models import Registration
from tasuki.stages.registration.queries import registrations_of, sheet_by

As = Callable[[Person], Actor]
SHEET = """パートナーコード,顧客名,ドメイン,国,エビデンス,案件金額,製品,受注予定日
hokuto,株式会社サンプル製作所,https://www.example.co.jp,日本,11月18日の商談議事録,1150万円,Planner,2027/3/15
hokuto,見本商事株式会社,mihon.example,JP,,200万円,Planner,
nobody,架空工業株式会社,kaku.example,JP,見積書,,,
hokuto,空想運輸株式会社,kuso.example,火星,見積書,,,
hokuto,株式会社サンプル製作所,example.co.jp,JP,別の議事録,,Planner,
"""


@pytest.fixture
def sheet(tmp_path: Path, ren: Person, at: datetime) -> Path:
    add_partner("hokuto", {"name": "北斗SI", "manager": "ren"}, by=SYSTEM, at=at)
    file = tmp_path / "deals.csv"
    file.write_bytes(SHEET.encode("cp932"))
    return file


def test_each_row_is_submitted_or_comes_back_with_its_reasons(
    sheet: Path, tmp_path: Path, aoi: Person, as_: As, at: datetime
) -> None:
    rejects = tmp_path / "rejects.csv"
    read = submit_sheet(sheet, by=as_(aoi), at=at, rejects_to=rejects)
    assert (read.rows, len(read.submitted), read.skipped, len(read.rejects)) == (5, 1, 1, 3)
    row = Registration.objects.get()
    assert (row.company_domain, row.country, row.amount, row.currency) == (
        "example.co.jp", "JP", Decimal(11_500_000), "JPY",
    )  # fmt: skip
    assert (row.expected_close_on, row.submitted_by) == (date(2027, 3, 15), aoi)
    assert Clock.objects.filter(sla="DG-1", subject_id=row.pk).exists()
    assert [line.line for line in read.rejects] == [3, 4, 5]
    told = rejects.read_text(encoding="utf-8-sig")
    assert "エビデンス: Say what proves the deal" in told
    assert "パートナーコード: No active partner has the code “nobody”." in told
    assert "国: “火星” is no country" in told


def test_a_sheet_that_is_sent_again_doubles_nothing_and_mended_rejects_follow(
    sheet: Path, tmp_path: Path, aoi: Person, as_: As, at: datetime
) -> None:
    rejects = tmp_path / "rejects.csv"
    submit_sheet(sheet, by=as_(aoi), at=at, rejects_to=rejects)
    again = submit_sheet(sheet, by=as_(aoi), at=at)
    assert (len(again.submitted), again.skipped) == (0, 2)
    mended = rejects.read_text(encoding="utf-8-sig").replace("nobody", "hokuto").replace("火星", "JP")
    rejects.write_text(mended, encoding="utf-8")
    assert len(submit_sheet(rejects, by=as_(aoi), at=at).submitted) == 2
    assert Registration.objects.count() == 3


def test_a_sheet_is_on_record_with_its_registrations_and_rejects(
    sheet: Path, aoi: Person, kei: Person, as_: As, at: datetime
) -> None:
    read = submit_sheet(sheet, by=as_(aoi), at=at)
    assert read.import_id is not None
    run = sheet_by(as_(aoi), read.import_id)
    assert (run.state, run.file_name, run.encoding, run.by) == ("finished", "deals.csv", "cp932", aoi)
    assert (run.rows, run.created, run.skipped, run.rejected) == (5, 1, 1, 3)
    assert [one.pk for one in registrations_of(run)] == list(read.submitted)
    assert [one.line for one in Rejected.objects.filter(imported=run).order_by("line")] == [3, 4, 5]
    assert Event.objects.get(code="import.finished").subject_id == run.pk
    with pytest.raises(NotFound):
        revert_import(run.pk, by=as_(kei), at=at)


def test_a_job_that_is_done_twice_submits_once_and_the_file_is_gone(
    sheet: Path, aoi: Person, as_: As, at: datetime
) -> None:
    run = bring_sheet(sheet, file_name="deals.csv", by=as_(aoi), at=at)
    assert run.upload_id is not None
    with pytest.raises(NotPossibleNow):
        start_run(run.upload_id, JOB, by=as_(aoi), at=at, dry_run=False)
    carry_out_sheet(run.pk, at=at)
    carry_out_sheet(run.pk, at=at)
    run.refresh_from_db()
    assert (run.state, run.created) == ("finished", 1)
    assert Registration.objects.count() == 1
    assert not Upload.objects.exists()


def test_a_dry_run_tells_the_same_and_keeps_nothing(sheet: Path, aoi: Person, as_: As, at: datetime) -> None:
    read = submit_sheet(sheet, by=as_(aoi), at=at, dry_run=True)
    assert (read.as_json()["created"], len(read.rejects), read.as_json()["registrations"]) == (1, 3, [])
    assert (read.import_id, Import.objects.exists()) == (None, False)
    assert not Registration.objects.exists()
    assert not Event.objects.filter(code="registration.submitted").exists()


def test_whoever_only_reads_submits_no_sheet_and_a_list_of_colours_is_none(
    sheet: Path, tmp_path: Path, cast: Callable[..., Person], aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        submit_sheet(sheet, by=as_(cast("yui", "read_only")), at=at)
    colours = tmp_path / "colours.csv"
    colours.write_text("colour\nred\n")
    with pytest.raises(UnusableFile, match="says what a row is about"):
        submit_sheet(colours, by=as_(aoi), at=at)
