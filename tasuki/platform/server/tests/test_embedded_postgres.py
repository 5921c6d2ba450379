"""The embedded server starts, recovers, is shared and stops; it keeps out of folders that are not ours."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tasuki.platform.server import postmaster
from tasuki.platform.server.cluster import FASTER_BUT_LOST_WITH_THE_POWER
from tasuki.platform.server.errors import FolderRefused, ServerDidNotStart
from tasuki.platform.server.folders import Folders, find_folders
from tasuki.platform.server.postgres import ConnectionTarget, EmbeddedPostgres
from tasuki.platform.server.programs import PACKAGE

USE_AND_SAY_SO = """
import sys
from pathlib import Path
from tasuki.platform.server.cluster import FASTER_BUT_LOST_WITH_THE_POWER
from tasuki.platform.server.postgres import EmbeddedPostgres

with EmbeddedPostgres(Path(sys.argv[1]), settings=FASTER_BUT_LOST_WITH_THE_POWER) as server:
    print("using", flush=True)
    sys.stdin.readline()
"""


def folders_of(server: EmbeddedPostgres) -> Folders:
    folders = find_folders(server.home)
    assert folders is not None
    return folders


def main_process(server: EmbeddedPostgres) -> int:
    return int((folders_of(server).data / "postmaster.pid").read_text().splitlines()[0])


def ask(target: ConnectionTarget, question: str) -> object:
    with psycopg.connect(target.dsn(), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def tell(target: ConnectionTarget, statement: str) -> None:
    with psycopg.connect(target.dsn(), autocommit=True) as connection:
        connection.execute(statement.encode())


def another_user(server: EmbeddedPostgres) -> subprocess.Popen[str]:
    """Another process that uses the same server until it is told to end."""
    return subprocess.Popen(
        [sys.executable, "-c", USE_AND_SAY_SO, str(server.home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> int:
    process.communicate("\n", timeout=30)
    return process.returncode


def test_a_new_home_gets_a_database_that_sorts_alike_on_every_machine(running: EmbeddedPostgres) -> None:
    target = running.ensure_started()

    assert ask(target, "SELECT current_database()") == "tasuki"
    locale = (
        "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = current_database()"
    )
    assert ask(target, locale) == "b C.UTF-8"
    assert ask(target, "SHOW server_encoding") == "UTF8"
    assert ask(target, "SHOW jit") == "off"


def test_nothing_listens_on_tcp_and_the_socket_is_behind_a_closed_folder(running: EmbeddedPostgres) -> None:
    target = running.ensure_started()

    assert ask(target, "SHOW listen_addresses") == ""
    assert os.stat(target.host).st_mode & 0o077 == 0
    assert os.stat(folders_of(running).data).st_mode & 0o077 == 0


def test_what_was_written_is_there_after_a_stop_and_a_start(server: EmbeddedPostgres) -> None:
    target = server.ensure_started()
    tell(target, "CREATE TABLE kept AS SELECT 1 AS one")

    server.stop()

    assert not server.is_running()
    assert ask(server.ensure_started(), "SELECT one FROM kept") == 1


def test_a_killed_server_recovers_what_was_committed(home: Path) -> None:
    server = EmbeddedPostgres(home)
    tell(server.ensure_started(), "CREATE TABLE kept AS SELECT 1 AS one")

    os.kill(main_process(server), signal.SIGKILL)

    assert ask(server.ensure_started(), "SELECT one FROM kept") == 1


def test_a_server_that_ends_while_it_is_waited_for_is_started_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = EmbeddedPostgres(home)
    tell(server.ensure_started(), "CREATE TABLE kept AS SELECT 1 AS one")
    server.stop()
    monkeypatch.setattr(postmaster, "find_running", lambda folders: True)  # as it was a moment ago

    assert ask(server.ensure_started(), "SELECT one FROM kept") == 1


def test_a_pid_file_that_names_some_other_process_is_not_believed(server: EmbeddedPostgres) -> None:
    server.ensure_started()
    pid_file = folders_of(server).data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    assert not server.is_running()
    assert ask(server.ensure_started(), "SELECT 1") == 1


def test_a_server_whose_starter_was_killed_is_joined_and_then_stopped_by_the_last_user(
    server: EmbeddedPostgres,
) -> None:
    starter = another_user(server)
    assert hear(starter) == "using"
    starter.kill()
    starter.communicate()
    orphan = main_process(server)

    with server:
        assert main_process(server) == orphan

    assert not server.is_running()


def test_starters_at_the_same_moment_share_one_server(server: EmbeddedPostgres) -> None:
    starters = [another_user(server) for _ in range(3)]

    assert [hear(starter) for starter in starters] == ["using"] * 3
    assert server.is_running()
    assert [end(starter) for starter in starters] == [0, 0, 0]
    assert not server.is_running()


def test_a_server_stays_for_the_others_when_one_user_leaves(running: EmbeddedPostgres) -> None:
    target = running.ensure_started()
    visitor = another_user(running)
    assert hear(visitor) == "using"

    end(visitor)

    assert ask(target, "SELECT 1") == 1


def test_a_home_with_an_awkward_and_long_path_works(folder: Path) -> None:
    home = folder / "it's $HOME, a `home`" / "長い道" / ("long " * 20)
    server = EmbeddedPostgres(home, settings=FASTER_BUT_LOST_WITH_THE_POWER)

    target = server.ensure_started()

    assert ask(target, "SELECT 1") == 1
    assert len(os.fsencode(target.host)) < 90


def test_a_database_can_be_made_and_dropped_whole_while_someone_is_in_it(running: EmbeddedPostgres) -> None:
    demo = running.create_database("tasuki_demo")
    assert running.create_database("tasuki_demo") == demo
    guest = psycopg.connect(demo.dsn())

    running.drop_database("tasuki_demo")

    guest.close()
    known = "SELECT count(*) FROM pg_database WHERE datname = 'tasuki_demo'"
    assert ask(running.ensure_started(), known) == 0


def test_version_16_serves_as_well(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASUKI_POSTGRES_MAJOR", "16")

    target = EmbeddedPostgres(home, settings=FASTER_BUT_LOST_WITH_THE_POWER).ensure_started()

    assert str(ask(target, "SHOW server_version")).startswith("16.")


def test_root_has_an_unprivileged_account_run_the_server(as_root: None, running: EmbeddedPostgres) -> None:
    running.ensure_started()

    assert os.stat(f"/proc/{main_process(running)}").st_uid != 0


def test_a_closed_folder_is_not_opened_for_the_servers_account(as_root: None, folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "home", settings=FASTER_BUT_LOST_WITH_THE_POWER)

    assert ask(server.ensure_started(), "SELECT 1") == 1

    assert closed.stat().st_mode & 0o077 == 0
    assert closed not in folders_of(server).data.parents


def test_a_wheel_out_of_reach_of_the_servers_account_is_copied(as_root: None, folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    wheel = importlib.util.find_spec(PACKAGE)
    assert wheel is not None
    assert wheel.origin is not None
    for name in (PACKAGE, f"{PACKAGE}.libs"):
        (closed / name).symlink_to(Path(wheel.origin).parent.with_name(name))

    subprocess.run(
        [sys.executable, "-c", USE_AND_SAY_SO, str(folder / "home")],
        env={**os.environ, "PYTHONPATH": str(closed)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )

    copies = folder / "home" / "postgres" / "programs"
    assert [copy.name for copy in copies.glob("*/*/*/bin/postgres")] == ["postgres"]
    assert closed.stat().st_mode & 0o077 == 0


def test_a_home_of_somebody_else_is_refused(as_root: None, home: Path) -> None:
    home.mkdir()
    os.chown(home, 65534, 65534)

    with pytest.raises(FolderRefused, match=r"belongs to .*, not to you"):
        EmbeddedPostgres(home).ensure_started()


def test_a_home_that_everybody_may_write_to_is_refused(home: Path) -> None:
    home.mkdir()
    home.chmod(0o777)

    with pytest.raises(FolderRefused, match="Everybody may write"):
        EmbeddedPostgres(home).ensure_started()


def test_a_postgres_folder_that_we_did_not_make_is_left_alone(home: Path) -> None:
    theirs = home / "postgres" / "precious"
    theirs.mkdir(parents=True)

    with pytest.raises(FolderRefused, match="Tasuki did not make it"):
        EmbeddedPostgres(home).ensure_started()

    assert [path.name for path in home.iterdir() if path.is_dir()] == ["postgres"]
    assert theirs.exists()


def test_a_server_that_cannot_start_says_why(server: EmbeddedPostgres) -> None:
    server.ensure_started()
    server.stop()
    (folders_of(server).data / "local.conf").write_text("max_connections = many\n")
    (folders_of(server).data / "local.conf").chmod(0o644)

    with pytest.raises(ServerDidNotStart, match="max_connections"):
        server.ensure_started()


def test_a_server_that_is_stopping_is_waited_for_and_started_again(server: EmbeddedPostgres) -> None:
    target = server.ensure_started()
    process = main_process(server)
    with psycopg.connect(target.dsn()):
        os.kill(process, signal.SIGTERM)  # a smart shutdown, which waits for the guest
        deadline = time.monotonic() + 10
        while postmaster.is_ready(folders_of(server)) and time.monotonic() < deadline:
            pass
        assert not server.is_running()

    assert ask(server.ensure_started(), "SELECT 1") == 1
    assert main_process(server) != process
