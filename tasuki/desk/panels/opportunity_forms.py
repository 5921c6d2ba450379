"""The forms of one opportunity; the refused one keeps what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import get_args

from django.utils.translation import gettext

from tasuki.desk.forms.endings import ending_fields
from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.forms.opportunity import opportunity_fields
from tasuki.desk.panels.criteria import evidence_on_record, proof_options
from tasuki.desk.panels.people import choices
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken, word
from tasuki.platform.access.roles import Role
from tasuki.records.models import Contact, ContactRole, NextStep, Opportunity
from tasuki.rules import dossier
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.facts import opportunity_facts


class Forms:
    """Each method makes the fields of one form of the page."""

    def __init__(
        self, deal: Opportunity, book: Playbook, refused: Refused | None, typed: Mapping[str, str] | None
    ) -> None:
        self.deal, self.book, self.refused, self.typed = deal, book, refused, typed

    def mine(self, form: str) -> tuple[Refused | None, Mapping[str, str] | None]:
        return (self.refused, self.typed) if self.refused and self.refused.form == form else (None, None)

    def is_open(self, form: str) -> bool:
        """The refused form stands open."""
        return self.refused is not None and self.refused.form == form

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
            Field("evidence", gettext("What did the buyer do, or why does it go back?"), "area", form="advance"),
        ))  # fmt: skip

    def win(self) -> tuple[Field, ...]:
        return self._made("win", winning_fields(self.book))

    def lose(self) -> tuple[Field, ...]:
        return ending_fields("lose", "lose", self.book, *self.mine("lose"))

    def nurture(self) -> tuple[Field, ...]:
        return ending_fields("recycle", "nurture", self.book, *self.mine("nurture"))

    def explain(self) -> tuple[Field, ...]:
        label = gettext("What did the buyer do that makes the skipped stages unnecessary?")
        return self._made("explain", (Field("evidence", label, "area", required=True, form="explain"),))

    def step(self, row: NextStep | None = None) -> tuple[Field, ...]:
        """To plan a step; with ``row``, to change that one."""
        form = f"step-{row.pk}" if row else "step"
        person = row.owner if row else self.deal.owner
        owner = person.handle if person else ""
        due_on = row.due_on.isoformat() if row else ""
        return self._made(form, (
            Field("action", label_of("action"), value=row.action if row else "", required=True, form=form),
            Field("owner", label_of("next_steps/owner"), "choice", owner, options(self.people, owner, "—"), form=form),
            Field("due_on", label_of("due_on"), "date", due_on, required=True, form=form),
        ))  # fmt: skip

    def follow_up(self) -> tuple[Field, ...]:
        """The plan alone, without the rest of the record's fields."""
        refused, typed = self.mine("follow_up")
        if refused is not None:
            found = {f"/opportunity{pointer}": said for pointer, said in refused.by_pointer.items()}
            refused = replace(refused, by_pointer=found)
        name = "opportunity/follow_up_plan"
        field = Field(name, label_of(name), "area", self.deal.follow_up_plan, form="follow_up")
        return told(retyped((field,), typed), refused)

    def role(self, row: ContactRole) -> tuple[Field, ...]:
        """What a linked contact is in the decision."""
        form = f"role-{row.pk}"
        return self._made(form, self._role_fields(form, row))

    def link(self, contacts: Iterable[Contact]) -> tuple[Field, ...]:
        """Somebody of the account, or somebody new, with a role."""
        pairs = [(str(one.pk), f"{one.name} {one.title}".strip()) for one in contacts]
        new = gettext("Somebody new")
        return self._made("link", (
            Field("contact", gettext("Contact"), "choice", "", options(pairs, "", new), form="link"),
            Field("name", label_of("contacts/name"), help=gettext("For somebody new."), form="link"),
            Field("title", label_of("contacts/title"), form="link"),
            Field("email", label_of("contacts/email"), "email", form="link"),
            *self._role_fields("link", None),
        ))  # fmt: skip

    def _role_fields(self, form: str, row: ContactRole | None) -> tuple[Field, ...]:
        role, evidence = (row.role, row.evidence) if row else ("", "")
        roles = [(one, word(one)) for one in get_args(dossier.ContactRole)]
        primary = "on" if row and row.is_primary else ""
        return (
            Field("role", label_of("contacts/role"), "choice", role,
                  options(roles, role, gettext("Choose a role")), required=True, form=form),
            Field("stance", gettext("Stance"), value=row.stance if row else "", form=form),
            Field("evidence", label_of("evidence"), "choice", evidence, options(self.proofs, evidence, "—"), form=form),
            Field("primary", gettext("Primary contact"), "check", primary, form=form),
        )  # fmt: skip

    @cached_property
    def people(self) -> list[tuple[str, str]]:
        """Who may do something next."""
        return choices(Role.AE, Role.SDR, Role.MANAGER)

    @cached_property
    def proofs(self) -> list[tuple[str, str]]:
        """The evidence on record at the lead."""
        if self.deal.lead is None:
            return []
        return [(one.value, one.label) for one in proof_options(evidence_on_record(self.deal.lead.pk))]

    def _made(self, form: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        refused, typed = self.mine(form)
        return told(retyped(fields, typed), refused)


def winning_fields(book: Playbook) -> tuple[Field, ...]:
    reasons = [(one.code, spoken(one.label)) for one in book.reasons_for("win")]
    return (
        Field("reason", label_of("reason"), "choice", "", options(reasons, "", "—"), form="win"),
        Field("note", gettext("What decided it?"), "area", form="win"),
    )
