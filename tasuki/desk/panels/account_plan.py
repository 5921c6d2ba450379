"""An account plan as it is read (AC-1): the objective, who matters, who competes, and the next ninety days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasuki.desk.words import tongue, word
from tasuki.records.models import AccountPlan


@dataclass(frozen=True, slots=True)
class Stakeholder:
    name: str
    roles: str
    contact: str


@dataclass(frozen=True, slots=True)
class PlannedAction:
    what: str
    owner: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PlanRead:
    row: AccountPlan
    stakeholders: tuple[Stakeholder, ...]
    actions: tuple[PlannedAction, ...]


def plans_read(rows: Iterable[AccountPlan]) -> tuple[PlanRead, ...]:
    return tuple(
        PlanRead(
            row,
            tuple(_stakeholder(one) for one in row.stakeholders),
            tuple(_action(one) for one in row.actions),
        )
        for row in rows
    )


def _stakeholder(one: Mapping[str, Any]) -> Stakeholder:
    joiner = "、" if tongue() == "ja" else ", "
    roles = joiner.join(word(role) for role in one.get("roles", ()))
    return Stakeholder(str(one.get("name", "")), roles, str(one.get("contact") or ""))


def _action(one: Mapping[str, Any]) -> PlannedAction:
    due_on = one.get("due_on")
    return PlannedAction(
        str(one.get("action", "")),
        str(one.get("owner", "")),
        date.fromisoformat(str(due_on)) if due_on else None,
    )
