"""Write the facts as Parquet, month by month: all of one moment, and the folder is whole or it is not there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction

from tasuki.insight.facts import Facts
from tasuki.insight.files.columns import MONTH, WRITTEN, Written, columns_of, view_of
from tasuki.insight.files.engine import duckdb
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.rules.wording import N_

TOLD = "facts.json"
"""Says what a folder holds, and that it was written to its end."""
NULL = r"\N"


@dataclass(frozen=True, slots=True)
class Exported:
    folder: Path
    rows: Mapping[str, int]


def export_facts(folder: Path, *, by: Actor, at: datetime) -> Exported:
    """Write all facts and events into ``folder``, which is new, empty, or an earlier export that this one replaces.

    Raises Forbidden, and Invalid for a folder with other things in it.
    """
    ask(by, "system.operate")
    if folder.exists() and not (folder / TOLD).exists() and (not folder.is_dir() or any(folder.iterdir())):
        fix = N_("Name a new folder, or one that an export has filled before.")
        raise invalid(
            "/folder", N_("“%(folder)s” holds something else."), "folder_taken", fix=fix, folder=str(folder)
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as passing:
        unfinished = Path(passing) / "whole"
        rows = _written(unfinished, Path(passing) / "rows.csv")
        told = {"exported_at": at.isoformat(), "playbook": in_force().stamp, "rows": rows}
        (unfinished / TOLD).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        unfinished.replace(folder)
    return Exported(folder, rows)


def _written(folder: Path, passing: Path) -> dict[str, int]:
    folder.mkdir()
    with duckdb().connect() as engine, transaction.atomic():
        with connection.cursor() as cursor:
            if len(connection.savepoint_ids) == 0:  # the outermost transaction: nothing moves while it looks
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        engine.execute("SET TimeZone = 'UTC'")
        return {facts.name: _table(facts, folder / facts.name, passing, engine) for facts in WRITTEN}


def _table(facts: Facts, folder: Path, passing: Path, engine: Any) -> int:
    columns = columns_of(facts)
    said = ", ".join(f"{one.said} AS {one.name}" for one in columns)
    with passing.open("wb") as file, connection.cursor() as cursor:
        statement = f"COPY (SELECT {said} FROM {view_of(facts)}) TO STDOUT (FORMAT csv, NULL '{NULL}')"
        with cursor.copy(statement) as copy:
            for block in copy:
                file.write(block)
    folder.mkdir()
    if not passing.stat().st_size:
        return 0
    month = f"strftime(told.{facts.begins}::TIMESTAMP, '%Y-%m')" if facts.begins else "'all'"
    ((number,),) = engine.execute(f"""
        COPY (SELECT told.*, {month} AS {MONTH} FROM ({_read(columns, passing)}) told)
        TO '{_quoted(folder)}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({MONTH}), OVERWRITE_OR_IGNORE)
    """).fetchall()
    return int(number)


def _read(columns: Sequence[Written], file: Path) -> str:
    names = ", ".join(f"'{one.name}': 'VARCHAR'" for one in columns)
    values = ", ".join(f'{one.read} AS "{one.name}"' for one in columns)
    return f"""
        SELECT {values} FROM read_csv('{_quoted(file)}', auto_detect = false, columns = {{{names}}}, header = false,
          nullstr = '{NULL}', delim = ',', quote = '"', escape = '"') row
    """


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
