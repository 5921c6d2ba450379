"""What of the records hangs on a person: accounts, opportunities with their next steps and plans, tasks."""

from __future__ import annotations

from django.db.models import Q

from tasuki.platform.people.responsibilities import register, rows_naming
from tasuki.records.models import Account, AccountPlan, NextStep, Opportunity, Task
from tasuki.rules.wording import N_

OPEN_OPPORTUNITY = Q(state__in=("open", "pending_approval"))


register(
    rows_naming("accounts", N_("Accounts: %(count)s."), Account, "owner", Q(merged_into=None)),
    rows_naming(
        "opportunities", N_("Open opportunities: %(count)s."), Opportunity, "owner", OPEN_OPPORTUNITY
    ),
    rows_naming(
        "next_steps",
        N_("Next steps of open opportunities: %(count)s."),
        NextStep,
        "owner",
        Q(done_at=None, opportunity__state__in=("open", "pending_approval")),
    ),
    rows_naming(
        "account_plans", N_("Open account plans: %(count)s."), AccountPlan, "owner", Q(closed_at=None)
    ),
    rows_naming("tasks", N_("Open tasks: %(count)s."), Task, "owner", Q(done_at=None)),
)
