"""One opportunity: its fields, people, next steps, origin and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.endings import ending_fields
from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.forms.opportunity import opportunity_fields
from tasuki.desk.panels.people import choices
from tasuki.desk.panels.timeline import Happening, timeline
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.access.roles import Role
from tasuki.platform.journal.models import Event
from tasuki.platform.refusals import Forbidden
from tasuki.playbooks.queries import in_force
from tasuki.records.models import ContactRole, NextStep, Opportunity, Task
from tasuki.rules.playbook import Playbook
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.pipeline.facts import opportunity_facts
from tasuki.stages.pipeline.queries import opportunity_for

EVENTS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    deal: Opportunity
    book: Playbook
    roles: tuple[ContactRole, ...]
    steps: tuple[NextStep, ...]
    tasks: tuple[Task, ...]
    conversion: Conversion | None
    approvals: tuple[Approval, ...]
    happenings: tuple[Happening, ...]
    can_edit: bool
    can_close: bool
    edit: tuple[Field, ...]
    push: Field
    advance: tuple[Field, ...]
    win: tuple[Field, ...]
    lose: tuple[Field, ...]
    step: tuple[Field, ...]
    opened: str


def opportunity_page(
    opportunity_id: UUID, *, by: Actor, at: datetime, refused: Refused | None, typed: Mapping[str, str] | None
) -> OpportunityPage:
    """Raises `NotFound`."""
    deal, book = opportunity_for(by, opportunity_id), in_force()
    form = _Forms(deal, book, refused, typed)
    events = Event.objects.filter(opportunity_id=deal.pk).select_related("payload").order_by("-at", "-seq")
    conversions = Conversion.objects.filter(opportunity=deal).select_related("by", "lead").order_by("-at")
    approvals = Approval.objects.filter(opportunity=deal).select_related("approver", "asked_by", "decided_by")
    return OpportunityPage(
        deal=deal,
        book=book,
        roles=tuple(deal.contact_roles.select_related("contact").order_by("-is_primary", "contact__name")),
        steps=tuple(deal.next_steps.select_related("owner").order_by("done_at", "due_on")),
        tasks=tuple(deal.tasks.select_related("owner").order_by("done_at", "due_on")),
        conversion=conversions.first(),
        approvals=tuple(approvals.order_by("-asked_at")),
        happenings=timeline(events[:EVENTS_SHOWN], book),
        can_edit=deal.state in ("open", "pending_approval") and _may(by, "opportunity.edit", deal),
        can_close=deal.state == "open" and _may(by, "opportunity.close", deal),
        edit=form.edit(),
        push=form.push(),
        advance=form.advance(),
        win=form.win(),
        lose=ending_fields("lose", "lose", book, *form.mine("lose")),
        step=form.step(),
        opened=refused.form if refused else "",
    )


def _may(by: Actor, permission: str, deal: Opportunity) -> bool:
    try:
        ask(by, permission, deal.owner_id, teams=(deal.owner.team_id,) if deal.owner else ())
    except Forbidden:
        return False
    return True


class _Forms:
    """The forms of one opportunity; the refused one keeps what was typed."""

    def __init__(
        self, deal: Opportunity, book: Playbook, refused: Refused | None, typed: Mapping[str, str] | None
    ) -> None:
        self.deal, self.book, self.refused, self.typed = deal, book, refused, typed

    def mine(self, form: str) -> tuple[Refused | None, Mapping[str, str] | None]:
        return (self.refused, self.typed) if self.refused and self.refused.form == form else (None, None)

    def edit(self) -> tuple[Field, ...]:
        """An edit's problems name the field alone (“/amount”), as its input does."""
        refused, typed = self.mine("edit")
        if refused is not None:
            found = {f"/opportunity{pointer}": said for pointer, said in refused.by_pointer.items()}
            refused = replace(refused, by_pointer={**found, **refused.by_pointer})
        pending = self.deal.state == "pending_approval"
        return told(
            retyped(opportunity_fields(opportunity_facts(self.deal), pending=pending), typed), refused
        )

    def push(self) -> Field:
        refused, typed = self.mine("edit")
        reasons = [(one.code, spoken(one.label)) for one in self.book.reasons_for("push_close_date")]
        label = gettext("If the close date moves back: why?")
        field = Field("push_reason", label, "choice", "", options(reasons, "", "—"))
        said = refused.about("/reason") if refused else None
        return replace(retyped((field,), typed)[0], problem=spoken(said) if said else "")

    def advance(self) -> tuple[Field, ...]:
        stages = [
            (one.key, spoken(one.label))
            for one in self.book.stage
            if one.kind == "open" and one.key != self.deal.stage
        ]
        return self._made("advance", (
            Field("stage", label_of("opportunity/stage"), "choice", "",
                  options(stages, "", gettext("Choose a stage")), required=True, form="advance"),
            Field("evidence", gettext("What did the buyer do?"), "area", form="advance"),
        ))  # fmt: skip

    def win(self) -> tuple[Field, ...]:
        reasons = [(one.code, spoken(one.label)) for one in self.book.reasons_for("win")]
        return self._made("win", (
            Field("reason", label_of("reason"), "choice", "", options(reasons, "", "—"), form="win"),
            Field("note", gettext("What decided it?"), "area", form="win"),
        ))  # fmt: skip

    def step(self) -> tuple[Field, ...]:
        people = choices(Role.AE, Role.SDR, Role.MANAGER)
        owner = self.deal.owner.handle if self.deal.owner else ""
        return self._made("step", (
            Field("action", label_of("action"), required=True, form="step"),
            Field("owner", label_of("next_steps/owner"), "choice", owner, options(people, owner, "—"), form="step"),
            Field("due_on", label_of("due_on"), "date", required=True, form="step"),
        ))  # fmt: skip

    def _made(self, form: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        refused, typed = self.mine(form)
        return told(retyped(fields, typed), refused)
