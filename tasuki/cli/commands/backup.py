"""`tasuki backup` and `tasuki restore`: the whole database in one file, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person, as_whoever
from tasuki.cli.session import Acting, Session
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_, Sentence

# Libpq reads where the database is from its environment: no password ever stands in a list of processes.
_LIBPQ: Mapping[str, str] = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
}


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@as_person
def backup_command(session: Acting, file: Path, force: bool) -> Answer:
    """Write the whole database into one file.

    In pg_dump's custom format, as of this moment. Others go on working meanwhile. The file appears only when it
    is complete.

    \b
    Example:
      tasuki backup tasuki-2026-11-20.dump --as admin
    """
    from tasuki.platform.access.actor import ask_any

    ask_any(session.by, "system.backup")
    if file.exists() and not force:
        text = N_("“%(file)s” is there already.")
        raise Misused(text, N_("Name another file, or add --force."), where="FILE", file=str(file))
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}")
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    size = file.stat().st_size
    return Answer(
        {"file": str(file), "bytes": size},
        [
            session.say(
                N_("%(file)s holds everything (%(size)s MB)."), file=str(file), size=f"{size / 1e6:.1f}"
            )
        ],
    )


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--force",
    is_flag=True,
    help="Throw away what the database holds now. Needs --as somebody who may back up.",
)
@as_whoever
def restore_command(session: Session, file: Path, force: bool) -> Answer:
    """Fill an empty database from a backup.

    In one transaction: all of it, or nothing. A database that holds something is left alone, unless --force
    says to throw that away.

    \b
    Example:
      TASUKI_HOME=/srv/tasuki tasuki restore tasuki-2026-11-20.dump
    """
    from tasuki.cli.product import acting, open_product

    open_product()
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.journal.restored import settle_restored_events
    from tasuki.platform.refusals import NotPossibleNow

    _check_it_is_a_backup(file)
    if not _is_empty():
        if not force:
            raise NotPossibleNow(
                Sentence(N_("The database is not empty. To throw away what it holds, say --force."))
            )
        ask_any(acting(session).by, "system.backup")
        _empty()
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        f"--dbname={_name()}",
        str(file),
    )
    settle_restored_events()
    return Answer(
        {"file": str(file), "restored": True},
        [session.say(N_("The database is as it was. Run `tasuki migrate`, then `tasuki doctor`."))],
    )


def _is_empty() -> bool:
    from django.db import connection

    return not connection.introspection.table_names()


def _empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def _check_it_is_a_backup(file: Path) -> None:
    """Before anything is thrown away."""
    if subprocess.run(
        [_program("pg_restore"), "--list", str(file)], capture_output=True, check=False
    ).returncode:
        text = N_("“%(file)s” is no backup of a database.")
        raise Misused(text, N_("Name a file that `tasuki backup` has written."), where="FILE", file=str(file))


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs against this database. Raises OSError with its own last words."""
    from django.db import connection

    command = [_program(program), *arguments]
    # No connection of ours may hold what the program wants to lock.
    connection.close()
    done = subprocess.run(
        command,
        env={**os.environ, **_environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise OSError(f"{program}: {done.stderr.strip()}")


def _program(name: str) -> str:
    """The embedded server's own program; for another server the one on the PATH, unless that is too old for it."""
    from tasuki.platform.home import home
    from tasuki.platform.server.postgres import EmbeddedPostgres

    on_the_path = shutil.which(name) if os.environ.get("DATABASE_URL") else None
    if on_the_path and _major_of(on_the_path) >= _major_of_the_server():
        return on_the_path
    return str(EmbeddedPostgres(home()).programs() / name)


def _major_of(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)\.", said)
    return int(found[1]) if found else 0


def _major_of_the_server() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def _environment() -> dict[str, str]:
    from django.db import connection

    settings = connection.settings_dict
    named = {variable: str(settings[key]) for key, variable in _LIBPQ.items() if settings.get(key)}
    mode = settings.get("OPTIONS", {}).get("sslmode")
    return {**named, **({"PGSSLMODE": mode} if mode else {})}


def _name() -> str:
    return _environment()["PGDATABASE"]
