"""What an account plan says (AC-1), and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid
from tasuki.records.models import AccountPlan, Contact, Opportunity
from tasuki.rules import dossier
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence

MOST_ROWS = 60
LONGEST_LINE = 300
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Who matters at the account; ``contact`` is the id of a contact on record, ``note`` what one knows of them."""

    name: str = ""
    roles: tuple[dossier.ContactRole, ...] = ()
    contact: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """What happens in the next ninety days, by whom (a handle), until when, and whether it is done."""

    action: str = ""
    owner: str = ""
    due_on: date | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class PlanFields:
    """``owner`` is a handle or an id."""

    objective: str = ""
    owner: str | None = None
    stakeholders: tuple[Stakeholder, ...] = ()
    competitors: str = ""
    risks: str = ""
    actions: tuple[PlannedAction, ...] = ()


def known_of_deal(deal: Opportunity, asked: PlanFields) -> PlanFields:
    """What the deal tells about what was left out."""
    people: dict[UUID, Stakeholder] = {}
    for role in deal.contact_roles.select_related("contact").order_by("-is_primary", "contact__name"):
        known = people.get(role.contact_id) or Stakeholder(
            role.contact.name, (), str(role.contact_id), role.stance
        )
        people[role.contact_id] = replace(known, roles=(*known.roles, cast(dossier.ContactRole, role.role)))
    return replace(
        asked,
        stakeholders=asked.stakeholders or tuple(people.values()),
        competitors=asked.competitors or deal.competitive_landscape,
        risks=asked.risks or deal.risks,
    )


def put(plan: AccountPlan, asked: PlanFields, names: tuple[str, ...]) -> None:
    """Raises `Invalid` with everything that is wrong."""
    problems: list[Problem] = []
    for name in ("objective", "competitors", "risks"):
        if name in names:
            text = getattr(asked, name).strip()
            problems += _too_long(f"/{name}", text, LONGEST_TEXT)
            setattr(plan, name, text)
    if "stakeholders" in names:
        known = _contacts(asked.stakeholders)
        problems += _problems_of_stakeholders(asked.stakeholders, known)
        plan.stakeholders = [
            {
                "name": one.name.strip() or known.get(one.contact or "", ""),
                "roles": list(one.roles),
                "contact": one.contact or None,
                "note": one.note.strip(),
            }
            for one in asked.stakeholders
        ]
    if "actions" in names:
        problems += _problems_of_actions(asked.actions, plan.actions)
        plan.actions = [
            {
                "action": one.action.strip(),
                "owner": one.owner,
                "due_on": str(one.due_on) if one.due_on else None,
                "done": one.done,
            }
            for one in asked.actions
        ]
    if problems:
        raise Invalid(problems)


def _contacts(rows: tuple[Stakeholder, ...]) -> Mapping[str, str]:
    """Id → name of the contacts that are meant."""
    keys = _ids(one.contact for one in rows if one.contact)
    return {str(key): name for key, name in Contact.objects.filter(pk__in=keys).values_list("pk", "name")}


def _problems_of_stakeholders(rows: tuple[Stakeholder, ...], known: Mapping[str, str]) -> list[Problem]:
    problems = _too_many("/stakeholders", rows)
    for index, one in enumerate(rows):
        place = f"/stakeholders/{index}"
        if not one.name.strip() and not one.contact:
            problems.append(Problem(f"{place}/name", "missing", Sentence(N_("The stakeholder has no name."))))
        problems += _too_long(f"{place}/name", one.name, LONGEST_LINE)
        problems += _too_long(f"{place}/note", one.note, LONGEST_LINE)
        if one.contact and one.contact not in known:
            text = Sentence(N_("There is no such record: “%(key)s”."), {"key": one.contact})
            problems.append(Problem(f"{place}/contact", "unknown_record", text))
    return problems


def _problems_of_actions(rows: tuple[PlannedAction, ...], before: list[dict[str, Any]]) -> list[Problem]:
    """Each says what, who and when; whoever was named before may have left since."""
    problems = _too_many("/actions", rows)
    asked = {one.owner for one in rows}
    known = {str(one.get("owner", "")) for one in before}
    active = set(Person.objects.active().filter(handle__in=asked - known).values_list("handle", flat=True))
    for index, one in enumerate(rows):
        place = f"/actions/{index}"
        if not one.action.strip():
            problems.append(
                Problem(
                    f"{place}/action",
                    "missing",
                    Sentence(N_("The planned action does not say what happens.")),
                )
            )
        problems += _too_long(f"{place}/action", one.action, LONGEST_LINE)
        if one.due_on is None:
            problems.append(
                Problem(f"{place}/due_on", "missing", Sentence(N_("The planned action has no day.")))
            )
        if not one.owner:
            problems.append(
                Problem(f"{place}/owner", "missing", Sentence(N_("The planned action has no owner.")))
            )
        elif one.owner not in active | known:
            text = Sentence(N_("Nobody active is called “%(name)s”."), {"name": one.owner})
            problems.append(Problem(f"{place}/owner", "unknown_person", text))
    return problems


def _too_many(pointer: str, rows: tuple[object, ...]) -> list[Problem]:
    if len(rows) <= MOST_ROWS:
        return []
    text = Sentence(N_("At most %(most)s rows, not %(count)s."), {"most": MOST_ROWS, "count": len(rows)})
    return [Problem(pointer, "too_many", text)]


def _too_long(pointer: str, text: str, longest: int) -> list[Problem]:
    if len(text) <= longest:
        return []
    values = {"longest": longest, "length": len(text)}
    return [
        Problem(pointer, "too_long", Sentence(N_("At most %(longest)s characters, not %(length)s."), values))
    ]


def _ids(keys: Iterable[str]) -> list[UUID]:
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found
