from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.stages.pipeline.changing import change
from tasuki.stages.pipeline.queries import locked_opportunity


@transaction.atomic
def edit(
    opportunity_id: UUID,
    changes: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
    version: int | None = None,
) -> Opportunity:
    """Change fields under the names and shapes of contract/convert.json, through the rules of the conversion (O-15).

    A later close date needs ``reason``, a code for pushing it (HY-5). The source stays the lead's (O-13): overwriting
    it takes the permission source.overwrite and a ``note`` that says why. Sending the same close date confirms it.
    Raises Forbidden, NotFound, Outdated, NotPossibleNow (closed or voided) and Invalid with every problem.
    """
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by, version=version)
    changed = change(row, changes, in_force(), by=by, at=at, reason=reason, note=note)
    if changed:
        row.version += 1
        row.save(update_fields=["version"])
    return row
