"""A file on its way through a job: kept, tried, imported, and erased when its time is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotFound, NotPossibleNow
from tasuki.records.models import Lead
from tasuki.stages.intake import actions
from tasuki.stages.intake.importing import keeping
from tasuki.stages.intake.importing.carrying import DoneMeanwhile, give_up
from tasuki.stages.intake.importing.keeping import on_disk
from tasuki.stages.intake.importing.looking import look_at
from tasuki.stages.intake.importing.plan import ColumnMapping
from tasuki.stages.intake.importing.refusals import UnusableFile
from tasuki.stages.intake.importing.run import import_file
from tasuki.stages.intake.importing.showing import Showing
from tasuki.stages.intake.models import Import, Rejected, SavedMapping, Upload, UploadedPart
from tasuki.stages.intake.queries import import_by, imports, uploads

As = Callable[[Person], Actor]
FileOf = Callable[..., Path]
TWO = "メールアドレス,氏名,備考\nyumi@hokuto.co.jp,山本 由美,至急\n壊れたアドレス,森田 剛,\n"


@pytest.fixture
def bring_in(file_of: FileOf, sora: Person, as_: As, at: datetime) -> Callable[..., Upload]:
    """Sora uploads a file with this content."""

    def bring(
        content: str | bytes = TWO, encoding: str = "cp932", name: str = "展示会.csv", **more: Any
    ) -> Upload:
        path = file_of(content, name, encoding)
        return actions.bring_file(path, file_name=name, by=more.pop("by", as_(sora)), at=at, **more)

    return bring


def run_of(upload: Upload, by: Actor, at: datetime, dry_run: bool = False) -> Import:
    """What the job would do."""
    run = actions.start_import(upload.pk, by=by, at=at, dry_run=dry_run)
    assert run.state == "waiting"
    actions.carry_out(run.pk, at=at)
    run.refresh_from_db()
    return run


def test_a_file_is_kept_in_pieces_and_comes_back_as_it_was(
    monkeypatch: pytest.MonkeyPatch, bring_in: Callable[..., Upload]
) -> None:
    monkeypatch.setattr(keeping, "BLOCK", 1_000)
    content = TWO.encode("cp932") * 100
    upload = bring_in(content)
    assert (upload.size, upload.encoding, upload.kind) == (len(content), "cp932", "leads")
    assert UploadedPart.objects.count() == -(-len(content) // 1_000)
    with on_disk(upload.pk) as path:
        assert path.read_bytes() == content
    assert not path.exists()


def test_a_trial_tells_everything_and_keeps_nothing(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    run = run_of(bring_in(), as_(sora), at, dry_run=True)
    assert (run.state, run.rows, run.created, run.rejected) == ("tried", 2, 1, 1)
    assert Rejected.objects.get(imported=run).cells[1] == "森田 剛"
    assert not Lead.objects.exists()
    assert (imports(as_(sora)).count(), uploads(as_(sora)).count()) == (0, 1)


def test_an_import_by_a_job_lands_and_its_file_is_erased(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    upload = bring_in()
    run_of(upload, as_(sora), at, dry_run=True)
    done = run_of(upload, as_(sora), at)
    assert (done.state, done.created, done.rejected, done.encoding) == ("finished", 1, 1, "cp932")
    assert Lead.objects.get().fields == {"備考": "至急"}
    assert not Upload.objects.exists()
    assert not UploadedPart.objects.exists()
    assert list(Import.objects.values_list("pk", flat=True)) == [done.pk]
    assert Rejected.objects.get().imported_id == done.pk


def test_a_run_that_is_worked_off_twice_happens_once(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime, file_of: FileOf
) -> None:
    run = run_of(bring_in(), as_(sora), at)
    actions.carry_out(run.pk, at=at)
    with pytest.raises(DoneMeanwhile):
        import_file("leads", file_of(TWO), by=as_(sora), at=at, run=run)
    assert Lead.objects.count() == 1
    assert Rejected.objects.count() == 1


def test_while_a_file_is_worked_on_it_is_not_started_again_nor_erased(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    upload = bring_in()
    actions.start_import(upload.pk, by=as_(sora), at=at)
    with pytest.raises(NotPossibleNow):
        actions.start_import(upload.pk, by=as_(sora), at=at)
    with pytest.raises(NotPossibleNow):
        actions.forget_file(upload.pk, by=as_(sora))
    assert actions.erase_uploads(at=at + timedelta(days=30)) == 0


def test_what_makes_a_file_unusable_is_kept_with_the_run(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    upload = bring_in("Colour,Size\nred,3\n", "utf-8")
    run = run_of(upload, as_(sora), at)
    assert (run.state, run.rows) == ("failed", 0)
    assert run.problems[0]["code"] == "unusable_file"
    assert uploads(as_(sora)).get() == upload


def test_an_encoding_that_somebody_asks_for_must_fit_the_whole_file(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    upload = bring_in()
    actions.describe_file(upload.pk, mapping=ColumnMapping(encoding="ascii"), by=as_(sora))
    assert run_of(upload, as_(sora), at).state == "failed"
    actions.describe_file(upload.pk, mapping=ColumnMapping(encoding="shift_jis"), by=as_(sora))
    assert run_of(upload, as_(sora), at).state == "finished"


def test_a_run_that_broke_again_and_again_says_so(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    run = actions.start_import(bring_in().pk, by=as_(sora), at=at)
    give_up(run.pk, at=at)
    run.refresh_from_db()
    assert (run.state, run.problems[0]["code"]) == ("failed", "broken")


def test_somebody_who_has_left_imports_nothing(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    run = actions.start_import(bring_in().pk, by=as_(sora), at=at)
    Person.objects.filter(pk=sora.pk).update(is_active=False)
    actions.carry_out(run.pk, at=at)
    run.refresh_from_db()
    assert (run.state, run.problems[0]["code"]) == ("failed", "forbidden")


def test_a_token_without_the_scope_cannot_start_what_it_may_not_do(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    narrow = Actor.of(sora, "api", frozenset({"lead.read"}))
    with pytest.raises(Forbidden):
        actions.start_import(bring_in().pk, by=narrow, at=at)


def test_a_file_and_its_trial_are_their_owners_alone(
    bring_in: Callable[..., Upload], sora: Person, kei: Person, as_: As, at: datetime
) -> None:
    upload = bring_in()
    trial = run_of(upload, as_(sora), at, dry_run=True)
    with pytest.raises(NotFound):
        actions.start_import(upload.pk, by=as_(kei), at=at)
    with pytest.raises(NotFound):
        import_by(as_(kei), trial.pk)
    assert import_by(as_(sora), trial.pk) == trial


def test_a_file_is_erased_after_seven_days(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    upload = bring_in()
    run_of(upload, as_(sora), at, dry_run=True)
    assert actions.erase_uploads(at=at + timedelta(days=6)) == 0
    assert actions.erase_uploads(at=at + timedelta(days=7)) == 1
    assert not Upload.objects.exists()
    assert not Import.objects.exists()


def test_a_mapping_is_used_again_when_the_same_columns_come_in_any_order(
    bring_in: Callable[..., Upload], sora: Person, kei: Person, as_: As, at: datetime
) -> None:
    mapping = ColumnMapping({"備考": "-", "氏名": "fields.who"})
    actions.save_mapping("展示会", "leads", ["メールアドレス", "氏名", "備考"], mapping, by=as_(kei), at=at)
    upload = bring_in("備考,氏名,E-Mail,メールアドレス\n", name="x.csv")
    assert upload.mapping_name == ""
    upload = bring_in("備考,氏名,メールアドレス\n至急,山本 由美,yumi@hokuto.co.jp\n", name="x.csv")
    assert (upload.mapping_name, upload.kind) == ("展示会", "leads")
    run = run_of(upload, as_(sora), at)
    assert run.mapping == {"備考": "-", "氏名": "fields.who", "メールアドレス": "email"}
    lead = Lead.objects.get()
    assert (lead.name, lead.fields) == ("", {"who": "山本 由美"})


def test_a_mapping_of_the_same_name_is_replaced(kei: Person, as_: As, at: datetime) -> None:
    for target in ("name", "company_name"):
        actions.save_mapping("ours", "leads", ["a"], ColumnMapping({"a": target}), by=as_(kei), at=at)
    saved = SavedMapping.objects.get()
    assert saved.asked["columns"] == {"a": "company_name"}
    actions.forget_mapping(saved.pk, by=as_(kei))
    with pytest.raises(NotFound):
        actions.forget_mapping(saved.pk, by=as_(kei))


def test_mended_rejects_are_read_as_the_file_that_they_come_from(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    first = bring_in()
    actions.describe_file(
        first.pk, mapping=ColumnMapping({"備考": "-"}, encoding="cp932"), duplicates="update", by=as_(sora)
    )
    run = run_of(first, as_(sora), at)
    mended = "メールアドレス,氏名,備考,reject_reason\ntsuyoshi@nansei.co.jp,森田 剛,,壊れていた\n"
    second = bring_in(mended, "utf-8-sig", mends=run.pk)
    assert (second.duplicates, second.mends, second.asked["encoding"]) == ("update", run, "")
    again = run_of(second, as_(sora), at)
    assert (again.created, again.mapping) == (1, run.mapping)


@pytest.mark.parametrize(
    ("name", "content", "kind", "header"),
    [
        ("x.csv", "Lead ID,Email,Lead Status\n1,a@acme.com,new\n", "leads", 1),
        ("x.csv", "Account Name,Billing Country,Website\nAcme,US,acme.com\n", "accounts", 1),
        ("contacts.csv", "First Name,Last Name,Email,Account Name\nA,B,a@acme.com,Acme\n", "contacts", 1),
        ("x.csv", "商談名,フェーズ,金額,完了予定日\n更改,提案,100万円,2026/1/31\n", "opportunities", 1),
        ("x.csv", "Campaign Name,Actual Cost,Start Date\nFair,3,2026-01-01\n", "campaigns", 1),
        ("活動.csv", "件名,種別,実施日,メールアドレス\n架電,call,2026/1/1,a@acme.com\n", "activities", 1),
        ("x.csv", "yumi@hokuto.co.jp,山本 由美,株式会社北斗精機\n", "leads", 0),
    ],
)  # fmt: skip
def test_the_kind_and_the_header_are_guessed(
    bring_in: Callable[..., Upload], name: str, content: str, kind: str, header: int
) -> None:
    upload = bring_in(content, "utf-8", name)
    assert (upload.kind, upload.asked["header"]) == (kind, header)


def test_a_look_says_why_each_column_was_recognised_and_follows_another_encoding(
    bring_in: Callable[..., Upload],
) -> None:
    upload = bring_in()
    look = look_at(upload)
    assert look.plan.because == {"メールアドレス": "named", "氏名": "named"}
    assert (look.encoding, look.delimiter, look.unreadable) == ("cp932", ",", 0)
    assert look.samples(1) == ("山本 由美", "森田 剛")
    wrong = look_at(upload, ColumnMapping(encoding="utf-8"))
    assert wrong.unreadable > 0
    assert not wrong.plan.says_what_it_is_about
    for encoding in ("base64", "utf-16", "no-such"):
        with pytest.raises(UnusableFile):
            look_at(upload, ColumnMapping(encoding=encoding))


def test_a_title_above_the_header_is_passed_over_when_somebody_says_so(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    upload = bring_in("展示会の名簿\n\nメールアドレス,氏名\na@acme.com,山本 由美\n", "utf-8")
    assert look_at(upload, ColumnMapping(header=2)).plan.headers == ("メールアドレス", "氏名")
    actions.describe_file(upload.pk, mapping=ColumnMapping(header=2), by=as_(sora))
    run = run_of(upload, as_(sora), at)
    assert (run.rows, run.created) == (1, 1)


def test_a_file_without_a_header_is_imported_from_its_first_row(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    upload = bring_in("yumi@hokuto.co.jp,山本 由美,東\nb@acme.com,Ben,西\n", "utf-8")
    actions.describe_file(
        upload.pk, mapping=ColumnMapping({"column_2": "name", "column_3": "-"}, header=0), by=as_(sora)
    )
    assert run_of(upload, as_(sora), at).created == 2
    assert set(Lead.objects.values_list("name", "email")) == {
        ("山本 由美", "yumi@hokuto.co.jp"),
        ("Ben", "b@acme.com"),
    }


@pytest.mark.usefixtures("committed")
def test_progress_is_seen_from_outside_before_the_import_ends(
    bring_in: Callable[..., Upload], sora: Person, as_: As, at: datetime
) -> None:
    run = actions.start_import(bring_in().pk, by=as_(sora), at=at)
    outside = connection.copy()
    with transaction.atomic(), Showing(run.pk) as showing:
        showing(10_000, 500, 900)
        with outside.cursor() as cursor:
            cursor.execute(
                "SELECT rows_done, bytes_read, bytes_in_all FROM intake_import WHERE id = %s", [run.pk]
            )
            assert cursor.fetchone() == (10_000, 500, 900)
        Import.objects.filter(pk=run.pk).update(state="finished")
        showing(20_000, 900, 900)
    outside.close()
    run.refresh_from_db()
    assert run.rows_done == 10_000
