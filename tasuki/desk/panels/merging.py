"""Two records that are one: with whom, what would happen field by field, and what would go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from tasuki.desk.formats import fact
from tasuki.desk.forms.labels import label_of
from tasuki.desk.words import spoken, tongue
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.language import translator
from tasuki.platform.refusals import NotFound
from tasuki.records.actions import merging as companies
from tasuki.records.merging.fields import FieldPlan
from tasuki.records.merging.following import Option
from tasuki.records.merging.pair import MODELS, Subject
from tasuki.records.merging.parting import Parted
from tasuki.records.merging.plan import MergePlan
from tasuki.records.merging.telling import told_parting
from tasuki.records.models import Account, Contact, Lead
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.merging import Side
from tasuki.stages.intake import actions as intake
from tasuki.stages.intake.queries import reasons_spoken, suspects_of
from tasuki.stages.intake.searching import having_text

BETWEEN = " · "
SHOWN = 12
Choices = Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class Named:
    """A record by its name, who it is beyond that, and its page; ``why`` it may be the same."""

    id: UUID
    name: str
    detail: str
    href: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differing:
    """A field in which the two differ; ``is_fixed``: whose value it takes is not to be chosen."""

    name: str
    label: str
    survivor: object
    gone: object
    takes: str
    because: str
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class MergePage:
    subject: Subject
    gone: Named
    survivor: Named
    plan: MergePlan
    fields: tuple[Differing, ...]


def record_named(subject: Subject, key: UUID, by: Actor) -> Named:
    """Raises `Forbidden`, `NotFound`."""
    found = _seen(subject, by).filter(pk=key).first()
    if found is None:
        raise NotFound(subject, key)
    return _named(subject, found)


def candidates(subject: Subject, key: UUID, text: str, by: Actor) -> tuple[Named, ...]:
    """Whom it may be the same as: by what is typed, else by what resembles it."""
    rows = _seen(subject, by).exclude(pk=key)
    if text.strip():
        return tuple(_named(subject, row) for row in having_text(_standing(rows), text)[:SHOWN])
    if subject == "lead":
        suspects = {one.other_id: one for one in suspects_of(key, SHOWN)}
        return tuple(
            _named(subject, row, tuple(reasons_spoken(suspects[row.pk], spoken)))
            for row in _standing(rows).filter(pk__in=list(suspects))
        )
    found = _seen(subject, by).filter(pk=key).first()
    alike = _alike(found) if found is not None else None
    return tuple(_named(subject, row) for row in _standing(rows).filter(alike)[:SHOWN]) if alike else ()


def merge_page(
    subject: Subject, gone: UUID, survivor: UUID, choices: Choices, *, by: Actor, at: datetime
) -> MergePage:
    """What the merge would do with these choices. Raises what the plan raises."""
    plan = plan_of(subject, gone, survivor, choices, by=by, at=at)
    goes, stays = record_named(subject, gone, by), record_named(subject, survivor, by)
    return MergePage(
        subject=subject,
        gone=_told_from(stays, goes),
        survivor=_told_from(goes, stays),
        plan=plan,
        fields=(*map(_differing, plan.fields), *map(_differing, plan.options)),
    )


def _told_from(other: Named, one: Named) -> Named:
    """Of two with one name, what the other has not stands beside it."""
    known = other.detail.split(BETWEEN)
    own = BETWEEN.join(part for part in one.detail.split(BETWEEN) if part and part not in known)
    return replace(one, name=f"{one.name} ({own})") if own and one.name == other.name else one


def plan_of(
    subject: Subject, gone: UUID, survivor: UUID, choices: Choices, *, by: Actor, at: datetime
) -> MergePlan:
    if subject == "lead":
        return intake.plan_merge(gone, survivor, by=by, at=at, choices=choices)
    return companies.plan_merge(subject, gone, survivor, by=by, at=at, choices=choices)


def merged(
    subject: Subject, gone: UUID, survivor: UUID, choices: Choices, rationale: str, *, by: Actor, at: datetime
) -> Model:
    """Carry the merge out; returns the record that stays."""
    if subject == "lead":
        return intake.merge(gone, survivor, by=by, at=at, rationale=rationale, choices=choices)
    return companies.merge(subject, gone, survivor, by=by, at=at, rationale=rationale, choices=choices)


def parted(subject: Subject, gone: UUID, *, by: Actor, at: datetime, dry_run: bool) -> Parted:
    """Take the merge back, or only see what would go back."""
    if subject == "lead":
        return intake.unmerge(gone, by=by, at=at, dry_run=dry_run)
    return companies.unmerge(subject, gone, by=by, at=at, dry_run=dry_run)


def parting_told(found: Parted) -> Mapping[str, Any]:
    return told_parting(found, tongue(), translator(tongue()))


def _differing(one: FieldPlan | Option) -> Differing:
    return Differing(
        one.name, spoken(one.label), _told(one.survivor), _told(one.gone), one.takes, spoken(one.because),
        isinstance(one, FieldPlan) and one.fixed,
    )  # fmt: skip


def _told(value: object) -> object:
    """A table as its lines, each with the name of its field; what is empty in it is left out."""
    if not isinstance(value, Mapping):
        return value
    return [f"{label_of(name)}: {fact(one)}" for name, one in value.items() if one not in (None, "", [], {})]


def _seen(subject: Subject, by: Actor) -> QuerySet[Any]:
    model: Any = MODELS[subject]
    rows = model._base_manager.order_by("-created_at", "-pk")
    if subject == "lead":
        return visible(rows, by, "lead.read", *LEAD_OWNERS)
    ask_any(by, "account.read")
    return rows.select_related("account") if subject == "contact" else rows  # type: ignore[no-any-return]


def _standing(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(merged_into=None)


def _alike(record: Account | Contact) -> Q | None:
    """The same domain or name; the same address, or the same name at the same company."""
    if isinstance(record, Account):
        same = Q(name_key=record.name_key)
        return same | Q(domain=record.domain) if record.domain else same
    same = Q(name=record.name, account=record.account_id)
    return same | Q(email=record.email) if record.email else same


def _named(subject: Subject, row: Any, why: tuple[str, ...] = ()) -> Named:
    if isinstance(row, Lead):
        parts = (row.company_name, row.email)
    elif isinstance(row, Contact):
        parts = (row.account.name if row.account else "", row.email)
    else:
        parts = (row.domain, row.country)
    detail = BETWEEN.join(part for part in parts if part)
    return Named(row.pk, row.name, detail, reverse(subject, args=[row.pk]), why)
