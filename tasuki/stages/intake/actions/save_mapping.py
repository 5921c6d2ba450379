from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound, invalid
from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.headings import signature
from tasuki.stages.intake.importing.plan import ColumnMapping, make_plan
from tasuki.stages.intake.importing.recognising import kind_called
from tasuki.stages.intake.models import SavedMapping
from tasuki.stages.intake.queries import saved_mappings

LONGEST_NAME = 100


@transaction.atomic
def save_mapping(
    name: str, kind: str, headers: Sequence[str], mapping: ColumnMapping, *, by: Actor, at: datetime
) -> SavedMapping:
    """Keep how files with these columns are read, under a name that everybody sees; the same name is replaced.

    Every column is kept as it is understood now, so that a later word in our lists changes nothing. Raises `Forbidden`,
    `Invalid`, `UnusableFile` (no such kind).
    """
    ask_any(by, "import.run")
    name = " ".join(name.split())
    if not name:
        raise invalid("/mapping_name", N_("Give the mapping a name."), "missing")
    if len(name) > LONGEST_NAME:
        text = N_("A name has at most %(most)s characters.")
        raise invalid("/mapping_name", text, "too_long", most=LONGEST_NAME)
    plan = make_plan(kind_called(kind), headers, (), mapping)
    asked = replace(mapping, columns={**dict.fromkeys(plan.unmapped, ""), **plan.columns, **mapping.columns})
    values = {
        "headers": signature(headers), "asked": asked.as_json(), "by_id": by.person_id, "saved_at": at,
    }  # fmt: skip
    saved, _ = SavedMapping.objects.update_or_create(kind=kind, name=name, defaults=values)
    return saved


def forget_mapping(mapping_id: UUID, *, by: Actor) -> None:
    """Raises `Forbidden`, `NotFound`."""
    gone, _ = saved_mappings(by).filter(pk=mapping_id).delete()
    if not gone:
        raise NotFound("mapping", mapping_id)
