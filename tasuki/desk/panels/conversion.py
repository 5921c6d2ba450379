"""The conversion afterwards: what was made of what, under which decision, and the plan of taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tasuki.desk.panels.judged import Told, troubles_of
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.refusals import Forbidden
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Account, Contact
from tasuki.rules.playbook import Playbook
from tasuki.stages.conversion.actions import void_plan
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.conversion.undo import VoidPlan


@dataclass(frozen=True, slots=True)
class Made:
    """A record that the conversion made or linked; a contact that is not there any more is left out."""

    id: UUID
    name: str
    was_created: bool


@dataclass(frozen=True, slots=True)
class ConversionPage:
    conversion: Conversion
    book: Playbook
    account: Made
    contacts: tuple[Made, ...]
    plan: VoidPlan
    approvals: tuple[Approval, ...]
    may_void: bool

    @property
    def can_void(self) -> bool:
        return self.may_void and not self.plan.blockers

    @property
    def troubles(self) -> tuple[Told, ...]:
        """What the gate let through with a warning."""
        return troubles_of(self.conversion)


def conversion_page(conversion_id: UUID, *, by: Actor, at: datetime) -> ConversionPage:
    """Raises `NotFound`."""
    plan = void_plan(conversion_id, by=by, at=at)
    conversion = plan.conversion
    approvals = conversion.approvals.select_related("approver", "asked_by", "decided_by").order_by(
        "-asked_at"
    )
    return ConversionPage(
        conversion=conversion,
        book=in_force(),
        account=_account(conversion),
        contacts=_contacts(conversion),
        plan=plan,
        approvals=tuple(approvals),
        may_void=_may_void(conversion, by),
    )


def _account(conversion: Conversion) -> Made:
    account = Account.objects.get(pk=conversion.account_id)
    return Made(account.pk, account.name, conversion.made["account"]["action"] == "create")


def _contacts(conversion: Conversion) -> tuple[Made, ...]:
    """In the order in which they were placed."""
    placed = {UUID(one["id"]): one["action"] == "create" for one in conversion.made["contacts"]}
    names = dict(Contact.objects.filter(pk__in=list(placed)).values_list("pk", "name"))
    return tuple(Made(key, names[key], created) for key, created in placed.items() if key in names)


def _may_void(conversion: Conversion, by: Actor) -> bool:
    owner = conversion.opportunity.owner
    try:
        ask(by, "conversion.void", conversion.opportunity.owner_id, teams=(owner.team_id if owner else None,))
    except Forbidden:
        return False
    return True
