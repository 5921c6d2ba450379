"""The deal's cells: its own fields by `pipeline.edit`, its stage by `pipeline.advance`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field
from tasuki.desk.forms.opportunity import changes_json
from tasuki.desk.forms.shapes import fields_of
from tasuki.desk.lists.description import Change, Edit, Seen, Typed
from tasuki.desk.lists.edits.inputs import FORM, field
from tasuki.desk.words import spoken
from tasuki.records.models import Opportunity
from tasuki.rules.dossier import OpportunityFacts
from tasuki.stages.pipeline import actions
from tasuki.stages.pipeline.facts import opportunity_facts

PUSHED = "push_reason"


def _own(name: str, **more: Any) -> Edit:
    def fields(deal: Opportunity | None, seen: Seen) -> tuple[Field, ...]:
        facts = opportunity_facts(deal) if deal else OpportunityFacts()
        found = fields_of(OpportunityFacts, facts, "opportunity", only=(name,))
        return tuple(replace(one, form=FORM) for one in found)

    def act(key: UUID, typed: Typed, change: Change) -> object:
        return actions.edit(
            key, changes_json(typed, change.zone), by=change.by, at=change.at, reason=typed.get(PUSHED, ""),
            version=change.version,
        )  # fmt: skip

    return Edit("opportunity.edit", fields, act, **more)


def _why_pushed(seen: Seen) -> tuple[Field, ...]:
    """HY-5: a later date says why."""
    reasons = [(one.code, spoken(one.label)) for one in seen.book.reasons_for("push_close_date")]
    return (field(PUSHED, "", choices=reasons, label=gettext("Why later (only for a later date)")),)


def _stage() -> Edit:
    def fields(deal: Opportunity | None, seen: Seen) -> tuple[Field, ...]:
        stages = [(one.key, spoken(one.label)) for one in seen.book.stage if one.kind == "open"]
        return (
            field("stage", deal.stage if deal else "", choices=stages, label=gettext("Stage"), required=True),
        )

    def act(key: UUID, typed: Typed, change: Change) -> object:
        return actions.advance(
            key, typed.get("stage", ""), by=change.by, at=change.at, evidence=typed.get("evidence", ""),
            version=change.version,
        )  # fmt: skip

    def beside(seen: Seen) -> tuple[Field, ...]:
        return (field("evidence", "", label=gettext("What the buyer did")),)

    return Edit("opportunity.edit", fields, act, beside)


EDITS: Mapping[str, Edit] = {
    "stage": _stage(),
    "amount": _own("amount"),
    "close_on": _own("close_on", beside=_why_pushed),
    "product": _own("product"),
    "use_case": _own("use_case"),
}
