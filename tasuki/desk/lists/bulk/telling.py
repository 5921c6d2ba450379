"""What came of a change of many records: how far it is, what was refused and why, and whether it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tasuki.desk.lists.bulk.starting import undoable_until, verb_called
from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.lists.description import RecordList, Seen, Verb
from tasuki.desk.lists.page import records_named
from tasuki.desk.models import Bulk, BulkItem
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.paging import read_cursor, write_cursor
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.rules.kept import problem_of
from tasuki.rules.problem import Problem

SHOWN = 100
RECENT = 50


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was not changed, or not changed back, with its reasons and the way to it."""

    name: SafeString
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class BulkPage:
    """``can_undo`` until ``undo_until``; ``is_at_work`` while records are still to be done or undone."""

    bulk: Bulk
    title: str
    counts: Mapping[str, int]
    refusals: tuple[Refusal, ...]
    following: str
    undo_says: str
    undo_until: datetime
    can_undo: bool

    @property
    def is_at_work(self) -> bool:
        return self.bulk.state != "finished" or self.bulk.undo_state in ("waiting", "running")

    @property
    def is_undoing(self) -> bool:
        return bool(self.bulk.undo_state)

    @property
    def worked_off(self) -> int:
        """How many records have had their turn, of the change or of its undo."""
        if self.is_undoing:
            return self.counts["undone"] + self.counts["kept"]
        return self.bulk.total - self.counts["waiting"]

    @property
    def to_work_off(self) -> int:
        return self.bulk.total - self.counts["refused"] if self.is_undoing else self.bulk.total

    @property
    def done(self) -> int:
        return self.counts["done"] + self.counts["undone"] + self.counts["kept"]

    @property
    def back(self) -> str:
        return reverse(self.bulk.list)


def bulk_page(bulk_id: UUID, *, by: Actor, at: datetime, cursor: str = "") -> BulkPage:
    """One's own bulk. Raises `NotFound`, and `Invalid` for a cursor."""
    bulk = Bulk.objects.filter(pk=bulk_id, by=by.person_id).first()
    if bulk is None:
        raise NotFound("bulk", bulk_id)
    verb, listed = verb_called(bulk.list, bulk.verb), LISTS[bulk.list]
    found = BulkItem.objects.filter(bulk=bulk).order_by().values_list("state").annotate(Count("id"))
    counts = dict.fromkeys(("waiting", "done", "refused", "undone", "kept"), 0) | dict(found)
    items = BulkItem.objects.filter(bulk=bulk, state__in=("refused", "kept")).order_by("number")
    if cursor:
        items = items.filter(number__gt=int(read_cursor(cursor, 1)[0]))
    rows = list(items[: SHOWN + 1])
    until = undoable_until(bulk)
    return BulkPage(
        bulk=bulk,
        title=title_of(bulk),
        counts=counts,
        refusals=_refusals(rows[:SHOWN], listed, by, at),
        following=write_cursor([rows[SHOWN - 1].number]) if len(rows) > SHOWN else "",
        undo_says=gettext(verb.undo_says) if verb.undo_says else "",
        undo_until=until,
        can_undo=(
            verb.undo is not None and bulk.state == "finished" and not bulk.undo_state
            and counts["done"] > 0 and at <= until
        ),
    )  # fmt: skip


def title_of(bulk: Bulk) -> str:
    """What was done to what: “Leads: Segment”."""
    verb, listed = verb_called(bulk.list, bulk.verb), LISTS[bulk.list]
    return gettext("%(list)s: %(verb)s") % {"list": gettext(listed.title), "verb": title_of_verb(verb)}


def title_of_verb(verb: Verb) -> str:
    """A verb of its own says what is done; a field's name alone does not."""
    said = gettext(verb.label)
    return gettext("Change: %(column)s") % {"column": said} if verb.group else said


def recent_bulks(by: Actor) -> Sequence[tuple[Bulk, str]]:
    """One's own, the latest first, each with its title."""
    return [
        (bulk, title_of(bulk)) for bulk in Bulk.objects.filter(by=by.person_id).order_by("-asked_at")[:RECENT]
    ]


def _refusals(items: Sequence[BulkItem], listed: RecordList, by: Actor, at: datetime) -> tuple[Refusal, ...]:
    names = records_named(listed, [item.subject_id for item in items], Seen(by, at, in_force()))
    return tuple(
        Refusal(
            names.get(item.subject_id, SafeString(gettext("A record that you no longer see"))),
            tuple(problem_of(one) for one in item.problems),
        )
        for item in items
    )
