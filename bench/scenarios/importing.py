"""A file of leads through the command line, beside COPY of the rows that it left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from bench.figure import Figure, at_least, at_most, of_floor
from bench.stage import Stage

LEFT = {
    "records_lead": "import_id IS NOT NULL",
    "journal_event": "origin = 'import'",
    "intake_importedrow": "true",
}
BLOCK = 1 << 20


def import_leads(stage: Stage) -> Iterator[Figure]:
    """Rows per second of the whole command, start-up included; the floor copies the same rows into the same tables."""
    imported = stage.imported
    rows = imported.answer["rows"]
    everything = _copy_floor(stage, list(LEFT))
    leads_alone = _copy_floor(stage, ["records_lead"])
    yield Figure(
        f"import of {rows:,} leads", rows / imported.seconds, "rows/s", rows / everything,
        (of_floor(0.2), at_least(5_000)),
        f"{imported.seconds:.1f} s; CPU {imported.python_seconds:.1f} s Python, {imported.database_seconds:.1f} s "
        f"database; COPY of the leads alone {rows / leads_alone:,.0f} rows/s",
    )  # fmt: skip
    yield Figure("memory of the import at its largest", imported.megabytes, "MB", musts=(at_most(500),))


def _copy_floor(stage: Stage, tables: list[str]) -> float:
    """Seconds for COPY into empty tables with the same columns and indexes, in one transaction."""
    files = {table: stage.place.home / f"{table}.copy" for table in tables}
    with psycopg.connect(stage.place.dsn) as connection:
        for table, file in files.items():
            _copy_out(connection, table, file)
            connection.execute(
                sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(_twin(table), sql.Identifier(table))
            )
        connection.commit()
        began = time.perf_counter()
        for table, file in files.items():
            _copy_in(connection, table, file)
        connection.commit()
        seconds = time.perf_counter() - began
        for table, file in files.items():
            connection.execute(sql.SQL("DROP TABLE {}").format(_twin(table)))
            file.unlink()
    return seconds


def _copy_out(connection: psycopg.Connection[tuple[object, ...]], table: str, file: Path) -> None:
    rows = sql.SQL("COPY (SELECT * FROM {} WHERE {}) TO STDOUT")
    with file.open("wb") as out, connection.cursor() as cursor:
        chosen = rows.format(sql.Identifier(table), sql.SQL(LEFT[table]))
        with cursor.copy(chosen) as copy:
            for block in copy:
                out.write(block)


def _copy_in(connection: psycopg.Connection[tuple[object, ...]], table: str, file: Path) -> None:
    into = sql.SQL("COPY {} FROM STDIN").format(_twin(table))
    with file.open("rb") as source, connection.cursor() as cursor, cursor.copy(into) as copy:
        while block := source.read(BLOCK):
            copy.write(block)


def _twin(table: str) -> sql.Identifier:
    return sql.Identifier(f"floor_{table}")
