"""What whoever runs the machine types: migrate, doctor, import, playbook, person, backup, clock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tasuki.cli.commands.running import with_address
from tasuki.cli.invariants import INVARIANTS
from tasuki.cli.tests.conftest import FrontDoorClock, Tasuki
from tasuki.platform.access.models import Token
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.people.models import Person
from tasuki.platform.server.postgres import EmbeddedPostgres
from tasuki.platform.server.testing import home_for_tests, start_for_tests
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.models import Lead

STRICT = Path(__file__).parents[3] / "examples" / "playbooks" / "strict.toml"
LEADS = """Lead ID,Last Name,First Name,Company,Email,Lead Source
L-1,高橋,美咲,株式会社サンプル製作所,misaki@example.co.jp,Webinar
L-2,Smith,John,Example Inc.,not an address,Web
L-3,鈴木,一郎,㈱テスト,ichiro@test.example,Referral
"""


@pytest.mark.django_db
def test_migrating_an_empty_database_puts_the_article_in_force_and_makes_admin(tasuki: Tasuki) -> None:
    first, second = tasuki("migrate", "--json"), tasuki("migrate", "--json")
    assert (first.exit_code, first.json["installed"], first.json["playbook"]) == (0, True, "article@1")
    assert (second.json["installed"], second.json["people"]) == (False, 1)
    assert tasuki("person", "list", "--json", as_="admin").json["items"][0]["roles"] == ["admin"]


@pytest.mark.django_db
def test_a_database_that_another_version_migrated_is_left_as_it_is(tasuki: Tasuki) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '0099_later', now())"
        )
    told = tasuki("migrate", "--json")
    assert (told.exit_code, PlaybookVersion.objects.exists()) == (1, False)
    assert "records.0099_later" in told.stderr + told.stdout


def test_a_healthy_database_passes_every_invariant(tasuki: Tasuki, agreement: None) -> None:
    told = tasuki("doctor", "--json")
    assert told.exit_code == 0
    assert [one["key"] for one in told.json["checks"]] == [one.key for one in INVARIANTS]


def test_the_doctor_finds_a_converted_lead_without_an_opportunity_and_a_silent_journal(
    tasuki: Tasuki, sora: Person, clock: FrontDoorClock
) -> None:
    created = tasuki(
        "lead", "create", "--name", "高橋", "--email", "a@one.example", "--json", as_="sora"
    ).json["id"]
    Lead.objects.filter(pk=created).update(state="converted", entered_converted_at=clock.at)
    told = tasuki("doctor", "--json")
    assert told.exit_code == 1
    broken = {one["key"]: one["examples"] for one in told.json["checks"] if not one["holds"]}
    assert broken == {"converted": [created], "milestones": [created]}
    assert created in tasuki("doctor").stdout


def test_the_doctor_finds_a_journal_that_can_be_rewritten(tasuki: Tasuki, agreement: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER journal_is_append_only")
        told = tasuki("doctor", "--json")
        cursor.execute("ALTER TABLE journal_event ENABLE TRIGGER journal_is_append_only")
    assert [one["key"] for one in told.json["checks"] if not one["holds"]] == ["journal"]


def test_an_import_lands_the_good_rows_and_gives_the_bad_ones_back(
    tasuki: Tasuki, kei: Person, tmp_path: Path
) -> None:
    file, rejects = tmp_path / "leads.csv", tmp_path / "rejects.csv"
    file.write_text(LEADS, encoding="utf-8")
    dry = tasuki("import", "leads", file, "--dry-run", "--json", as_="kei")
    assert (dry.exit_code, dry.json["dry_run"], Lead.objects.count()) == (0, True, 0)

    told = tasuki("import", "leads", file, "--rejects", rejects, "--json", as_="kei")
    assert told.exit_code == 0
    counts = {name: told.json[name] for name in ("rows", "created", "updated", "skipped", "rejected")}
    assert counts["rows"] == 3 == sum(count for name, count in counts.items() if name != "rows")
    assert counts["rejected"] == len(told.json["rejects"])
    assert rejects.exists() == bool(counts["rejected"])
    assert tasuki("import", "leads", file, "--json", as_="kei").json["created"] == 0

    undone = tasuki("import", "revert", told.json["import_id"], "--json", as_="kei")
    assert (undone.exit_code, undone.json["deleted"] > 0, Lead.objects.count()) == (0, True, 0)
    assert tasuki("import", "revert", told.json["import_id"], as_="kei").exit_code == 1


def test_a_file_that_is_no_table_is_bad_input(tasuki: Tasuki, kei: Person, tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("")
    assert tasuki("import", "leads", file, as_="kei").exit_code == 2
    assert tasuki("import", "leads", tmp_path / "missing.csv", as_="kei").exit_code == 2


def test_a_playbook_comes_into_force_when_both_sides_have_signed(
    tasuki: Tasuki, kei: Person, sora: Person
) -> None:
    refused = tasuki("playbook", "publish", STRICT, "--json", as_="kei")
    assert (refused.exit_code, [one["code"] for one in refused.json["errors"]]) == (1, ["PB-1", "PB-1"])
    assert not PlaybookVersion.objects.filter(name="strict").exists()

    assert tasuki("playbook", "draft", STRICT, "--json", as_="kei").json["state"] == "draft"
    assert tasuki("playbook", "sign", "strict@1", "--side", "sales", as_="sora").exit_code == 1
    assert tasuki("playbook", "sign", "strict@1", "--side", "marketing", as_="sora").exit_code == 0
    put = tasuki("playbook", "publish", "strict@1", "--sign", "sales", "--json", as_="kei")
    assert (put.exit_code, put.json["state"]) == (0, "in_force")
    assert tasuki("playbook", "show", "--json", as_="sora").json["stamp"] == "strict@1"


def test_a_broken_playbook_is_bad_input_that_names_its_table_and_key(tasuki: Tasuki, tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text('base = "article"\n[[sla]]\nid = "SL-4"\nwithin = "soon"\n')
    told = tasuki("playbook", "check", file, "--json")
    assert told.exit_code == 2
    assert "sla/SL-4/within" in told.json["errors"][0]["pointer"]


def test_two_playbooks_are_compared_item_by_item(tasuki: Tasuki) -> None:
    changes = tasuki("playbook", "diff", "article", STRICT, "--json").json["changes"]
    assert {
        "kind": "changed",
        "path": "gate/sql/require/budget/level",
        "said": "Budget at the SQL gate: level 1 → 2",
        "before": 1,
        "after": 2,
    } in changes
    lines = tasuki("playbook", "diff", "article", STRICT, "--toml").stdout.splitlines()
    assert '+name = "strict"' in lines


def test_an_exported_playbook_reads_back_as_the_same(tasuki: Tasuki, tmp_path: Path) -> None:
    out = tmp_path / "article.toml"
    assert tasuki("playbook", "export", "article", "--out", out).exit_code == 0
    assert tasuki("playbook", "diff", "article", out, "--json").json == {"changes": []}


def test_a_person_joins_and_leaves_and_the_last_admin_stays(tasuki: Tasuki, kei: Person, cast: Any) -> None:
    cast("root", "admin")
    words = ("person", "add", "haru", "--name", "春野 春", "--role", "sdr", "--team", "東日本")
    assert tasuki(*words, "--json", as_="kei").json["team"] == "東日本"
    assert tasuki(*words, as_="kei").exit_code == 1
    assert tasuki("person", "deactivate", "haru", "--json", as_="kei").json["is_active"] is False
    assert tasuki("person", "deactivate", "root", as_="kei").exit_code == 1, "RevOps takes no admin away"
    assert tasuki("person", "deactivate", "root", as_="admin").exit_code == 0
    assert tasuki("person", "deactivate", "admin", as_="admin").exit_code == 1


def test_a_tokens_secret_is_shown_once_and_not_kept(tasuki: Tasuki, kei: Person) -> None:
    told = tasuki("token", "create", "--scope", "read", "--name", "nightly", "--json", as_="kei").json
    token = Token.objects.get(pk=told["id"])
    assert told["token"] not in (token.digest, token.name)
    assert tasuki("token", "create", "--scope", "everything", as_="kei").exit_code == 2


def test_only_the_demo_companys_clock_can_be_moved(
    tasuki: Tasuki, mio: Person, clock: FrontDoorClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASUKI_DEMO", "0")
    assert tasuki("clock", "advance", "2 business days", as_="mio").exit_code == 1
    monkeypatch.setenv("TASUKI_DEMO", "1")
    # Friday 15:00 in Tokyo; Monday the 23rd is a holiday, so two business days end on Wednesday.
    told = tasuki("clock", "advance", "2 business days", "--json", as_="mio")
    assert told.json["now"] == "2026-11-25T06:00:00Z"
    assert told.json["ahead_seconds"] == 5 * 24 * 3600
    assert (
        tasuki("clock", "advance", "90 min", "--json", as_="mio").json["ahead_seconds"]
        == 5 * 24 * 3600 + 5400
    )
    assert tasuki("clock", "advance", "a while", as_="mio").exit_code == 2


def test_a_backup_needs_its_grant_and_a_restore_leaves_a_full_database_alone(
    tasuki: Tasuki, aoi: Person, tmp_path: Path
) -> None:
    assert tasuki("backup", tmp_path / "x.dump", as_="aoi").exit_code == 1
    garbage = tmp_path / "garbage.dump"
    garbage.write_text("not a backup")
    assert tasuki("restore", garbage, "--force", as_="aoi").exit_code == 2


def test_a_backup_restores_into_an_empty_database_and_only_there(tmp_path: Path) -> None:
    """The real programs, in processes of their own, on two databases of the tests' server."""
    start_for_tests()
    server = EmbeddedPostgres(home_for_tests())
    names = [f"cli_{uuid4().hex[:8]}_{place}" for place in ("a", "b")]
    first, second = (server.create_database(name).dsn() for name in names)

    def run(url: str, *words: object) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "DATABASE_URL": url, "TASUKI_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-m", "tasuki.cli", *map(str, words)]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    try:
        assert run(first, "person", "list", "--as", "admin").returncode == 3, "not set up yet"
        assert run(first, "migrate").returncode == 0
        assert (
            run(
                first, "person", "add", "aoi", "--name", "青木 葵", "--role", "sdr", "--as", "admin"
            ).returncode
            == 0
        )
        file = tmp_path / "all.dump"
        assert run(first, "backup", file, "--as", "admin").returncode == 0
        assert run(first, "backup", file, "--as", "admin").returncode == 2, "it is there already"
        restored = run(second, "restore", file)
        assert restored.returncode == 0, restored.stderr
        assert "aoi" in run(second, "person", "list", "--as", "aoi").stdout
        assert run(second, "doctor").returncode == 0
        with psycopg.connect(second) as session:
            (unsettled,) = session.execute(
                "SELECT count(*) FROM journal_event WHERE txid <> 0"
            ).fetchone() or (1,)
        assert unsettled == 0, "restored events stand before all that are to come"
        assert run(second, "restore", file).returncode == 1, "it is not empty any more"
        assert run(second, "restore", file, "--force", "--as", "aoi").returncode == 1, "she may not"
        assert run(second, "restore", file, "--force", "--as", "admin").returncode == 0
    finally:
        for name in names:
            server.drop_database(name)


