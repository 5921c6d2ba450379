"""Approvals that still wait for a named approver."""

from __future__ import annotations

from django.db.models import Q

from tasuki.platform.access.grants import roles_with
from tasuki.platform.people.responsibilities import register, rows_naming
from tasuki.rules.wording import N_
from tasuki.stages.conversion.models import Approval

register(
    rows_naming(
        "approvals",
        N_("Approvals that wait for them: %(count)s."),
        Approval,
        "approver",
        Q(state="pending"),
        heirs=frozenset(roles_with("approval.decide")),
    )
)
