"""A file through the pages: brought, read, mapped, tried, imported by a job, mended, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.intake import actions
from tasuki.stages.intake.models import Import, SavedMapping, Upload

Visit = Callable[..., Visitor]
FILE = """\
会社名,氏名,メールアドレス,従業員数,備考
株式会社北斗精機,山本 由美,yumi@hokuto.co.jp,320,=HYPERLINK("http://evil.example")
南星物流株式会社,森田 剛,壊れたアドレス,たくさん,
"""


def bring(desk: Visitor, content: str | bytes = FILE, encoding: str = "cp932", **more: str) -> Any:
    raw = content if isinstance(content, bytes) else content.encode(encoding)
    file = SimpleUploadedFile("展示会.csv", raw, content_type="text/csv")
    return desk.client.post("/imports", {"file": file, **more}, follow=True)


def brought(desk: Visitor, content: str | bytes = FILE, encoding: str = "cp932", **more: str) -> str:
    """The address of the uploaded file's first step."""
    answer = bring(desk, content, encoding, **more)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return f"/imports/files/{Upload.objects.latest('brought_at', 'pk').pk}"


def worked_off(at: datetime) -> Import:
    """What the worker does meanwhile."""
    run = Import.objects.get(state="waiting")
    actions.carry_out(run.pk, at=at)
    run.refresh_from_db()
    return run


def test_a_file_goes_all_the_way_and_comes_back(mio: Person, visit: Visit, at: datetime) -> None:
    desk = visit(mio, "en")
    file = brought(desk)
    page = desk.read(file)
    assert "found out: Shift-JIS (CP932)" in page
    assert "株式会社北斗精機" in page
    page = desk.fill(file, file)
    assert "What each column becomes" in page
    assert "by its name" in page
    page = desk.fill(f"{file}/columns", f"{file}/columns", do="continue")
    assert "Rows that are here already" in page
    page = desk.fill(f"{file}/rows", f"{file}/rows", do="try")
    assert "The trial is running" in page
    trial = worked_off(at)
    page = desk.read(f"/imports/{trial.pk}")
    assert "nothing was changed" in page
    assert "“たくさん” is not a whole number" in page
    assert not Lead.objects.exists()
    rejects = desk.client.get(f"/imports/{trial.pk}/rejects").content.decode("utf-8-sig")
    assert "南星物流株式会社" in rejects
    page = desk.fill(f"/imports/{trial.pk}", f"{file}/rows", do="import")
    assert "The import is running" in page
    done = worked_off(at)
    page = desk.read(f"/imports/{done.pk}")
    assert f"/imports/{done.pk}/records?which=created" in page
    assert "山本 由美" in desk.read(f"/imports/{done.pk}/records?which=created")
    assert Lead.objects.get().fields == {"備考": '=HYPERLINK("http://evil.example")'}
    assert not Upload.objects.exists()

    plan = desk.read(f"/imports/{done.pk}/revert")
    assert "leads 1" in plan
    assert Lead.objects.exists()
    page = desk.fill(f"/imports/{done.pk}/revert", f"/imports/{done.pk}/revert")
    assert "The import is taken back" in page
    assert not Lead.objects.exists()


def test_progress_is_there_for_whoever_comes_back(mio: Person, visit: Visit, at: datetime) -> None:
    desk = visit(mio, "en")
    file = brought(desk)
    desk.fill(f"{file}/rows", f"{file}/rows", do="import")
    run = Import.objects.get()
    Import.objects.filter(pk=run.pk).update(
        state="running", rows_done=10_000, bytes_read=50, bytes_in_all=100
    )
    later = visit(mio, "en")
    assert "running" in later.read("/imports")
    part = later.client.get(f"/imports/{run.pk}", headers={"HX-Request": "true", "HX-Target": "run"})
    told = part.content.decode()
    assert "10000 rows are done" in told.replace(",", "")
    assert 'value="50"' in told
    assert 'hx-trigger="every 1s"' in told
    assert "<html" not in told
    actions.carry_out(run.pk, at=at)
    part = later.client.get(f"/imports/{run.pk}", headers={"HX-Request": "true", "HX-Target": "run"})
    assert "hx-trigger" not in part.content.decode()


def test_another_encoding_is_seen_at_once_and_never_half_imported(
    mio: Person, visit: Visit, at: datetime
) -> None:
    desk = visit(mio, "en")
    file = brought(desk)
    looked = desk.client.post(
        file, {"do": "check", "kind": "leads", "encoding": "utf-8", "header": "1"}, headers={"HX-Target": "looked"}
    )  # fmt: skip
    assert "characters that UTF-8 does not know" in looked.content.decode()
    assert Upload.objects.get().asked["encoding"] == ""
    desk.fill(file, file, encoding="utf-8", do="continue")
    page = desk.read(f"{file}/rows")
    assert "disabled" in page
    desk.client.post(f"{file}/rows", {"do": "import", "duplicates": "skip"})
    run = worked_off(at)
    assert run.state == "failed"
    assert "see byte" in desk.read(f"/imports/{run.pk}")
    desk.fill(file, file, encoding="", do="continue")
    desk.fill(f"{file}/rows", f"{file}/rows", do="import")
    assert worked_off(at).created == 1


