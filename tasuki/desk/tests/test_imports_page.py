"""A file through the page: tried, taken in, its rejects fetched, taken back."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.intake.models import Import

Visit = Callable[..., Visitor]
FILE = """\
会社名,氏名,メールアドレス,従業員数
株式会社北斗精機,山本 由美,yumi@hokuto.co.jp,320
南星物流株式会社,森田 剛,壊れたアドレス,たくさん
"""


def send(desk: Visitor, **choices: str) -> str:
    file = SimpleUploadedFile("展示会.csv", FILE.encode("cp932"), content_type="text/csv")
    answer = desk.client.post(
        "/imports", {"kind": "leads", "duplicates": "skip", **choices, "file": file}, follow=True
    )
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_trial_shows_what_would_happen_and_changes_nothing(mio: Person, visit: Visit) -> None:
    page = send(visit(mio, "en"), dry_run="on")
    assert "nothing was changed" in page
    assert "壊れたアドレス" in page
    assert not Lead.objects.exists()


def test_the_good_rows_land_and_the_others_come_back_with_reasons(mio: Person, visit: Visit) -> None:
    desk = visit(mio)
    page = send(desk)
    assert Lead.objects.get().company_name == "株式会社北斗精機"
    assert "「たくさん」は整数ではありません" in page
    rejects = desk.client.get(f"/imports/{Import.objects.get().pk}/rejects")
    assert rejects["Content-Disposition"].startswith("attachment")
    assert "南星物流株式会社" in rejects.content.decode("utf-8-sig")


def test_an_import_is_taken_back(mio: Person, visit: Visit) -> None:
    desk = visit(mio)
    send(desk)
    page = f"/imports/{Import.objects.get().pk}"
    desk.fill(page, f"{page}/revert")
    assert not Lead.objects.exists()


def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(mio: Person, visit: Visit) -> None:
    file = SimpleUploadedFile("empty.csv", b"", content_type="text/csv")
    answer = visit(mio).client.post("/imports", {"kind": "leads", "duplicates": "skip", "file": file})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
