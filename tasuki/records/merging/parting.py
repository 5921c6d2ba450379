"""Part two records again: put back what has not been changed since, and list what could not be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.apps import apps
from django.db import connection

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import NotFound, NotPossibleNow
from tasuki.records.merging.following import body_of, follower_at, has_version
from tasuki.records.merging.pair import MODELS, Subject
from tasuki.records.models.merge import Merge, MergeChange
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

UNITED: Mapping[str, Callable[[Any], list[Any]]] = {
    "match_keys": list,
    "search_text": str.split,
}
"""Columns that a merge adds to: parting takes out what it added, whatever came since."""


@dataclass(frozen=True, slots=True)
class NotPutBack:
    """A row, or some of the survivor's fields, that stay as they are, and why."""

    place: str
    row_id: UUID
    why: Sentence


@dataclass(frozen=True, slots=True)
class Parted:
    """``restored`` rows by their place, ``fields`` of the survivor that got their earlier value back."""

    merge: Merge
    fields: tuple[str, ...]
    restored: Mapping[str, int]
    kept: tuple[NotPutBack, ...]


def require_partable(merge: Merge, survivor: Any, gone: Any) -> None:
    """Raises `NotPossibleNow` where the two are not one now, or the survivor has gone into another itself."""
    if merge.undone_at is not None or gone.merged_into_id != survivor.pk:
        raise NotPossibleNow(Sentence(N_("These two are not merged now.")))
    if survivor.merged_into_id is not None:
        because = Sentence(
            N_("The record that stayed was merged into %(other)s since."),
            {"other": str(survivor.merged_into_id)},
        )
        fix = Sentence(N_("Take that merge back first."))
        raise NotPossibleNow(because, [Problem("/survivor", "AR-5", because, fix)])


def part(merge: Merge, survivor: Any, gone: Any) -> Parted:
    """Both rows are locked. Puts the rows back and sets the columns of the two; the caller saves nothing else."""
    restored: dict[str, int] = {}
    kept: list[NotPutBack] = []
    for place in _places(merge):
        count, left = _put_back(merge, place)
        if count:
            restored[place] = count
        kept += [NotPutBack(place, row_id, _why(there)) for row_id, there in left]
    fields, changed = _values_back(merge, survivor)
    _write(survivor, fields)
    _write(gone, merge.gone_before)
    if changed:
        because = Sentence(N_("Changed since the merge: %(names)s."), {"names": sorted(changed)})
        kept.append(NotPutBack(type(survivor)._meta.label, survivor.pk, because))
    shown = tuple(sorted(name.removesuffix("_id") for name in fields if name not in UNITED))
    return Parted(merge, shown, restored, tuple(kept))


def _places(merge: Merge) -> list[str]:
    """Newest first: what followed last goes back first."""
    rows = MergeChange.objects.filter(merge=merge).order_by("-id").values_list("place", flat=True)
    return list(dict.fromkeys(rows))


def _subject(merge: Merge) -> Subject:
    return next(subject for subject in MODELS if subject == merge.subject)


# Rows whose columns are still as the merge left them get their earlier values.
_PUT_BACK = """
WITH change AS (
  SELECT id, row_id, before, after FROM {changes}
  WHERE merge_id = %(merge)s AND place = %(place)s AND after IS NOT NULL),
there AS MATERIALIZED (
  SELECT c.id AS change_id, t.id, to_jsonb(t) AS body, c.before, c.after
  FROM {table} t JOIN change c ON c.row_id = t.id ORDER BY t.id FOR UPDATE OF t),
same AS (
  SELECT t.change_id, t.id, t.before FROM there t
  WHERE NOT EXISTS (SELECT FROM jsonb_each(t.after) a WHERE t.body -> a.key IS DISTINCT FROM a.value)),
put AS (
  UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(t, s.before)){version}
  FROM same s JOIN change c ON c.id = s.change_id WHERE t.id = s.id AND {restorable} RETURNING t.id)
SELECT c.row_id, put.id IS NOT NULL, there.id IS NOT NULL
FROM change c LEFT JOIN put ON put.id = c.row_id LEFT JOIN there ON there.id = c.row_id ORDER BY c.id"""
# Then the rows that the merge took away come again, where their place is free.
_PUT_AGAIN = """
WITH change AS (
  SELECT id, row_id, before FROM {changes} WHERE merge_id = %(merge)s AND place = %(place)s AND after IS NULL),
again AS (
  INSERT INTO {table} SELECT r.* FROM change c, jsonb_populate_record(NULL::{table}, c.before) r
  ON CONFLICT DO NOTHING RETURNING id)
SELECT c.row_id, again.id IS NOT NULL, true FROM change c LEFT JOIN again ON again.id = c.row_id ORDER BY c.id"""


