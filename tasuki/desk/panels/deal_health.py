"""Is this deal still true, who stands around it, and how did it get here?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext, ngettext

from tasuki.desk.forms.field import Field
from tasuki.desk.panels.ageing import BusinessDays
from tasuki.desk.words import spoken, stage_word, word
from tasuki.platform.people.models import Person
from tasuki.records.models import ContactRole, Opportunity
from tasuki.rules.decision import Finding
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_
from tasuki.stages.pipeline.hygiene import hygiene_of

# A flag's pointer → the field on the opportunity's page that mends it.
MENDED_AT: Mapping[str, str] = {
    "/close_on": "#opportunity-close_on",
    "/amount": "#opportunity-amount-amount",
    "/next_steps": "#step-action",
    "/last_activity_at": "#step-action",
    "/stage": "#advance-stage",
    "/probability": "#advance-stage",
    "/contacts": "#link-contact",
}
EXPLAINED = "HY-6"
"""Mended by saying afterwards what the buyer did."""
REVIEWED = "HY-5"
"""Mended with the manager: one click asks for the review."""
STALE = frozenset({"HY-1", "HY-2", "HY-3", "HY-4"})
"""Flags after which one decides: revive, or close with the reason (HY-9)."""
INFLUENCE: Mapping[str, str] = {
    "economic_buyer": N_("decides on the money"),
    "signer": N_("signs"),
    "champion": N_("sells for us when we are not in the room"),
    "influencer": N_("is heard before the decision"),
    "technical_evaluator": N_("judges whether it works"),
    "user": N_("will work with it"),
}
EXPECTED = ("economic_buyer", "champion", "technical_evaluator", "influencer")
"""Roles that a deal of any size has; the map names those that nobody fills."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A hygiene flag and the way to the field that clears it; empty for who may not edit."""

    finding: Finding
    href: str

    @property
    def wants_review(self) -> bool:
        """Whether a manager has to look at it."""
        return self.finding.rule == REVIEWED


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody in a role, and the form that changes it; without ``fields`` it is not this person's to change."""

    row: ContactRole
    fields: tuple[Field, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in the buyer's decision, what it weighs, and who fills it."""

    role: str
    label: str
    influence: str
    people: tuple[Seated, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit to a stage: since when, how many business days, what proved the step."""

    label: str
    entered_at: datetime
    days: int
    by: str
    evidence: str
    skipped: int
    is_now: bool


@dataclass(frozen=True, slots=True)
class PathStep:
    label: str
    standing: Literal["done", "next", "later"]
    said: str


def flags_of(deal: Opportunity, at: datetime, *, can_edit: bool) -> tuple[Flag, ...]:
    found = hygiene_of([deal], at).get(deal.pk, ())
    return tuple(Flag(one, _mended_at(one) if can_edit else "") for one in found)


def _mended_at(flag: Finding) -> str:
    if flag.rule == EXPLAINED:
        return "#explain-evidence"
    return MENDED_AT.get(flag.pointer, "")


def is_to_be_decided(flags: Iterable[Flag]) -> bool:
    """HY-9: nothing closes by itself, but somebody has to decide."""
    return any(flag.finding.rule in STALE for flag in flags)


def seats_of(roles: Iterable[Seated]) -> tuple[Seat, ...]:
    """The relationship map: who fills each role, the expected ones also when nobody does."""
    filled: dict[str, list[Seated]] = {}
    for one in roles:
        filled.setdefault(one.row.role, []).append(one)
    order = [role for role in INFLUENCE if role in filled or role in EXPECTED]
    return tuple(
        Seat(role, word(role), gettext(INFLUENCE[role]) if role in INFLUENCE else "", tuple(filled.get(role, ())))
        for role in (*order, *(role for role in filled if role not in INFLUENCE))
    )  # fmt: skip


def stays_of(deal: Opportunity, book: Playbook, at: datetime) -> tuple[Stay, ...]:
    """The stages that the deal has been in, the latest first."""
    entered = [datetime.fromisoformat(one["at"]) for one in deal.stage_history]
    until = [*entered[1:], deal.closed_at or at][: len(entered)]
    days = BusinessDays(book, entered, at)
    names = _names(one.get("by") for one in deal.stage_history)
    made = [
        Stay(
            label=stage_word(one["stage"], book),
            entered_at=since,
            days=days.between(since, left) if left >= since else 0,
            by=names.get(str(one.get("by")), ""),
            evidence=str(one.get("evidence", "")),
            skipped=int(one.get("skipped", 0)),
            is_now=index == len(entered) - 1 and deal.closed_at is None,
        )
        for index, (one, since, left) in enumerate(zip(deal.stage_history, entered, until, strict=True))
    ]
    return tuple(reversed(made))


def path_of(deal: Opportunity, book: Playbook, stays: Iterable[Stay]) -> tuple[PathStep, ...]:
    """The open stages in order, how far the deal is, and its end if it has one."""
    from_now = {stay.label: stay for stay in reversed(tuple(stays))}
    order = [stage for stage in book.stage if stage.kind == "open"]
    over = deal.state not in ("open", "pending_approval")
    here = next((place for place, stage in enumerate(order) if stage.key == deal.stage), len(order))
    steps: list[PathStep] = []
    for place, stage in enumerate(order):
        label = spoken(stage.label)
        stay = from_now.get(label)
        said = (
            ngettext("%(n)s business day", "%(n)s business days", stay.days) % {"n": stay.days}
            if stay
            else "—"
        )
        standing: Literal["done", "next", "later"] = (
            "next" if place == here and not over else "done" if stay else "later"
        )
        steps.append(PathStep(label, standing, said))
    if over:
        steps.append(PathStep(stage_word(deal.stage, book), "next", ""))
    return tuple(steps)


def _names(people: Iterable[str | None]) -> dict[str, str]:
    keys = {UUID(key) for key in people if key}
    return {str(key): name for key, name in Person.objects.filter(pk__in=keys).values_list("pk", "name")}
