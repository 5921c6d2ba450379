"""Take a lead out of an opportunity that it had joined: only what it added goes, and nothing that was edited since."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from tasuki.records.models import ContactRole, NextStep, Opportunity, Task
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.freeze import frozen
from tasuki.stages.conversion.models import Conversion


def joining_undone(conversion: Conversion) -> tuple[Sentence, ...]:
    """What goes: the roles, next steps and tasks that were added, and the fields that still hold what was filled in."""
    added = conversion.made["opportunity"]
    going = sum(len(rows) for rows in _still_as_added(conversion).values())
    values = {"name": conversion.opportunity.name, "n": going}
    said = [Sentence(N_("The %(n)s roles, next steps and tasks that it added to “%(name)s” go."), values)]
    if names := _unchanged(conversion.opportunity, added["filled"]):
        said.append(Sentence(N_("The fields that it filled there are emptied: %(names)s."), {"names": names}))
    return tuple(said)


def joining_kept(conversion: Conversion) -> tuple[Sentence, ...]:
    """What stays of what it added: work that is done, and whatever somebody has changed since."""
    going = _still_as_added(conversion)
    names = [
        _called(row)
        for name, model in _ADDED.items()
        for row in _rows(model, conversion, name)
        if row.pk not in going[name]
    ]
    if not names:
        return ()
    text = N_("What was done or changed since stays there: %(names)s.")
    return (Sentence(text, {"names": names}),)


def leave(conversion: Conversion) -> None:
    """Remove what the conversion added and nobody has touched since; the caller holds the lead."""
    added = conversion.made["opportunity"]
    for name, keys in _still_as_added(conversion).items():
        _ADDED[name].objects.filter(pk__in=keys).delete()
    opportunity = Opportunity.objects.select_for_update(of=("self",)).get(pk=conversion.opportunity_id)
    names = _unchanged(opportunity, added["filled"])
    for name in names:
        _empty(opportunity, name, added["filled"])
    opportunity.version += 1
    opportunity.save(update_fields=[*names, "version"])


Added = ContactRole | NextStep | Task
_ADDED: Mapping[str, type[ContactRole] | type[NextStep] | type[Task]] = {
    "roles": ContactRole,
    "steps": NextStep,
    "tasks": Task,
}


def _still_as_added(conversion: Conversion) -> dict[str, list[UUID]]:
    """The ids of the rows that are as unfinished as on the first day and as they were added."""
    added = conversion.made["opportunity"]
    return {
        name: [
            row.pk
            for row in _rows(model, conversion, name)
            if getattr(row, "done_at", None) is None
            and all(_same(getattr(row, column), value) for column, value in added[name][str(row.pk)].items())
        ]
        for name, model in _ADDED.items()
    }


def _rows(model: type[Added], conversion: Conversion, name: str) -> list[Added]:
    keys = [UUID(key) for key in conversion.made["opportunity"][name]]
    return list(model.objects.filter(pk__in=keys).order_by("pk"))


def _called(row: Added) -> str:
    if isinstance(row, ContactRole):
        return f"{row.contact.name} ({row.role})"
    return row.action if isinstance(row, NextStep) else row.title


def _unchanged(opportunity: Opportunity, filled: Mapping[str, Any]) -> list[str]:
    """The columns that still hold what the conversion put there. A currency alone is nobody's statement."""
    return sorted(
        name
        for name, value in filled.items()
        if name != "currency" and (name == "fields" or _same(getattr(opportunity, name), value))
    )


def _same(now: Any, then: Any) -> bool:
    if isinstance(now, Decimal):
        return now == Decimal(then)
    return bool(frozen(now) == then)


def _empty(opportunity: Opportunity, name: str, filled: Mapping[str, Any]) -> None:
    if name == "fields":
        then = filled["fields"]
        opportunity.fields = {
            key: value for key, value in opportunity.fields.items() if key not in then or value != then[key]
        }
        return
    column = Opportunity._meta.get_field(name)
    setattr(opportunity, name, None if getattr(column, "null", False) else "")
