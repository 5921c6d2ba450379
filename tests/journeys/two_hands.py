"""Seeds a small demo company in a process of its own and tells what it made, for `test_two_hands`.

``DATABASE_URL=… python -m tests.journeys.two_hands 2`` lets several processes tell the lives.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
DAYS, LEADS = 45, 120
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
APART = {"seq", "txid", "event_id", "event"}
"""In which order the transactions of two processes are written down is left to chance."""
NAMES = """
SELECT id::text, handle FROM people_person UNION ALL SELECT id::text, email FROM records_lead
UNION ALL SELECT id::text, name FROM records_account UNION ALL SELECT id::text, name FROM records_opportunity
"""
TABLES = """
SELECT tablename FROM pg_tables WHERE schemaname = current_schema()
  AND tablename !~ '^(auth|django|procrastinate|playbooks)_'
"""


def company(processes: int) -> dict[str, list[str]]:
    """Every row of the company that so many processes made, by table; people and records by name instead of by id."""
    from tasuki.cli.product import open_product

    open_product()
    from tasuki.cli.commands.migrate import migrate_and_install
    from tasuki.cli.demo.seeding import seed
    from tasuki.platform.sql import run

    migrate_and_install()
    seed(DAYS, LEADS, NOW, side_by_side=processes > 1)
    names = dict(run(NAMES))

    def without_chance(row: dict[str, Any]) -> str:
        kept = {
            name: {key: held for key, held in value.items() if key not in APART} if name == "data" else value
            for name, value in row.items()
            if name not in APART and not _is_serial(name, value)
        }
        return _ID.sub(lambda found: names.get(found[0], "id"), json.dumps(kept, sort_keys=True))

    return {
        table: sorted(
            without_chance(json.loads(row))
            for (row,) in run(f"SELECT to_jsonb(row)::text FROM {table} row")
            if table != "people_person"  # passwords have salt
        )
        for (table,) in run(TABLES)
    }


def _is_serial(name: str, value: object) -> bool:
    return name == "id" and isinstance(value, int)


if __name__ == "__main__":
    print(json.dumps(company(int(sys.argv[1]))))
