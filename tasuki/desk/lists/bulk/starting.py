"""Keep what was asked, once per submission, and begin with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.db import transaction

from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.lists.description import Typed, Verb
from tasuki.desk.models import Bulk, BulkItem
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.refusals import NotFound, NotPossibleNow, invalid
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

AT_ONCE = 50
"""So many records are changed while the person waits; for more a job is at work."""
WRITTEN_AT_A_TIME = 5_000
UNDO_WITHIN = timedelta(hours=24)
LONGEST_KEY = 64


def verb_called(listed: str, key: str) -> Verb:
    """Raises `NotFound`."""
    found = LISTS[listed].verb(key)
    if found is None:
        raise NotFound("verb", key)
    return found


@transaction.atomic
def start_bulk(
    listed: str,
    verb: str,
    subjects: Callable[[], Sequence[UUID]],
    typed: Typed,
    *,
    key: str,
    by: Actor,
    at: datetime,
    each: Mapping[UUID, Typed] | None = None,
) -> Bulk:
    """Keep a change of many records and hand it to a job; a second one with the same key is the first.

    ``subjects`` finds the records that are meant, ``each`` is what was said about single ones. Raises Forbidden,
    NotFound, Invalid.
    """
    chosen = verb_called(listed, verb)
    ask_any(by, chosen.permission)
    asked = {"by_id": cast(UUID, by.person_id), "key": key[:LONGEST_KEY]}
    if found := Bulk.objects.filter(**asked).first():
        return found
    keys = subjects()
    if chosen.each is not None and len(keys) > AT_ONCE:
        text = N_("Each of them needs words of its own: choose at most %(most)s.")
        raise invalid("/which", text, "too_many", most=AT_ONCE)
    said = {"list": listed, "verb": verb, "typed": dict(typed), "asked_at": at, "total": len(keys)}
    bulk, is_new = Bulk.objects.get_or_create(**asked, defaults=said)
    if is_new:
        items = (
            BulkItem(bulk=bulk, number=number, subject_id=subject, typed=dict((each or {}).get(subject, {})))
            for number, subject in enumerate(keys)
        )
        BulkItem.objects.bulk_create(items, batch_size=WRITTEN_AT_A_TIME)
        enqueue("desk.work_off_bulk", key=f"bulk:{bulk.pk}", bulk_id=str(bulk.pk))
    return bulk


@transaction.atomic
def start_undo(bulk_id: UUID, *, by: Actor, at: datetime) -> Bulk:
    """Take back what can be taken back. Asked for twice, it is once. Raises NotFound, NotPossibleNow."""
    bulk = Bulk.objects.select_for_update().filter(pk=bulk_id, by=by.person_id).first()
    if bulk is None:
        raise NotFound("bulk", bulk_id)
    if bulk.undo_state:
        return bulk
    _require_undoable(bulk, at)
    bulk.undo_state = "waiting"
    bulk.save(update_fields=["undo_state"])
    enqueue("desk.undo_bulk", key=f"bulk-undo:{bulk.pk}", bulk_id=str(bulk.pk))
    return bulk


def undoable_until(bulk: Bulk) -> datetime:
    return bulk.asked_at + UNDO_WITHIN


def _require_undoable(bulk: Bulk, at: datetime) -> None:
    verb = verb_called(bulk.list, bulk.verb)
    if verb.undo is None:
        raise _not_now(N_("Nothing takes this back."), N_("Change the records one by one."))
    if bulk.state != "finished":
        raise _not_now(N_("It is still at work."), N_("Wait until it has finished."))
    if at > undoable_until(bulk):
        hours = int(UNDO_WITHIN.total_seconds() // 3600)
        raise _not_now(
            N_("It was more than %(hours)s hours ago."), N_("Change the records one by one."), hours=hours
        )


def _not_now(because: str, fix: str, **values: object) -> NotPossibleNow:
    text = Sentence(because, values)
    return NotPossibleNow(text, [Problem("", NotPossibleNow.code, text, Sentence(fix))])
