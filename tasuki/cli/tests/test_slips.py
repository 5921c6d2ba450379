"""What people mistype, and what the command says instead of doing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasuki.cli.tests.conftest import Tasuki
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead

GOOD = "Lead ID,Last Name,Company,Email\nL-1,Smith,Example Inc.,smith@test.example\n"
BAD = "".join(f"L-{n},Smith,Example Inc.,no address\n" for n in range(2, 15))


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    file = tmp_path / "leads.csv"
    file.write_text(GOOD + BAD, encoding="utf-8")
    return file


def test_the_rejected_rows_never_overwrite_the_file_they_come_from(
    tasuki: Tasuki, kei: Person, leads: Path, tmp_path: Path
) -> None:
    same = tmp_path / "also-called.csv"
    same.symlink_to(leads)
    for rejects in (leads, same):
        told = tasuki("import", "leads", leads, "--rejects", rejects, as_="kei")
        assert (told.exit_code, "Name another file" in told.stderr) == (2, True)
    assert leads.read_text(encoding="utf-8") == GOOD + BAD
    assert not Lead.objects.exists()


def test_a_place_for_rejects_that_is_not_there_is_said_before_anything_is_read(
    tasuki: Tasuki, kei: Person, leads: Path, tmp_path: Path
) -> None:
    told = tasuki("import", "leads", leads, "--rejects", tmp_path / "nowhere" / "r.csv", "--json", as_="kei")
    assert (told.exit_code, told.json["code"]) == (2, "usage")
    assert not Lead.objects.exists()


def test_a_dry_run_says_how_the_columns_were_understood_and_offers_no_id_to_revert(
    tasuki: Tasuki, kei: Person, leads: Path
) -> None:
    dry = tasuki("import", "leads", leads, "--dry-run", as_="kei").stdout
    assert "Company → company_name" in dry
    assert "\nImport " not in dry
    assert "\nImport " in tasuki("import", "leads", leads, as_="kei").stdout


def test_rejected_rows_that_are_not_shown_are_counted_and_each_reason_names_its_column(
    tasuki: Tasuki, kei: Person, leads: Path, tmp_path: Path
) -> None:
    shown = tasuki("import", "leads", leads, "--dry-run", as_="kei").stdout
    assert "line 3: Email: “no address”" in shown
    assert "… and 3 more" in shown
    with_file = tasuki("import", "leads", leads, "--rejects", tmp_path / "r.csv", as_="kei").stdout
    assert "more" not in with_file
    assert "r.csv" in with_file


def test_a_reason_that_is_the_whole_story_is_told_once(tasuki: Tasuki, kei: Person, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    told = tasuki("import", "leads", empty, as_="kei")
    fix = "      → Export the file again, or mend it, and import it anew."
    assert (told.exit_code, told.stderr.splitlines()) == (2, ["The file is empty.", fix])
    assert tasuki("import", "leads", empty, "--json", as_="kei").json["errors"][0]["pointer"] == "/file"


def test_an_answer_without_an_answer_is_not_recorded(tasuki: Tasuki, aoi: Person, sora: Person) -> None:
    tasuki("lead", "create", "--external-id", "w-1", "--name", "高橋", "--company", "㈱テスト", as_="sora")
    told = tasuki("lead", "answer", "w-1", as_="sora")
    assert (told.exit_code, told.stdout) == (2, "")
    assert tasuki("lead", "answer", "w-1", "--input", "-", as_="sora", stdin={}).exit_code == 2


def test_the_companys_background_that_the_brief_needs_can_be_typed(tasuki: Tasuki, sora: Person) -> None:
    tasuki("lead", "create", "--external-id", "w-1", "--name", "高橋", "--company", "㈱テスト", as_="sora")
    edited = tasuki("lead", "edit", "w-1", "--background", "工場が三つある", "--json", as_="sora")
    assert edited.json["company"]["background"] == "工場が三つある"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (
            {"answers": {"need": {"level": 1}}, "evidense": [], "lead": {}},
            {"/evidense": "unknown_field", "/lead": "unknown_field"},
        ),
        ({"anwsers": {"need": {"level": 1}}}, {"/anwsers": "unknown_field"}),
        ({"need": {"level": 1}, "buget": {"level": 1}}, {"/buget": "unknown_field"}),
        ({"answers": [1], "evidence": {"a": 1}}, {"/answers": "not_a_table", "/evidence": "not_a_list"}),
    ],
)
def test_a_name_that_the_answers_file_does_not_know_is_refused_and_nothing_is_recorded(
    tasuki: Tasuki, sora: Person, given: object, found: dict[str, str]
) -> None:
    tasuki("lead", "create", "--external-id", "w-1", "--name", "高橋", "--company", "㈱テスト", as_="sora")
    told = tasuki("lead", "answer", "w-1", "--input", "-", "--json", as_="sora", stdin=given)
    assert told.exit_code == 2
    assert {one["pointer"]: one["code"] for one in told.json["errors"]} == found
    assert all(one["fix"] for one in told.json["errors"])
    assert not Event.objects.filter(code="answer.recorded").exists()


def test_a_name_in_the_answers_file_that_is_nearly_right_is_told_with_the_right_one_and_the_list(
    tasuki: Tasuki, sora: Person
) -> None:
    tasuki("lead", "create", "--external-id", "w-1", "--name", "高橋", "--company", "㈱テスト", as_="sora")
    given: dict[str, object] = {"answers": {}, "evidense": []}
    told = tasuki("lead", "answer", "w-1", "--input", "-", "--lang", "ja", as_="sora", stdin=given)
    assert "ここに項目「evidense」はありません。" in told.stderr
    assert "→ 「evidence」のことですか。ここで使える名前:answers、evidence、asked。" in told.stderr
