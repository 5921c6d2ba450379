"""What of the records hangs on a person: accounts, opportunities with their next steps and plans, tasks."""

from __future__ import annotations

from django.db.models import Q

from tasuki.platform.people.responsibilities import register, rows_naming
from tasuki.records.models import Account, AccountPlan, NextStep, Opportunity, Task
from tasuki.rules.wording import N_

OPEN_OPPORTUNITY = Q(state__in=("open", "pending_approval"))


register(
    rows_naming("accounts", N_("%(count)s accounts."), Account, "owner", Q(merged_into=None)),
    rows_naming("opportunities", N_("%(count)s open opportunities."), Opportunity, "owner", OPEN_OPPORTUNITY),
    rows_naming(
        "next_steps",
        N_("%(count)s next steps of open opportunities."),
        NextStep,
        "owner",
        Q(done_at=None, opportunity__state__in=("open", "pending_approval")),
    ),
    rows_naming(
        "account_plans", N_("%(count)s open account plans."), AccountPlan, "owner", Q(closed_at=None)
    ),
    rows_naming("tasks", N_("%(count)s open tasks."), Task, "owner", Q(done_at=None)),
)
