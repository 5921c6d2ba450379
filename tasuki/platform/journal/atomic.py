"""The transaction of an action: its own, or, where it follows from an event, that of the event."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from tasuki.platform.journal.append import is_following
from tasuki.platform.once import looking_up_once

P = ParamSpec("P")
R = TypeVar("R")


def atomic(action: Callable[P, R]) -> Callable[P, R]:
    """All or nothing. A consequence that fails takes its cause back with it, and therefore needs no savepoint."""

    @wraps(action)
    def carried_out(*positional: P.args, **named: P.kwargs) -> R:
        if is_following():
            return action(*positional, **named)
        with transaction.atomic(), looking_up_once():
            return action(*positional, **named)

    return carried_out
