"""The embedded server as the rest of the product sees it.

Several processes may use one server at once: a web server, a worker, a command typed beside them. Whoever
comes first starts it; each holds a share of a lock while it uses it; and who leaves last, which is who can
take the whole lock, stops it. A process that is killed lets go as well, so the count cannot be wrong.
"""

from __future__ import annotations

import atexit
import os
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import errors, sql

from . import locks, postmaster
from .cluster import SUPERUSER, make_cluster, write_configuration
from .folders import Folders, find_folders, open_home, prepare_folders, start_lock_of
from .programs import programs_for
from .target import ConnectionTarget

__all__ = ["ConnectionTarget", "EmbeddedPostgres", "attach"]

PORT = 5432  # names the socket; nothing listens on TCP
MAINTENANCE = "postgres"
ATTEMPTS, PAUSE_SECONDS = 5, 0.1


class EmbeddedPostgres:
    """The embedded server of one home folder.

    As a context manager it is there inside the block; on leaving, it stops unless another process uses it.
    Every method may raise EmbeddedServerError.
    """

    def __init__(self, home: Path, dbname: str = "tasuki", settings: Mapping[str, str] | None = None) -> None:
        self.home = home.absolute()
        self.dbname = dbname
        self.settings = settings or {}
        self._share: int | None = None

    def __enter__(self) -> Self:
        self.ensure_started()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def ensure_started(self) -> ConnectionTarget:
        """Start the server unless it runs, wait for recovery, and count this process among its users."""
        open_home(self.home)
        with locks.alone(start_lock_of(self.home)):
            folders = self._start_until_it_answers()
            if self._share is None:
                self._share = locks.join(folders.users_lock)
            return _target(folders, self.dbname)

    def leave(self) -> None:
        """Stop counting among the users, and stop the server when nobody is left."""
        if self._share is None:
            return
        os.close(self._share)
        self._share = None
        folders = find_folders(self.home)
        if folders is None:
            return
        with locks.alone(start_lock_of(self.home)):
            last = locks.claim(folders.users_lock)
            if last is not None:
                postmaster.stop(folders)
                os.close(last)

    def stop(self) -> None:
        """Stop the server, whoever uses it."""
        folders = find_folders(self.home)
        if folders is not None:
            with locks.alone(start_lock_of(self.home)):
                postmaster.stop(folders)
        if self._share is not None:
            os.close(self._share)
            self._share = None

    def is_running(self) -> bool:
        """Does it take connections?"""
        folders = find_folders(self.home)
        return folders is not None and postmaster.is_ready(folders)

    def database_url(self) -> str:
        return self.ensure_started().dsn()

    def create_database(self, name: str) -> ConnectionTarget:
        """Make a database unless it exists."""
        self.ensure_started()
        folders = self._folders()
        _create_database(folders, name)
        return _target(folders, name)

    def drop_database(self, name: str) -> None:
        """Drop a database if it exists, and end the sessions in it."""
        self.ensure_started()
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        with _maintenance(self._folders()) as connection:
            connection.execute(drop)

    def programs(self) -> Path:
        """The folder with pg_dump, pg_restore and the others, in the server's own version."""
        folders, account = prepare_folders(open_home(self.home))
        return programs_for(account, folders.major, folders.programs)

    def _start_until_it_answers(self) -> Folders:
        """A server killed a moment ago still looks alive; the first connection tells, and it is started again."""
        for attempt in range(1, ATTEMPTS + 1):
            folders = self._start_unless_running()
            try:
                _create_database(folders, self.dbname)
            except psycopg.OperationalError:
                if attempt == ATTEMPTS:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                break
        return folders

    def _start_unless_running(self) -> Folders:
        folders = find_folders(self.home)
        if folders is not None and postmaster.find_running(folders) and postmaster.becomes_ready(folders):
            return folders
        folders, account = prepare_folders(self.home)
        programs = programs_for(account, folders.major, folders.programs)
        if not folders.data.exists():
            make_cluster(folders, account, programs, durable=self.settings.get("fsync") != "off")
        write_configuration(folders, account, self.settings)
        postmaster.start(folders, account, programs)
        return folders

    def _folders(self) -> Folders:
        folders = find_folders(self.home)
        assert folders is not None, "ensure_started() makes them"
        return folders


_attached: dict[Path, EmbeddedPostgres] = {}


def attach(home: Path) -> ConnectionTarget:
    """Use the server of ``home`` until this process ends; for settings and one-shot commands."""
    home = home.absolute()
    if home not in _attached:
        server = EmbeddedPostgres(home)
        target = server.ensure_started()
        _attached[home] = server
        atexit.register(server.leave)
        return target
    return _attached[home].ensure_started()


def _target(folders: Folders, dbname: str) -> ConnectionTarget:
    return ConnectionTarget(str(folders.socket), PORT, SUPERUSER, dbname)


def _maintenance(folders: Folders) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(_target(folders, MAINTENANCE).dsn(), autocommit=True, connect_timeout=30)


def _create_database(folders: Folders, name: str) -> None:
    with _maintenance(folders) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except errors.DuplicateDatabase:
            return
