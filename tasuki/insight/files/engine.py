"""DuckDB asks files as PostgreSQL asks its views: the same statements, over the same columns.

A statement keeps to what both know. The few functions that only PostgreSQL has are told to the other in `FUNCTIONS`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tasuki.insight.asking import Lines
from tasuki.insight.facts import FACTS, Facts
from tasuki.insight.files.columns import MONTH, columns_of
from tasuki.platform.refusals import Refusal, invalid
from tasuki.rules.wording import N_

FUNCTIONS: Mapping[str, str] = {
    "width_bucket(moment, edges)": (
        "CASE WHEN moment IS NOT NULL THEN len(list_filter(edges, lambda edge: edge <= moment)) END"
    ),
    "what_lead_lacks(lead, words, numbers)": "NULL::INTEGER",
}
"""The second looks into the leads' own records, which are not exported: their notes are."""
_PARAMETER = re.compile(r"%\((\w+)\)s")


def duckdb() -> Any:
    """The engine, which an installation needs only for files. Raises Invalid where it is missing."""
    try:
        import duckdb as engine
    except ImportError:
        raise _missing() from None
    return engine


def _missing() -> Refusal:
    return invalid(
        "/folder",
        N_("The engine for files is not installed."),
        "no_engine",
        fix=N_("Install it: pip install duckdb."),
    )


class Files:
    """The facts in a folder that `export` has written."""

    def __init__(self, folder: Path) -> None:
        """Raises Invalid for a folder that holds no whole export."""
        told = folder / "facts.json"
        if not told.exists():
            fix = N_("Write one: tasuki facts export FOLDER.")
            raise invalid(
                "/facts", N_("“%(folder)s” holds no exported facts."), "no_facts", fix=fix, folder=str(folder)
            )
        self.rows: Mapping[str, int] = json.loads(told.read_text(encoding="utf-8"))["rows"]
        self._engine = duckdb().connect()
        self._engine.execute("SET TimeZone = 'UTC'")
        for head, body in FUNCTIONS.items():
            self._engine.execute(f"CREATE MACRO {head} AS {body}")
        for facts in FACTS:
            self._engine.execute(self._view(facts, folder / facts.name))

    def fetched(self, statement: str, parameters: Mapping[str, Any]) -> Lines:
        adapted, given = _adapted(statement, parameters)
        lines: Lines = self._engine.execute(adapted, given).fetchall()
        return lines

    def _view(self, facts: Facts, folder: Path) -> str:
        columns = columns_of(facts)
        if not self.rows[facts.name]:  # there is no file either
            return f"CREATE TABLE {facts.name} ({', '.join(f'{one.name} {one.type}' for one in columns)})"
        files = str(folder / f"{MONTH}=*" / "*.parquet").replace("'", "''")
        names = ", ".join(one.name for one in columns)
        return f"CREATE VIEW {facts.name} AS SELECT {names} FROM read_parquet('{files}', hive_partitioning = true)"


def _adapted(statement: str, parameters: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Named parameters as the other engine writes them. OFFSET 0 only tells PostgreSQL to work something out once."""
    names = set(_PARAMETER.findall(statement))
    adapted = _PARAMETER.sub(r"$\1", statement).replace("%%", "%").replace("OFFSET 0", "")
    return adapted, {name: parameters[name] for name in names}
