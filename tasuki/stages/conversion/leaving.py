"""Take a lead out of an opportunity that it had joined: only what it added goes, and nothing that was edited since."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasuki.records.models import ContactRole, NextStep, Opportunity, Task
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.freeze import frozen
from tasuki.stages.conversion.models import Conversion


def joining_undone(conversion: Conversion) -> tuple[Sentence, ...]:
    """What goes: the roles, next steps and tasks that were added, and the fields that still hold what was filled in."""
    added = conversion.made["opportunity"]
    values = {"name": conversion.opportunity.name, "n": sum(len(added[name]) for name in _ADDED)}
    said = [Sentence(N_("The %(n)s roles, next steps and tasks that it added to “%(name)s” go."), values)]
    if names := _unchanged(conversion.opportunity, added["filled"]):
        said.append(Sentence(N_("The fields that it filled there are emptied: %(names)s."), {"names": names}))
    return tuple(said)


def leave(conversion: Conversion) -> None:
    """Remove what the conversion added; the caller holds the lead."""
    added = conversion.made["opportunity"]
    for name, model in _ADDED.items():
        model.objects.filter(pk__in=added[name]).delete()
    opportunity = Opportunity.objects.select_for_update(of=("self",)).get(pk=conversion.opportunity_id)
    names = _unchanged(opportunity, added["filled"])
    for name in names:
        _empty(opportunity, name, added["filled"])
    opportunity.version += 1
    opportunity.save(update_fields=[*names, "version"])


_ADDED: Mapping[str, type[ContactRole] | type[NextStep] | type[Task]] = {
    "roles": ContactRole,
    "steps": NextStep,
    "tasks": Task,
}


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
