"""Rows of Django's models by prepared statements: the same instances as the ORM's, without composing SQL each time.

For the paths that every call takes. Composing and planning a query over a wide table costs more than running it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json import JSONDecoder
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, ForeignKey, JSONField, Model
from django.db.models.base import ModelBase, ModelState

from tasuki.platform.jsonb import dumps
from tasuki.platform.sql import run, send

M = TypeVar("M", bound=Model)
Decoder = Callable[[Any], Any]
_scan_once = cast(Any, JSONDecoder()).scan_once


class PreparedModel(Model):
    """A model whose ``save`` is `insert` or `update`. It sends no signals, and nobody listens."""

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Write a new row, or these fields (all where none are named) of one that was read.

        ``force_update`` takes a row for one that was read. Raises `ValueError` for another database than the one.
        """
        if using not in (None, connection.alias):
            raise ValueError(f"There is one database, {connection.alias!r}, and not {using!r}.")
        fields = _all_fields(type(self)) if update_fields is None else tuple(update_fields)
        if force_insert or (self._state.adding and not force_update):
            insert([self])
        elif fields:
            update(self, fields)


@dataclass(frozen=True, slots=True)
class Columns:
    """What a model's row consists of, and how some of its values are read (JSON comes as text)."""

    names: tuple[str, ...]
    attributes: tuple[str, ...]
    decoders: tuple[tuple[int, Decoder], ...]


def fetch(model: type[M], where: str, parameters: Mapping[str, Any], also: tuple[str, ...] = ()) -> list[M]:
    """The model's rows that ``where`` asks for, as ``row``; ``also`` brings the rows its foreign keys refer to."""
    found, width_of_own = [], len(_columns(model).names)
    for values in run(select_from(model, also) + where, parameters):
        instance = _instance(model, values[:width_of_own])
        start = width_of_own
        for name in also:
            key = _foreign_key(model, name)
            width = len(_columns(key.related_model).names)
            related = values[start : start + width]
            start += width
            is_there = getattr(instance, key.attname) is not None
            key.set_cached_value(instance, _instance(key.related_model, related) if is_there else None)
        found.append(instance)
    return found


def is_read(instance: Model, name: str) -> bool:
    """Whether what this foreign key refers to is at hand, so that to look at it costs nothing."""
    return _foreign_key(type(instance), name).is_cached(instance)


def new(model: type[M], values: Mapping[str, Any], related: Mapping[str, Model]) -> M:
    """A new row, not written yet, of which every column is named; ``related`` is at hand for its foreign keys.

    As the model's own constructor makes it, which takes as long as a statement does for a row where there are many.
    """
    instance = model.__new__(model)
    instance._state = ModelState()
    instance.__dict__.update(values)
    for name, there in related.items():
        instance._state.fields_cache[name] = there
        instance.__dict__[f"{name}_id"] = there.pk
    return instance


def insert(instances: Sequence[Model]) -> None:
    """Write new rows of one model, in one statement whose only parameter is the rows as JSON."""
    if instances:
        send(_insert_into(type(instances[0])), {"rows": documents(instances)})
        for instance in instances:
            instance._state.adding, instance._state.db = False, connection.alias


