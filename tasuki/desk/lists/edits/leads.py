"""The lead's cells: its own fields by `intake.edit`, its owners by `routing.reassign`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field
from tasuki.desk.forms.lead import changed_json, lead_field
from tasuki.desk.lists.description import Change, Edit, Seen, Typed
from tasuki.desk.lists.edits.inputs import FORM, field
from tasuki.desk.panels.people import choices
from tasuki.platform.access.roles import Role
from tasuki.records.models import Lead
from tasuki.stages.intake.actions import edit
from tasuki.stages.routing.actions import reassign

# Column → the field of contract/lead.json.
FIELDS: Mapping[str, str] = {
    "title": "person/title", "email": "person/email", "phone": "person/phone", "source": "source",
    "campaign": "campaign", "segment": "company/segment", "industry": "company/industry",
    "employees": "company/employees", "country": "company/country", "region": "company/region", "tier": "company/tier",
}  # fmt: skip


def _own(name: str) -> Edit:
    def fields(lead: Lead | None, seen: Seen) -> tuple[Field, ...]:
        return (replace(lead_field(name, lead, seen.book), form=FORM),)

    def act(key: UUID, typed: Typed, change: Change) -> object:
        said = changed_json(name, typed.get(name, ""))
        return edit(key, said, by=change.by, at=change.at, version=change.version)

    return Edit("lead.edit", fields, act)


def _owner(column: Literal["owner", "ae"], run: Literal["sdr", "ae"], *roles: Role) -> Edit:
    def fields(lead: Lead | None, seen: Seen) -> tuple[Field, ...]:
        now = getattr(lead, column) if lead else None
        people, handle = choices(*roles), now.handle if now else ""
        empty = gettext("Choose somebody")
        return (
            field("person", handle, choices=people, label=gettext("New owner"), required=True, empty=empty),
        )

    def act(key: UUID, typed: Typed, change: Change) -> object:
        return reassign(
            key, typed.get("person", ""), reason=typed.get("reason", ""), by=change.by, at=change.at, run=run
        )

    def beside(seen: Seen) -> tuple[Field, ...]:
        return (field("reason", "", label=gettext("Why the lead changes hands"), required=True),)

    return Edit("lead.assign", fields, act, beside)


EDITS: Mapping[str, Edit] = {
    **{column: _own(name) for column, name in FIELDS.items()},
    "owner": _owner("owner", "sdr", Role.SDR, Role.MANAGER, Role.REVOPS),
    "ae": _owner("ae", "ae", Role.AE, Role.MANAGER, Role.REVOPS),
}
