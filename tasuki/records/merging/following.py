"""What becomes of the rows that refer to a record that goes: registered by the packages that own them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils.module_loading import autodiscover_modules

from tasuki.records.merging.pair import Pair, Subject
from tasuki.records.models.merge import Merge, MergeChange
from tasuki.rules.problem import Problem
from tasuki.rules.wording import Sentence


@dataclass(frozen=True, slots=True)
class Fate:
    """How many rows of one kind move to the record that stays, how many do not, and what there is to say."""

    place: str
    label: str
    moves: int = 0
    stays: int = 0
    said: tuple[Sentence, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.moves or self.stays or self.said)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice between the two that is no column of the record, such as the answer to a criterion."""

    name: str
    label: Sentence
    survivor: object
    gone: object
    takes: str
    because: Sentence


class Follower(ABC):
    """A table's say in a merge. ``look`` only reads, ``follow`` writes and remembers every change.

    ``columns`` are those of a row that it may change. ``restorable`` is a condition on the row (t) and its change (c)
    under which it may be put back, for what may be there once only.
    """

    subject: Subject
    place: str
    label: str
    columns: tuple[str, ...]
    restorable: str = "true"

    @abstractmethod
    def look(self, pair: Pair) -> Fate: ...

    def options(self, pair: Pair) -> Iterable[Option]:
        """What can be chosen beyond the columns of the record."""
        return ()

    @abstractmethod
    def follow(self, pair: Pair, merge: Merge) -> None: ...


Objection = Callable[[Pair], Iterable[Problem]]
"""What stands in the way of a merge."""

_followers: dict[tuple[Subject, str], Follower] = {}
_objections: dict[str, tuple[Subject, Objection]] = {}


def register(*followers: Follower) -> None:
    _followers.update({(one.subject, one.place): one for one in followers})


def object_to(subject: Subject, objection: Objection) -> None:
    _objections[f"{objection.__module__}.{objection.__qualname__}"] = (subject, objection)


def followers_of(subject: Subject) -> tuple[Follower, ...]:
    autodiscover_modules("merging")
    return tuple(one for (of, _), one in _followers.items() if of == subject)


def follower_at(subject: Subject, place: str) -> Follower:
    autodiscover_modules("merging")
    return _followers[subject, place]


def objections_to(pair: Pair) -> Iterator[Problem]:
    autodiscover_modules("merging")
    for subject, objection in _objections.values():
        if subject == pair.subject:
            yield from objection(pair)


_COUNT = """
SELECT count(*) FILTER (WHERE {moves}), count(*) FILTER (WHERE NOT ({moves}))
FROM {table} t WHERE t.{column} = %(gone)s"""
_MOVE = """
WITH moved AS (
  UPDATE {table} t SET {column} = %(survivor)s{version} WHERE t.{column} = %(gone)s AND {moves} RETURNING t.id)
INSERT INTO {changes} (merge_id, place, row_id, before, after)
SELECT %(merge)s, %(place)s, id, jsonb_build_object('{column}', %(gone)s::text),
  jsonb_build_object('{column}', %(survivor)s::text)
FROM moved"""


class Rows(Follower):
    """Rows that refer to the record by ``column``, and move as they are.

    ``once``: of the rows with equal values there, the record that stays keeps its own, and the other's stay where they
    are. ``only`` is a further condition on the rows that move (as t).
    """

    def __init__(
        self,
        subject: Subject,
        place: str,
        column: str,
        label: str,
        *,
        once: tuple[str, ...] = (),
        only: str = "true",
    ) -> None:
        self.subject, self.place, self.label, self.columns = subject, place, label, (column,)
        self._column, self._once, self._only = column, once, only

    def look(self, pair: Pair) -> Fate:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT.format(**self._names()), _ids(pair))
            moves, stays = cursor.fetchone()
        return Fate(self.place, self.label, moves, stays)

    def follow(self, pair: Pair, merge: Merge) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                _MOVE.format(**self._names()), {**_ids(pair), "merge": merge.pk, "place": self.place}
            )

    def _names(self) -> Mapping[str, str]:
        model = apps.get_model(self.place)
        table = model._meta.db_table
        moves = self._only
        if self._once:
            same = " AND ".join(f"o.{name} = t.{name}" for name in self._once)
            moves += (
                f" AND NOT EXISTS (SELECT FROM {table} o WHERE o.{self._column} = %(survivor)s AND {same})"
            )
        version = ", version = t.version + 1" if has_version(model) else ""
        return {
            "table": table, "column": self._column, "moves": moves, "version": version,
            "changes": MergeChange._meta.db_table,
        }  # fmt: skip


def _ids(pair: Pair) -> dict[str, Any]:
    return {"survivor": pair.survivor.pk, "gone": pair.gone.pk}


def has_version(model: type[Model]) -> bool:
    return any(column.name == "version" for column in model._meta.concrete_fields)


@dataclass
class Changes:
    """Changes that a follower makes row by row, remembered together."""

    merge: Merge
    place: str
    rows: list[MergeChange] = field(default_factory=list)

    def change(self, row: Model, **values: Any) -> None:
        """Set these columns of the row, in the database as well."""
        was = body_of(row)
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        now = body_of(row)
        names = [name for name in now if now[name] != was[name]]
        self._remember(row, {name: was[name] for name in names}, {name: now[name] for name in names})

    def take_away(self, row: Model) -> None:
        """Delete the row; all of it is remembered."""
        whole = body_of(row)
        type(row)._base_manager.filter(pk=row.pk).delete()
        self._remember(row, whole, None)

    def save(self) -> None:
        MergeChange.objects.bulk_create(self.rows)

    def _remember(self, row: Model, before: dict[str, Any], after: dict[str, Any] | None) -> None:
        self.rows.append(
            MergeChange(merge=self.merge, place=self.place, row_id=row.pk, before=before, after=after)
        )


def body_of(row: Model) -> dict[str, Any]:
    """The row as the database writes it in JSON, so that it can be compared and put back to the letter."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {row._meta.db_table} t WHERE id = %s", [row.pk])
        found: dict[str, Any] = orjson.loads(cursor.fetchone()[0])
    return found
