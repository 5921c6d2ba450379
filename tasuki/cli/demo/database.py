"""The demo company's own database: made, migrated, and dropped as a whole.

Which one it is, `tasuki.platform.database` says where ``TASUKI_DEMO=1``; it stands on the same server as the company's
own, which nothing here touches.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import errors, sql

from tasuki.platform.database import django_database

MAINTENANCE = "postgres"
"""The database to be connected to while another is made or dropped."""


def prepare() -> None:
    """Make the demo database unless it exists, migrate it, and put the article's playbook in force.

    From here on this process works for the demo company. Raises RuntimeError where it has opened the company's own.
    """
    place = _place()
    with _server(place) as connection, suppress(errors.DuplicateDatabase):
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(place["NAME"])))
    from tasuki.cli.commands.migrate import migrate_and_install
    from tasuki.cli.product import open_product

    open_product()
    migrate_and_install()


def remove() -> None:
    """Drop the demo database whole, and end the sessions in it; without one nothing happens."""
    place = _place()
    _close_our_own()
    with _server(place) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(place["NAME"]))
        connection.execute(drop)


def _place() -> dict[str, Any]:
    """Where the demo database is, in Django's words."""
    os.environ["TASUKI_DEMO"] = "1"
    place = django_database()
    opened = _opened()
    if opened is not None and opened != place["NAME"]:
        raise RuntimeError(f"This process works in {opened} already, not for the demo company.")
    return place


def _opened() -> str | None:
    from django.apps import apps
    from django.conf import settings

    return str(settings.DATABASES["default"]["NAME"]) if apps.ready else None


def _close_our_own() -> None:
    from django.apps import apps
    from django.db import connections

    if apps.ready:
        connections.close_all()


def _server(place: dict[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    known = {
        "host": place["HOST"],
        "port": place["PORT"],
        "user": place["USER"],
        "password": place.get("PASSWORD"),
    }
    named = {name: value for name, value in known.items() if value}
    options = {
        name: value
        for name, value in place["OPTIONS"].items()
        if name not in ("options", "prepare_threshold")
    }
    return psycopg.connect(dbname=MAINTENANCE, autocommit=True, connect_timeout=30, **named, **options)
