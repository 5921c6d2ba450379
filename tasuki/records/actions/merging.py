"""Merge accounts, and contacts; and take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.http.etag import require_version
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound, NotPossibleNow, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.merging.carrying import begin, finish, values_of
from tasuki.records.merging.pair import MODELS, Pair
from tasuki.records.merging.parting import Parted, part, require_partable, standing_merge, undone
from tasuki.records.merging.plan import MergePlan, plan_of
from tasuki.records.models import Account, Contact
from tasuki.rules.merging import Side
from tasuki.rules.wording import N_, Sentence

Company = Literal["account", "contact"]
Choices = Mapping[str, Side]
Record = Account | Contact


def plan_merge(
    subject: Company,
    gone_id: UUID | str,
    survivor_id: UUID | str,
    *,
    by: Actor,
    at: datetime,
    choices: Choices | None = None,
) -> MergePlan:
    """What `merge` would do, and what stands in its way; writes nothing. Raises Forbidden, NotFound, Invalid."""
    rows = _read(subject, [gone_id, survivor_id], lock=False)
    return _plan(subject, rows[str(survivor_id)], rows[str(gone_id)], by, at, choices or {})


@transaction.atomic
def merge(
    subject: Company,
    gone_id: UUID | str,
    survivor_id: UUID | str,
    *,
    by: Actor,
    at: datetime,
    rationale: str = "",
    version: int | None = None,
    choices: Choices | None = None,
) -> Record:
    """Two companies, or two people, are one: what refers to the one that goes refers to the survivor, which comes back.

    ``choices`` says for a field whose value is taken; else the rule does. Raises Forbidden, NotFound, Outdated,
    Invalid, NotPossibleNow.
    """
    rows = _read(subject, [gone_id, survivor_id], lock=True)
    survivor, gone = rows[str(survivor_id)], rows[str(gone_id)]
    require_version(version, gone.version)
    plan = _plan(subject, survivor, gone, by, at, choices or {})
    kept = begin(plan, by=by, at=at)
    for name, value in values_of(plan).items():
        setattr(survivor, name, value)
    survivor.match_keys = sorted({*survivor.match_keys, *gone.match_keys})
    survivor.version += 1
    survivor.save()
    gone.merged_into_id = survivor.pk
    gone.version += 1
    gone.save()
    finish(kept, plan)
    data = {
        "survivor": str(survivor.pk), "merge": str(kept.pk), "filled": plan.filled, "moved": kept.moved,
        "left": kept.left,
    }  # fmt: skip
    words = {"rationale": rationale} if rationale else {}
    append(
        Entry(
            f"{subject}.merged", at, by, subject, gone.pk, playbook=in_force().stamp, data=data, words=words
        )
    )
    return survivor


@transaction.atomic
def unmerge(
    subject: Company, gone_id: UUID | str, *, by: Actor, at: datetime, dry_run: bool = False
) -> Parted:
    """Take a merge back: what followed goes back unless it was changed since, and what could not is listed.

    A dry run tells the same and keeps nothing of it. Raises Forbidden, NotFound, NotPossibleNow.
    """
    merge = standing_merge(subject, gone_id)
    rows = _read(subject, [merge.survivor_id, merge.gone_id], lock=True)
    survivor, gone = rows[str(merge.survivor_id)], rows[str(merge.gone_id)]
    _ask(by, survivor, gone)
    require_partable(merge, survivor, gone)
    parted = part(merge, survivor, gone)
    if isinstance(survivor, Account):
        _hand_on(survivor, gone.pk)
    undone(merge, by=by, at=at)
    data = {
        "survivor": str(survivor.pk), "merge": str(merge.pk), "restored": dict(parted.restored),
        "kept": len(parted.kept),
    }  # fmt: skip
    append(Entry(f"{subject}.unmerged", at, by, subject, gone.pk, playbook=in_force().stamp, data=data))
    if dry_run:
        transaction.set_rollback(True)
    return parted


def _hand_on(survivor: Account, gone_id: UUID) -> None:
    """What would come back to somebody who has left stays with whoever had both."""
    heir = survivor.owner if survivor.owner and survivor.owner.is_active else None
    both = Account._base_manager.filter(pk__in=(survivor.pk, gone_id))
    both.filter(owner__is_active=False).update(owner=heir)


def _plan(
    subject: Company, survivor: Record, gone: Record, by: Actor, at: datetime, choices: Choices
) -> MergePlan:
    if survivor.pk == gone.pk:
        raise invalid("/survivor", N_("A record cannot be merged into itself."))
    _ask(by, survivor, gone)
    if survivor.merged_into_id:
        text = N_("That record was merged into %(survivor)s; name that one.")
        raise invalid("/survivor", text, "AR-5", survivor=str(survivor.merged_into_id))
    if gone.merged_into_id:
        because = Sentence(N_("It was merged into another record already."))
        raise NotPossibleNow(because, fix=Sentence(N_("Take that merge back first.")))
    return plan_of(Pair(subject, survivor, gone, at, choices), _notes(survivor, gone))


def _notes(survivor: Record, gone: Record) -> tuple[Sentence, ...]:
    if not isinstance(survivor, Contact) or not isinstance(gone, Contact):
        return ()
    if survivor.account_id == gone.account_id or not survivor.account or not gone.account:
        return ()
    companies = {"survivor": survivor.account.name, "gone": gone.account.name}
    return (Sentence(N_("They belong to different companies: %(survivor)s and %(gone)s."), companies),)


def _ask(by: Actor, *records: Record) -> None:
    """A company's owner, their team, or whoever may merge all; a contact is its company's."""
    for one in records:
        owner = one.owner if isinstance(one, Account) else one.account.owner if one.account else None
        ask(by, "account.merge", _id(owner), teams=(owner.team_id,) if owner else ())


def _id(person: Person | None) -> UUID | None:
    return person.pk if person else None


def _read(subject: Company, ids: list[Any], *, lock: bool) -> dict[str, Record]:
    """By the ids as they were given; locked in ascending order. Raises `NotFound`."""
    try:
        keys = {str(one): UUID(str(one)) for one in ids}
    except ValueError:
        raise NotFound(subject, ids[0]) from None
    model = MODELS[subject]
    related = ("owner",) if model is Account else ("account__owner",)
    rows = model._base_manager.filter(pk__in=keys.values()).select_related(*related).order_by("pk")
    found = {row.pk: cast(Record, row) for row in (rows.select_for_update(of=("self",)) if lock else rows)}
    for given, key in keys.items():
        if key not in found:
            raise NotFound(subject, given)
    return {given: found[key] for given, key in keys.items()}
