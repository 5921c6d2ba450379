"""Pages by keyset: a page costs the same wherever it starts, and nothing is counted.

The cursor names the last row's key, so that rows which arrive meanwhile move nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, TextField, Value
from ninja import Field as Documented
from ninja import Schema

from tasuki.platform.http.json import to_json
from tasuki.platform.refusals import Invalid, invalid
from tasuki.rules.wording import N_

MAX_LIMIT = 200
M = TypeVar("M", bound=Model)


class Paging(Schema):
    """Query parameters of every list: ``paging: Query[Paging]``."""

    cursor: str | None = Documented(
        default=None, description="next_cursor of the page before", max_length=1000
    )
    limit: int = Documented(default=50, ge=1, le=MAX_LIMIT)


def page_of(
    rows: QuerySet[M, Any],
    paging: Paging,
    *columns: str,
    order: Sequence[str],
    any_of: Sequence[Q] = (),
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of ``columns`` as dicts, and the cursor of the next one (None at the end).

    ``order`` names columns of the model that are never null and together unique, all ascending or all descending
    (``("-captured_at", "-id")``), and should have an index in that order.
    ``any_of`` are conditions of which a row fits one or more: each is followed along an index of its own, which the
    database cannot do with an OR. Raises `Invalid` for a cursor that is not
    one of ours.
    """
    keys = [name.lstrip("-") for name in order]
    if paging.cursor:
        rows = rows.filter(
            beyond(rows.model, keys, read_cursor(paging.cursor, len(keys)), order[0].startswith("-"))
        )
    if len(any_of) == 1:
        rows = rows.filter(any_of[0])
    elif any_of:
        rows = first_of_each(rows, any_of, order, paging.limit + 1)
    hidden = [key for key in keys if key not in columns]
    found = list(rows.order_by(*order).values(*columns, *hidden)[: paging.limit + 1])
    more = len(found) > paging.limit
    shown = found[: paging.limit]
    following = write_cursor([shown[-1][key] for key in keys]) if more else None
    for row in shown:
        for key in hidden:
            del row[key]
    return shown, following


def first_of_each(
    rows: QuerySet[M, Any], any_of: Sequence[Q], order: Sequence[str], limit: int
) -> QuerySet[M, Any]:
    """The first rows of each condition, each found along an index of its own; more than enough for one page."""
    first, *others = [rows.filter(one).order_by(*order).values("pk")[:limit] for one in any_of]
    return rows.model._default_manager.filter(pk__in=first.union(*others, all=True))


def write_cursor(values: Sequence[object]) -> str:
    return base64.urlsafe_b64encode(to_json(list(values))).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> list[Any]:
    """The values that `write_cursor` was given. Raises `Invalid`."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise bad_cursor() from error
    if not isinstance(values, list) or len(values) != length:
        raise bad_cursor()
    return values


def beyond(model: type[Model], keys: Sequence[str], values: Sequence[Any], descending: bool) -> Func:
    """The rows after the one with these values in its key columns. Raises `Invalid` for values of another kind."""
    fields: list[Field[Any, Any]] = [model._meta.get_field(key) for key in keys]  # type: ignore[misc]
    try:
        last = [Value(field.to_python(value), field) for field, value in zip(fields, values, strict=True)]
    except (ValidationError, ValueError, TypeError, AttributeError) as error:
        raise bad_cursor() from error
    here, there = _Row(*(F(key) for key in keys)), _Row(*last)
    return _Below(here, there) if descending else _Above(here, there)


def bad_cursor() -> Invalid:
    """The refusal of a cursor that belongs to another list, or to nothing."""
    return invalid(
        "/cursor", N_("This cursor is not one of ours: take next_cursor of the page before."), "bad_cursor"
    )


class _Row(Func):
    """A row value: PostgreSQL compares it column by column and can use the index of the order."""

    template = "(%(expressions)s)"
    output_field = TextField()


class _Below(Func):
    template = "%(expressions)s"
    arg_joiner = " < "
    output_field = BooleanField()


class _Above(Func):
    template = "%(expressions)s"
    arg_joiner = " > "
    output_field = BooleanField()
