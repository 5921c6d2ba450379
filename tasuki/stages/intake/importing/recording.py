"""What an import's row tells: what was found out about its file, and what became of it or, tried, would have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.stages.intake.importing.recognising import Recognised
from tasuki.stages.intake.importing.rejected import Spool
from tasuki.stages.intake.models import Import

DESCRIBED = ("digest", "encoding", "delimiter", "headers", "mapping", "unmapped", "choices")


def describe(imported: Import, recognised: Recognised) -> None:
    """What was found out about the file; the caller saves."""
    opened, plan = recognised.opened, recognised.plan
    imported.digest, imported.encoding, imported.delimiter = opened.digest, opened.encoding, opened.delimiter
    imported.headers, imported.mapping, imported.unmapped = (
        list(plan.headers),
        plan.columns,
        list(plan.unmapped),
    )
    imported.choices = recognised.choices


def finish(
    imported: Import, counts: Mapping[str, int], seconds: float, *, by: Actor, at: datetime, playbook: str
) -> None:
    """It is done: the counts are kept, with what else its kind counts, and the journal tells them."""
    for name, count in counts.items():
        setattr(imported, name, count)
    imported.state, imported.seconds, imported.finished_at = "finished", seconds, at
    imported.save(update_fields=[*counts, "also", "state", "seconds", "finished_at"])
    append(
        Entry(
            "import.finished", at, by, "import", imported.pk, playbook=playbook,
            data={"kind": imported.kind, **counts}, words={"file": imported.file_name},
        )
    )  # fmt: skip


@transaction.atomic
def remember_trial(
    run: Import, counts: Mapping[str, int], seconds: float, spool: Spool, *, at: datetime
) -> None:
    """Of a trial everything was taken back but what it would have done, and the rows that it would have refused."""
    open_still = Import.objects.filter(pk=run.pk, state="running")
    if open_still.update(state="tried", seconds=seconds, finished_at=at, also=run.also, **counts):
        spool.write_out(run)