def test_a_draft_is_begun_changed_row_by_row_withdrawn_and_announced(
    tasuki: Tasuki, kei: Person, mio: Person, sora: Person, aoi: Person, tmp_path: Path
) -> None:
    begun = tasuki("playbook", "draft", "in_force", "--note", "Quicker", "--json", as_="mio").json
    assert (begun["stamp"], begun["revision"]) == ("article@2", 1)
    row = tmp_path / "row.json"
    row.write_text('{"close_within_days": 120}')
    changed = tasuki("playbook", "row", "article@2", "limits", "--input", row, "--json", as_="mio")
    assert changed.json["revision"] == 2
    assert tasuki("playbook", "row", "article@2", "route", "territory", "--move", 0, as_="mio").exit_code == 0
    assert tasuki("playbook", "row", "article@2", "score", "student", "--remove", as_="mio").exit_code == 0
    assert tasuki("playbook", "row", "article@2", "score", "student", "--remove", as_="mio").exit_code == 2
    assert tasuki("playbook", "row", "article@2", "score", as_="mio").exit_code == 2
    said = [
        one["said"] for one in tasuki("playbook", "diff", "article@2", "--json", as_="aoi").json["changes"]
    ]
    assert "Taken out: A student (Scores)" in said
    tasuki("playbook", "sign", "article@2", "--side", "marketing", "--comment", "Yes.", as_="sora")
    tasuki("playbook", "sign", "article@2", "--side", "sales", as_="mio")
    assert tasuki("playbook", "sign", "article@2", "--side", "sales", "--seen", 1, as_="kei").exit_code == 1
    put = tasuki("playbook", "publish", "article@2", "--announce", "Closer.", "--json", as_="kei").json
    assert (put["announcement"]["en"], put["sign_offs"][0]["comment"]) == ("Closer.", "Yes.")
    assert "Closer." in tasuki("playbook", "news", "--read", as_="aoi").stdout
    assert tasuki("playbook", "news", "--json", as_="aoi").json["playbook"] is None


