"""Start clocks: the rows of new promises, written at once."""

from __future__ import annotations

from collections.abc import Iterable

from tasuki.platform.jsonb import dumps
from tasuki.platform.sql import run
from tasuki.sla.models import Clock

# While a promise runs, a further start changes nothing: the unique constraint says so.
START_CLOCKS = """
INSERT INTO sla_clock SELECT * FROM jsonb_populate_recordset(NULL::sla_clock, %(clocks)s) ON CONFLICT DO NOTHING
"""
_COLUMNS = tuple(column.attname for column in Clock._meta.concrete_fields)


def start(clocks: Iterable[Clock]) -> None:
    """Write the rows of promises that do not run yet."""
    rows = [{name: getattr(clock, name) for name in _COLUMNS} for clock in clocks]
    if rows:
        run(START_CLOCKS, {"clocks": dumps(rows).decode()})
