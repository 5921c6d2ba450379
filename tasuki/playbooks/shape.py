"""The shape of a playbook's file: which tables there are, and which of them are lists of rows."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from tasuki.platform.refusals import NotFound
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import shape_of

TABLES: tuple[str, ...] = tuple(shape_of(Playbook))


def schema_of(table: str) -> Any:
    """The dataclass of a table's rows, or of the table itself; ``str`` for a plain list. Raises `NotFound`."""
    if table not in TABLES:
        raise NotFound("table", table)
    hint = shape_of(Playbook)[table][1]
    return get_args(hint)[0] if get_origin(hint) is tuple else hint


def is_list_of_rows(table: str) -> bool:
    """``[[sla]]`` is one, ``[limits]`` and the list of mail domains are none. Raises `NotFound`."""
    return schema_of(table) is not str and get_origin(shape_of(Playbook)[table][1]) is tuple


def is_plain_list(table: str) -> bool:
    return schema_of(table) is str
