"""`tasuki export`: the list of the desk, as a file."""

from __future__ import annotations

from pathlib import Path

from tasuki.cli.commands.exporting import LISTS
from tasuki.cli.tests.conftest import Tasuki
from tasuki.desk.lists import catalogue
from tasuki.platform.people.models import Person


def test_the_command_knows_every_list_of_the_desk() -> None:
    assert set(LISTS) == set(catalogue.LISTS)


def test_a_list_is_written_to_a_file_or_to_stdout(tasuki: Tasuki, aoi: Person, tmp_path: Path) -> None:
    tasuki("lead", "create", "--name", "高橋 美咲", "--company", "サンプル", "--source", "inbound", as_="aoi")
    out = tmp_path / "leads.csv"
    asked = (
        "export",
        "leads",
        "--where",
        "?source=inbound&col=source",
        "--encoding",
        "cp932",
        "--lang",
        "ja",
    )
    told = tasuki(*asked, "--out", out, "--json", as_="aoi").json
    assert out.read_bytes().decode("cp932").splitlines() == ["リード,流入元", "サンプル,インバウンド"]
    assert told == {"list": "leads", "file": str(out), "bytes": out.stat().st_size}
    piped = tasuki("export", "leads", "--where", "col=source", "--codes", "--out", "-", as_="aoi")
    assert piped.exit_code == 0, piped
    assert piped.stdout.splitlines()[0] == "id,lead,source"
    assert piped.stdout.splitlines()[1].endswith(",サンプル,inbound")


def test_a_place_that_cannot_be_written_is_a_slip(tasuki: Tasuki, aoi: Person, tmp_path: Path) -> None:
    assert tasuki("export", "leads", "--out", tmp_path / "no" / "leads.csv", as_="aoi").exit_code == 2
    assert tasuki("export", "leads", "--out", "-", "--json", as_="aoi").exit_code == 2
    assert tasuki("export", "stars", "--out", "-", as_="aoi").exit_code == 2
    assert list(tmp_path.iterdir()) == []