def test_columns_are_changed_left_out_renamed_and_saved_for_everybody(
    mio: Person, sora: Person, visit: Visit, at: datetime
) -> None:
    desk = visit(mio, "en")
    file = brought(desk)
    columns = f"{file}/columns"
    changed: dict[str, Any] = {"column__3": "-", "column__4": "fields.", "name__4": "remark", "do": "check"}
    seen = desk.fill(columns, columns, **changed)
    assert "Go on" in seen
    page = desk.fill(columns, columns, **{**changed, "do": "save", "mapping_name": "展示会の名簿"})
    assert "saved as “展示会の名簿”" in page
    assert SavedMapping.objects.get().asked["columns"]["備考"] == "fields.remark"
    desk.fill(f"{file}/rows", f"{file}/rows", do="import")
    run = worked_off(at)
    assert run.mapping["従業員数"] == "-"
    lead = Lead.objects.get(email="yumi@hokuto.co.jp")
    assert (lead.employees, list(lead.fields)) == (None, ["remark"])
    other = visit(sora, "en")
    again = brought(other)
    assert "mapping “展示会の名簿”: it is used" in other.read(again)
    assert "as in the mapping “展示会の名簿”" in other.read(f"{again}/columns")


def test_two_columns_of_one_field_are_refused_beside_the_second(mio: Person, visit: Visit) -> None:
    desk = visit(mio, "en")
    file = brought(desk)
    columns = f"{file}/columns"
    page = desk.fill(columns, columns, 422, column__4="email", do="continue")
    assert "become the same field: E-mail" in page
    assert 'aria-describedby="column-4-problem"' in page
    page = desk.fill(columns, columns, 422, column__4="fields.", do="continue")
    assert "Give the custom field a name" in page
    assert Upload.objects.get().asked["columns"] == {}


def test_a_column_that_is_wanted_elsewhere_frees_the_one_that_was_there(mio: Person, visit: Visit) -> None:
    desk = visit(mio, "en")
    file = brought(desk, "Mail,Email\na@acme.com,b@acme.com\n", "utf-8")
    columns = f"{file}/columns"
    desk.fill(columns, columns, column__0="email", column__1="", do="continue")
    page = desk.read(columns)
    assert Upload.objects.get().asked["columns"] == {"Mail": "email", "Email": ""}
    assert '<option value="" selected>' in page


def test_mended_rejects_come_back_with_the_same_mapping(mio: Person, visit: Visit, at: datetime) -> None:
    desk = visit(mio, "en")
    file = brought(desk)
    desk.fill(f"{file}/columns", f"{file}/columns", column__4="-", do="continue")
    desk.fill(f"{file}/rows", f"{file}/rows", do="import")
    first = worked_off(at)
    rejects = desk.client.get(f"/imports/{first.pk}/rejects").content
    mended = rejects.replace("壊れたアドレス".encode(), b"g@nansei.co.jp").replace("たくさん".encode(), b"40")
    page = desk.read(f"/imports/{first.pk}")
    assert "Bring the mended rows" in page
    again = brought(desk, mended, mends=str(first.pk))
    assert "Mended rows of “展示会.csv”" in desk.read(again)
    desk.fill(f"{again}/rows", f"{again}/rows", do="import")
    assert worked_off(at).created == 1
    assert Lead.objects.count() == 2


def test_what_is_no_table_is_refused_with_the_way_out(
    mio: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = visit(mio, "en")
    for content, says in ((b"", "empty"), (b"PK\x03\x04 a workbook", "CSV UTF-8"), (b"%PDF-1.7", "PDF")):
        answer = bring(desk, content)
        assert answer.status_code == 422
        assert says in answer.content.decode()
    assert desk.client.post("/imports", {}).status_code == 422
    monkeypatch.setattr(settings, "TASUKI_UPLOAD_BYTES", 100)
    answer = bring(desk)
    assert answer.status_code == 422
    assert "at most 0 MB" in answer.content.decode()
    assert not Upload.objects.exists()


def test_somebody_elses_file_is_not_there(mio: Person, sora: Person, visit: Visit) -> None:
    file = brought(visit(mio))
    for page in (file, f"{file}/columns", f"{file}/rows"):
        visit(sora).read(page, 404)


def test_a_file_can_be_erased_at_once(mio: Person, visit: Visit, at: datetime) -> None:
    desk = visit(mio, "en")
    file = brought(desk)
    assert "not imported yet" in desk.read("/imports")
    desk.fill("/imports", f"{file}/forget")
    assert not Upload.objects.exists()
    desk.read(file, 404)
    assert actions.erase_uploads(at=at + timedelta(days=9)) == 0