def test_a_draft_is_written_anew_from_a_file_and_withdrawn(
    tasuki: Tasuki, kei: Person, tmp_path: Path
) -> None:
    tasuki("playbook", "draft", "in_force", as_="kei")
    file = tmp_path / "draft.toml"
    tasuki("playbook", "export", "article@2", "--out", file, as_="kei")
    file.write_text(file.read_text().replace("mqls_per_month = 300", "mqls_per_month = 250"))
    assert tasuki("playbook", "edit", "article@2", file, "--json", as_="kei").json["revision"] == 2
    assert tasuki("playbook", "edit", "article@2", file, "--seen", 1, as_="kei").exit_code == 1
    assert tasuki("playbook", "retire", "article@2", "--json", as_="kei").json["state"] == "retired"


def test_the_health_of_the_queue_is_told_and_nobody_at_work_is_a_reason_to_look(
    agreement: None, empty_queue: None, tasuki: Tasuki
) -> None:
    enqueue("notices.send", "one")
    told = tasuki("work", "--health", "--json")
    assert (told.exit_code, told.json["well"], told.json["workers"], told.json["waiting"]) == (1, False, 0, 1)
    assert told.json["jobs"] == [{"task": "notices.send", "waiting": 1, "working": 0}]


def test_letters_lead_to_the_port_that_is_served_unless_another_address_is_named() -> None:
    assert with_address(8100, {})["TASUKI_URL"] == "http://127.0.0.1:8100"
    named = {"TASUKI_URL": "https://sales.example.com"}
    assert with_address(8100, named) == named
