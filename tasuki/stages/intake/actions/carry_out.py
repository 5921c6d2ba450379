from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.stages.intake.importing.carrying import carry_out_run
from tasuki.stages.intake.importing.plan import mapping_of
from tasuki.stages.intake.importing.run import import_file
from tasuki.stages.intake.importing.showing import Showing
from tasuki.stages.intake.models import Import


def carry_out(import_id: UUID, *, at: datetime) -> None:
    """Work off a run of a file of records; to do it twice changes nothing."""

    def work(run: Import, path: Path, by: Actor, showing: Showing) -> None:
        import_file(
            run.kind, path, by=by, at=at, mapping=mapping_of(run.asked), duplicates=cast(Any, run.duplicates),
            dry_run=run.dry_run, file_name=run.file_name, progress=showing, run=run,
        )  # fmt: skip

    carry_out_run(import_id, work, "import.run", at=at)