def asked_of(statement: str, records: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """A statement over a JSON recordset, and these records for it.

    The planner takes every recordset for a hundred rows, and may read a small table from end to end for them; and a
    plan is kept while the table grows. Of a single record it knows that it is one, and goes to its place by an index.
    """
    if len(records) == 1:
        return _of_one(statement), _dumped(records[0])
    return statement, _dumped(records)


def documents(instances: Sequence[Model]) -> str:
    """New rows of one model as JSON, for a statement that writes them along with others."""
    return _json(instances, _columns(type(instances[0])))


def names_of(model: type[Model]) -> str:
    """The model's columns, for such a statement."""
    return ", ".join(f'"{name}"' for name in _columns(model).names)


def upsert(instances: Sequence[Model], unique: tuple[str, ...], fields: tuple[str, ...]) -> None:
    """Write new rows of one model; where one with the same ``unique`` is there, these ``fields`` of it.

    Each instance then has the id of its row.
    """
    if instances:
        model = type(instances[0])
        written = run(_upsert_into(model, unique, fields), {"rows": _json(instances, _columns(model))})
        for instance, (row_id,) in zip(instances, written, strict=True):
            instance.pk = row_id
            instance._state.adding, instance._state.db = False, connection.alias


def update(instance: Model, fields: tuple[str, ...]) -> None:
    """Write these of the instance's fields to its row. Raises `FieldDoesNotExist`."""
    columns = _chosen(type(instance), fields)
    document = {column: getattr(instance, attribute) for column, attribute in columns}
    send(_update_of(type(instance), tuple(document)), {"row": _dumped(document), "id": instance.pk})


def update_all(instances: Sequence[Model], fields: tuple[str, ...]) -> None:
    """Write these fields of many rows of one model, in one statement. Raises `FieldDoesNotExist`."""
    if instances:
        columns = _chosen(type(instances[0]), ("id", *fields))
        documents = [
            {column: getattr(instance, attribute) for column, attribute in columns} for instance in instances
        ]
        names = tuple(column for column, _ in columns[1:])
        send(_update_of_all(type(instances[0]), names), {"rows": _dumped(documents)})


@lru_cache(maxsize=64)
def select_from(model: type[Model], also: tuple[str, ...] = ()) -> str:
    """The statement up to its WHERE."""
    columns, joins = [_listed("row", model)], []
    for name in also:
        related = _foreign_key(model, name).related_model
        columns.append(_listed(name, related))
        joins.append(f'LEFT JOIN "{related._meta.db_table}" "{name}" ON "{name}".id = row."{name}_id"')
    return f'SELECT {", ".join(columns)} FROM "{model._meta.db_table}" row {" ".join(joins)} WHERE '


@lru_cache(maxsize=64)
def _of_one(statement: str) -> str:
    return statement.replace("jsonb_to_recordset(", "jsonb_to_record(")


@lru_cache(maxsize=64)
def _insert_into(model: type[Model]) -> str:
    table, names = model._meta.db_table, names_of(model)
    rows = f'jsonb_populate_recordset(NULL::"{table}", %(rows)s::jsonb)'
    return f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {rows}'


@lru_cache(maxsize=64)
def _upsert_into(model: type[Model], unique: tuple[str, ...], fields: tuple[str, ...]) -> str:
    known = ", ".join(f'"{column}"' for column, _ in _chosen(model, unique))
    values = ", ".join(f'"{column}" = excluded."{column}"' for column, _ in _chosen(model, fields))
    return f"{_insert_into(model)} ON CONFLICT ({known}) DO UPDATE SET {values} RETURNING id"


@lru_cache(maxsize=256)
def _update_of(model: type[Model], names: tuple[str, ...]) -> str:
    table, values = model._meta.db_table, ", ".join(f'"{name}" = new."{name}"' for name in names)
    row = f'jsonb_populate_record(NULL::"{table}", %(row)s::jsonb)'
    return f'UPDATE "{table}" row SET {values} FROM {row} new WHERE row.id = %(id)s'


@lru_cache(maxsize=64)
def _update_of_all(model: type[Model], names: tuple[str, ...]) -> str:
    table, values = model._meta.db_table, ", ".join(f'"{name}" = new."{name}"' for name in names)
    rows = f'jsonb_populate_recordset(NULL::"{table}", %(rows)s::jsonb)'
    return f'UPDATE "{table}" row SET {values} FROM {rows} new WHERE row.id = new.id'


@lru_cache(maxsize=256)
def _chosen(model: type[Model], names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    fields = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]
    return tuple((cast(str, field.column), field.attname) for field in fields)


@lru_cache(maxsize=64)
def _all_fields(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.concrete_fields if not field.primary_key)


def _listed(alias: str, model: type[Model]) -> str:
    return ", ".join(f'"{alias}"."{name}"' for name in _columns(model).names)


@lru_cache(maxsize=64)
def _columns(model: type[Model]) -> Columns:
    fields = model._meta.concrete_fields
    decoders = tuple(
        (place, _decoder(field)) for place, field in enumerate(fields) if hasattr(field, "from_db_value")
    )
    return Columns(
        tuple(cast(str, field.column) for field in fields), tuple(field.attname for field in fields), decoders
    )


def _decoder(field: Field[Any, Any]) -> Decoder:
    if type(field) is JSONField and field.decoder is None:
        return _json_value
    return lambda value: field.from_db_value(value, None, connection)  # type: ignore[attr-defined]


def _json_value(text: str | None) -> Any:
    """As Django's own field reads it; the server sends one document with nothing around it."""
    return None if text is None else _scan_once(text, 0)[0]


def _instance(model: type[M], values: Sequence[Any]) -> M:
    """As `Model.from_db` makes it, without going through every field's descriptor: a wide row has ninety."""
    columns, row = _columns(model), list(values)
    for place, decode in columns.decoders:
        row[place] = decode(row[place])
    instance = model.__new__(model)
    instance._state = ModelState()
    instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS
    instance.__dict__.update(zip(columns.attributes, row, strict=True))
    return instance


def _foreign_key(model: type[Model], name: str) -> ForeignKey[Any, Any]:
    return cast("ForeignKey[Any, Any]", model._meta.get_field(name))


def _json(instances: Sequence[Model], columns: Columns) -> str:
    return _dumped([dict(_values(instance, columns)) for instance in instances])


def _values(instance: Model, columns: Columns) -> Iterator[tuple[str, Any]]:
    """Of a whole row at once; a column that was not read with it is read now."""
    try:
        values = list(map(vars(instance).__getitem__, columns.attributes))
    except KeyError:
        values = [getattr(instance, attribute) for attribute in columns.attributes]
    return zip(columns.names, values, strict=True)


def _dumped(document: object) -> str:
    return dumps(document).decode()
