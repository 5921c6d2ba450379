"""The forms of one opportunity; the refused one keeps what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext

from tasuki.desk.forms.endings import ending_fields
from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.forms.opportunity import opportunity_fields
from tasuki.desk.panels.people import choices
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.access.roles import Role
from tasuki.records.models import Opportunity
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


def winning_fields(book: Playbook) -> tuple[Field, ...]:
    reasons = [(one.code, spoken(one.label)) for one in book.reasons_for("win")]
    return (
        Field("reason", label_of("reason"), "choice", "", options(reasons, "", "—"), form="win"),
        Field("note", gettext("What decided it?"), "area", form="win"),
    )
