"""The form of an account plan: texts, and rows of stakeholders and of planned actions with some left empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from django.http import QueryDict
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, ticks, told
from tasuki.desk.refused import Refused
from tasuki.desk.words import word
from tasuki.records.models import AccountPlan, Contact
from tasuki.rules import dossier

EMPTY_ROWS = 2
TEXTS = ("objective", "competitors", "risks")
_ROW = re.compile(r"(stakeholders|actions)/(\d+)/(\w+)")


@dataclass(frozen=True, slots=True)
class PlanForm:
    texts: tuple[Field, ...]
    stakeholders: tuple[tuple[Field, ...], ...]
    actions: tuple[tuple[Field, ...], ...]


def plan_form(
    known: Mapping[str, Any],
    contacts: Iterable[Contact],
    people: list[tuple[str, str]],
    refused: Refused | None,
) -> PlanForm:
    """``known`` has the shape of the plan's own columns; what was refused is known from what was sent."""
    at_hand = [(str(one.pk), f"{one.name} {one.title}".strip()) for one in contacts]
    owner = str(known.get("owner") or "")
    texts = (
        Field("objective", gettext("Objective"), "area", known["objective"]),
        Field("competitors", gettext("Competitors"), "area", known["competitors"]),
        Field("risks", gettext("Risks"), "area", known["risks"]),
        Field("owner", gettext("Owner"), "choice", owner, options(people, owner, "—")),
    )
    return PlanForm(
        told(texts, refused),
        tuple(
            told(_stakeholder(index, row, at_hand), refused)
            for index, row in enumerate(_with_empty(known["stakeholders"]))
        ),
        tuple(
            told(_action(index, row, people), refused)
            for index, row in enumerate(_with_empty(known["actions"]))
        ),
    )


def known_of(plan: AccountPlan) -> dict[str, Any]:
    texts = {name: getattr(plan, name) for name in TEXTS}
    owner = plan.owner.handle if plan.owner else ""
    return {**texts, "owner": owner, "stakeholders": plan.stakeholders, "actions": plan.actions}


def plan_typed(post: QueryDict) -> dict[str, Any]:
    """What was sent, as the action takes it; rows in which nothing was typed are left out."""
    rows: dict[str, dict[int, dict[str, Any]]] = {"stakeholders": {}, "actions": {}}
    for name in post:
        if found := _ROW.fullmatch(name):
            kind, index, field = found.groups()
            value: Any = post.getlist(name) if field == "roles" else str(post[name]).strip()
            rows[kind].setdefault(int(index), {})[field] = value
    stakeholders = [_stakeholder_typed(row) for _, row in sorted(rows["stakeholders"].items())]
    actions = [_action_typed(row) for _, row in sorted(rows["actions"].items())]
    return {
        **{name: str(post.get(name, "")) for name in TEXTS},
        "owner": post.get("owner") or None,
        "stakeholders": [row for row in stakeholders if row["name"] or row["contact"] or row["note"]],
        "actions": [row for row in actions if row["action"] or row["due_on"]],
    }


def _stakeholder_typed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": row.get("name", ""),
        "contact": row.get("contact") or None,
        "roles": [one for one in row.get("roles", ()) if one],
        "note": row.get("note", ""),
    }


def _action_typed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "action": row.get("action", ""),
        "owner": row.get("owner", ""),
        "due_on": row.get("due_on") or None,
        "done": row.get("done") == "on",
    }


def _with_empty(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [*rows, *({} for _ in range(EMPTY_ROWS))]


def _stakeholder(index: int, row: Mapping[str, Any], contacts: list[tuple[str, str]]) -> tuple[Field, ...]:
    place, contact = f"stakeholders/{index}", str(row.get("contact") or "")
    roles = [(one, word(one)) for one in get_args(dossier.ContactRole)]
    return (
        Field(f"{place}/contact", gettext("On record"), "choice", contact, options(contacts, contact, "—")),
        Field(f"{place}/name", gettext("Name"), value=str(row.get("name", ""))),
        Field(f"{place}/note", gettext("What we know of them"), value=str(row.get("note", ""))),
        Field(f"{place}/roles", gettext("Roles"), "checks", options=ticks(roles, row.get("roles", ()))),
    )


def _action(index: int, row: Mapping[str, Any], people: list[tuple[str, str]]) -> tuple[Field, ...]:
    place, owner = f"actions/{index}", str(row.get("owner", ""))
    known = people if not owner or owner in dict(people) else [*people, (owner, owner)]
    done = "on" if row.get("done") else ""
    return (
        Field(f"{place}/action", gettext("What happens"), value=str(row.get("action", ""))),
        Field(f"{place}/owner", gettext("Who does it"), "choice", owner, options(known, owner, "—")),
        Field(f"{place}/due_on", gettext("Due on"), "date", str(row.get("due_on") or "")),
        Field(f"{place}/done", gettext("Done"), "check", done),
    )
