"""The temporary table beside the real ones: one chunk at a time is copied in, matched, landed and forgotten."""

from __future__ import annotations

from typing import Any

from tasuki.stages.intake.importing.kinds.kind import Kind
from tasuki.stages.intake.importing.parsing import Chunk, staged_columns
from tasuki.stages.intake.importing.plan import Plan

STAGING = "intake_staging"


def make_staging(cursor: Any, kind: Kind) -> None:
    """``match`` is the record a row is about, ``how`` it was found, ``action`` what follows, ``turn`` when."""
    columns = ", ".join(f'"{column.name}" {column.type}' for column in (*kind.lands, *kind.stages))
    cursor.execute(f"DROP TABLE IF EXISTS {STAGING}")
    cursor.execute(
        f"""CREATE TEMPORARY TABLE {STAGING} (
                line integer NOT NULL, id uuid NOT NULL, digest uuid NOT NULL, twin uuid, extra jsonb,
                match uuid, how text, action text NOT NULL DEFAULT 'create', turn integer, problem text, {columns}
            ) ON COMMIT DROP"""
    )


def copy_in(cursor: Any, plan: Plan, chunk: Chunk) -> None:
    """Replace the staging table's content by this chunk."""
    columns = ", ".join(f'"{name}"' for name in staged_columns(plan))
    cursor.execute(f"TRUNCATE {STAGING}")
    with cursor.copy(f"COPY {STAGING} ({columns}) FROM STDIN WITH (NULL '')") as copy:
        copy.write(chunk.text.getvalue())
    keys = [name for name in ("external_id", "email", "name_key") if name in staged_columns(plan)]
    cursor.execute(f"ANALYZE {STAGING} ({', '.join(['digest', *keys])})")