def _put_back(merge: Merge, place: str) -> tuple[int, list[tuple[UUID, bool]]]:
    model = apps.get_model(place)
    follower = follower_at(_subject(merge), place)
    names = {
        "table": model._meta.db_table, "changes": MergeChange._meta.db_table, "restorable": follower.restorable,
        "columns": ", ".join(f'"{name}"' for name in follower.columns),
        "version": ", version = t.version + 1" if has_version(model) else "",
    }  # fmt: skip
    statements = [one.format(**names) for one in (_PUT_BACK, _PUT_AGAIN)]
    put, left = set[UUID](), dict[UUID, bool]()
    with connection.cursor() as cursor:
        while statements:
            cursor.execute(statements[0], {"merge": merge.pk, "place": place})
            found = cursor.fetchall()
            left |= {row_id: there for row_id, _, there in found}
            new = {row_id for row_id, is_back, _ in found if is_back} - put
            put |= new
            if not new or len(new) == len(
                found
            ):  # else one that went back may have freed the place of another
                del statements[0]
    return len(put), [(row_id, there) for row_id, there in left.items() if row_id not in put]


def _why(there: bool) -> Sentence:
    if there:
        return Sentence(N_("It was changed since, or its place is taken."))
    return Sentence(N_("It is no longer here."))


def _values_back(merge: Merge, survivor: Any) -> tuple[dict[str, Any], set[str]]:
    """The survivor's columns that can go back, and the names of those that changed since."""
    now = body_of(survivor)
    back: dict[str, Any] = {}
    changed: set[str] = set()
    for name, after in merge.after.items():
        if name in UNITED:
            back[name] = _without(name, now[name], merge.before[name], after)
        elif name == "fields":
            back[name], touched = _custom_back(now[name], merge.before[name], after)
            changed |= touched
        elif now[name] == after:
            back[name] = merge.before[name]
        else:
            changed.add(name.removesuffix("_id"))
    return back, changed


def _without(name: str, now: Any, before: Any, after: Any) -> Any:
    if now == after:
        return before
    added = set(UNITED[name](after)) - set(UNITED[name](before))
    stays = [one for one in UNITED[name](now) if one not in added]
    return stays if isinstance(now, list) else "".join(f" {one}" for one in stays)


def _custom_back(
    now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], set[str]]:
    fields, changed = dict(now), set[str]()
    for name in after:
        if before.get(name) == after[name]:
            continue
        if now.get(name) != after[name]:
            changed.add(f"fields.{name}")
        elif name in before:
            fields[name] = before[name]
        else:
            del fields[name]
    return fields, changed


_WRITE = """
UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(t, %(values)s::jsonb)),
  version = t.version + 1 WHERE t.id = %(id)s"""


def _write(row: Any, values: Mapping[str, Any]) -> None:
    if not values:
        return
    columns = ", ".join(f'"{name}"' for name in values)
    statement = _WRITE.format(table=row._meta.db_table, columns=columns)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"values": orjson.dumps(values).decode(), "id": row.pk})


def standing_merge(subject: Subject, gone_id: UUID | str) -> Merge:
    """The merge in which this record went, and has not come back. Raises `NotFound`."""
    try:
        found = Merge.objects.filter(subject=subject, gone_id=UUID(str(gone_id)), undone_at=None).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("merge", gone_id)
    return found


def undone(merge: Merge, *, by: Actor, at: datetime) -> None:
    merge.undone_at, merge.undone_by_id = at, by.person_id
    merge.save(update_fields=["undone_at", "undone_by"])
