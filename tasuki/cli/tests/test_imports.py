"""`tasuki import list` and `show`: what came of each file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasuki.cli.tests.conftest import FrontDoorClock, Tasuki
from tasuki.platform.people.models import Person

GOOD = "Lead ID,Last Name,Company,Email\nL-1,Smith,Example Inc.,smith@test.example\n"
BAD = "".join(f"L-{n},Smith,Example Inc.,no address\n" for n in range(2, 15))


@pytest.fixture
def imported(tasuki: Tasuki, kei: Person, clock: FrontDoorClock, tmp_path: Path) -> str:
    """Kei's file of fourteen leads, thirteen of which were rejected; its id."""
    file = tmp_path / "leads.csv"
    file.write_text(GOOD + BAD, encoding="utf-8")
    found: str = tasuki("import", "leads", file, "--json", as_="kei").json["import_id"]
    return found


def test_the_list_tells_what_came_of_each_file_the_newest_first(
    tasuki: Tasuki, imported: str, clock: FrontDoorClock, tmp_path: Path
) -> None:
    clock.ahead(minutes=5)
    campaigns = tmp_path / "campaigns.csv"
    campaigns.write_text("Code,Name\nw-1,Webinar\n", encoding="utf-8")
    tasuki("import", "campaigns", campaigns, as_="kei")
    newest, oldest = tasuki("import", "list", "--json", as_="kei").json["items"]
    assert (newest["kind"], newest["file_name"]) == ("campaigns", "campaigns.csv")
    assert (oldest["id"], oldest["by"], oldest["rows"], oldest["rejected"]) == (imported, "kei", 14, 13)
    assert oldest["reverted_at"] is None
    assert [
        one["kind"] for one in tasuki("import", "list", "--kind", "leads", "--json", as_="kei").json["items"]
    ] == ["leads"]


def test_an_import_that_was_taken_back_says_so_in_the_readers_language(tasuki: Tasuki, imported: str) -> None:
    assert tasuki("import", "revert", imported[:-4], as_="kei").exit_code == 0
    (item,) = tasuki("import", "list", "--json", as_="kei").json["items"]
    assert (item["state"], item["reverted_at"] is None) == ("reverted", False)
    assert "取り消し済み" in tasuki("import", "list", "--lang", "ja", as_="kei").stdout


def test_one_import_shows_its_columns_and_its_first_rejects(tasuki: Tasuki, imported: str) -> None:
    told = tasuki("import", "show", imported, "--json", as_="kei").json
    assert (told["created"], told["mapping"]["Company"]) == (1, "company_name")
    assert (len(told["rejects"]), told["rejects"][0]["line"]) == (13, 3)
    shown = tasuki("import", "show", imported, as_="kei").stdout
    assert "Company → company_name" in shown
    assert "line 3: Email: “no address”" in shown
    assert "… and 3 more" in shown


def test_a_row_with_bytes_of_no_encoding_is_told_as_text(tasuki: Tasuki, kei: Person, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes("姓,メール\n".encode() + b"\xd3,a@a.example\n" + "佐藤,b@b.example\n".encode() * 500)
    told = tasuki("import", "leads", file, "--json", as_="kei").json
    assert [reject["cells"] for reject in told["rejects"]] == [["\ufffd", "a@a.example"]]


def test_imports_are_for_those_who_may_import(tasuki: Tasuki, imported: str, aoi: Person) -> None:
    for words in (("list",), ("show", imported)):
        assert tasuki("import", *words, as_="aoi").exit_code == 1
    told = tasuki("import", "show", "nothing-like-it", "--lang", "ja", as_="kei")
    assert (told.exit_code, "インポート「nothing-like-it」" in told.stderr) == (2, True)


def test_a_mapping_is_saved_under_a_name_and_used_again(tasuki: Tasuki, kei: Person, tmp_path: Path) -> None:
    file, mapping = tmp_path / "messe.csv", tmp_path / "ours.toml"
    file.write_text("Wer,Mail,Memo\nAnna,a@acme.com,x\n", encoding="utf-8")
    mapping.write_text('[columns]\n"Wer" = "name"\n"Memo" = "-"\n', encoding="utf-8")
    leads = ("import", "leads", file, "--dry-run", "--json")
    first = tasuki(*leads, "--mapping", mapping, "--save-as", "Messe", as_="kei").json
    assert tasuki(*leads, "--saved", "Messe", as_="kei").json["mapping"] == first["mapping"]
    (item,) = tasuki("import", "mappings", "--json", as_="kei").json["items"]
    assert (item["name"], item["mapping"]["columns"]["Memo"]) == ("Messe", "-")
    assert tasuki(*leads, "--saved", "Nobody's", as_="kei").exit_code == 2
    assert tasuki(*leads, "--saved", "Messe", "--mapping", mapping, as_="kei").exit_code == 2
