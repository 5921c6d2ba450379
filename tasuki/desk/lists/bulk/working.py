"""Work a bulk off, and back: record by record, each in a transaction of its own with what came of it.

The page and a job may be at it together: each takes the next record that nobody else has, so that none is done twice,
and what one of them leaves when it dies the other does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from tasuki.desk.lists.bulk.starting import verb_called
from tasuki.desk.lists.description import Change, Verb
from tasuki.desk.models import Bulk, BulkItem
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.grants import roles_with
from tasuki.platform.refusals import Forbidden, GateRefused, Refusal
from tasuki.playbooks.queries import in_force
from tasuki.rules.kept import kept_problem
from tasuki.rules.mends import mends_of
from tasuki.rules.problem import Problem
from tasuki.rules.reading import Unreadable
from tasuki.rules.wording import N_, Sentence

Clock = Callable[[], datetime]
TOGETHER = 1000
"""So many records are done in one transaction, where a verb does many in one go."""
log = logging.getLogger(__name__)


def work_off(bulk_id: UUID, clock: Clock, most: int | None = None) -> None:
    """Do what is left of it, or ``most`` of that. ``clock`` tells the moment (UTC) of each record's change."""
    bulk, verb = _bulk(bulk_id)
    change = _changes(bulk, verb.permission, clock)
    _started(bulk, "state")
    while verb.together is not None and most is None and _next_together(bulk, verb, change):
        continue
    while (most is None or most > 0) and _next(bulk, "waiting", lambda item: _do(item, bulk, verb, change)):
        most = most - 1 if most is not None else None
    _finished(bulk, "waiting", "state", "finished_at", clock)


def take_back(bulk_id: UUID, clock: Clock, most: int | None = None) -> None:
    """Undo what was done, the last first; what cannot be undone stays, with the reason."""
    bulk, verb = _bulk(bulk_id)
    change = _changes(bulk, verb.permission, clock)
    _started(bulk, "undo_state")
    while (most is None or most > 0) and _next(
        bulk, "done", lambda item: _undo(item, bulk, verb, change), "-"
    ):
        most = most - 1 if most is not None else None
    _finished(bulk, "done", "undo_state", "undo_finished_at", clock)


def _bulk(bulk_id: UUID) -> tuple[Bulk, Verb]:
    bulk = Bulk.objects.select_related("by").get(pk=bulk_id)
    return bulk, verb_called(bulk.list, bulk.verb)


def _changes(bulk: Bulk, permission: str, clock: Clock) -> Callable[[], Change]:
    """Done by whoever asked, with the roles that they have now; somebody who has left meanwhile does nothing."""

    def change() -> Change:
        if not bulk.by.is_active:
            raise Forbidden(permission, roles_with(permission))
        return Change(Actor.of(bulk.by, "web"), clock(), ZoneInfo(bulk.by.zone))

    return change


@transaction.atomic
def _next(bulk: Bulk, state: str, do: Callable[[BulkItem], None], mark: str = "") -> bool:
    """Take the next record in this state that nobody else is at. Returns whether there was one."""
    waiting = BulkItem.objects.select_for_update(skip_locked=True).filter(bulk=bulk, state=state)
    item = waiting.order_by(f"{mark}number").first()
    if item is None:
        return False
    do(item)
    item.save(update_fields=["state", "kept", "problems"])
    return True


@transaction.atomic
def _next_together(bulk: Bulk, verb: Verb, change: Callable[[], Change]) -> bool:
    """Take the next thousand that nobody else is at; what cannot be done in one go is done one by one."""
    waiting = BulkItem.objects.select_for_update(skip_locked=True).filter(bulk=bulk, state="waiting")
    items = list(waiting.order_by("number")[:TOGETHER])
    done = _done_together([item.subject_id for item in items], verb, change)
    waiting.filter(pk__in=[item.pk for item in items if item.subject_id in done]).update(state="done")
    for item in items:
        if item.subject_id not in done:
            _do(item, bulk, verb, change)
            item.save(update_fields=["state", "kept", "problems"])
    return bool(items)


def _done_together(keys: Sequence[UUID], verb: Verb, change: Callable[[], Change]) -> Collection[UUID]:
    try:
        with transaction.atomic():
            return verb.together(keys, change()) if verb.together and keys else ()
    except (
        Exception
    ) as trouble:  # one of them is the reason: it is found one by one, and told with its record
        log.info("%s records are done one by one: %s", len(keys), trouble)
        return ()


def _do(item: BulkItem, bulk: Bulk, verb: Verb, change: Callable[[], Change]) -> None:
    def act() -> None:
        item.kept = dict(verb.act(item.subject_id, {**bulk.typed, **item.typed}, change()))

    item.problems = _refused(act)
    item.state = "refused" if item.problems else "done"


def _undo(item: BulkItem, bulk: Bulk, verb: Verb, change: Callable[[], Change]) -> None:
    def act() -> None:
        if verb.undo is not None:
            verb.undo(item.subject_id, item.kept, {**bulk.typed, **item.typed}, change())

    item.problems = _refused(act)
    item.state = "kept" if item.problems else "undone"


def _refused(act: Callable[[], None]) -> list[dict[str, Any]]:
    """Carry it out; what a refusal says goes into the row, and the record stays as it was."""
    try:
        with transaction.atomic():
            act()
    except (Refusal, Unreadable) as refusal:
        return [kept_problem(problem) for problem in _reasons(refusal)]
    except Exception:  # one record's fault must not hold up the others; the log has the whole story
        log.exception("a record of a bulk broke")
        broken = Sentence(N_("Something broke on our side. Nothing was half done."))
        return [kept_problem(Problem("", "broken", broken, Sentence(N_("Try it on the record's own page."))))]
    return []


def _reasons(refusal: Refusal | Unreadable) -> Sequence[Problem]:
    if isinstance(refusal, Unreadable):
        return refusal.problems
    if isinstance(refusal, GateRefused):
        return [
            Problem(one.finding.pointer, one.finding.rule, one.finding.because, one.finding.fix)
            for one in mends_of(refusal.decision, in_force())
        ]
    return refusal.reasons


def _started(bulk: Bulk, column: str) -> None:
    Bulk.objects.filter(pk=bulk.pk, **{column: "waiting"}).update(**{column: "running"})


def _finished(bulk: Bulk, state: str, column: str, moment: str, clock: Clock) -> None:
    """Once no record is left in this state, also none that another one is at."""
    if not BulkItem.objects.filter(bulk=bulk, state=state).exists():
        Bulk.objects.filter(pk=bulk.pk).exclude(**{column: "finished"}).update(
            **{column: "finished", moment: clock()}
        )
