"""What one transaction looks up once, such as the agreement in force: its consequences need not ask again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import TypeVar, cast

T = TypeVar("T")
NOTHING: Mapping[str, object] = MappingProxyType({})
_found: ContextVar[dict[str, object] | None] = ContextVar("found", default=None)


@contextmanager
def looking_up_once(known: Mapping[str, object] = NOTHING) -> Iterator[None]:
    """Within the block, which no longer lives than one transaction, `once` asks once. An outer block goes on.

    ``known`` is what nobody need ask, by whoever can promise that it holds.
    """
    if _found.get() is not None:
        yield
        return
    token = _found.set(dict(known))
    try:
        yield
    finally:
        _found.reset(token)


def once(name: str, look_up: Callable[[], T]) -> T:
    """What ``look_up`` answers; inside `looking_up_once`, what it answered there before."""
    found = _found.get()
    if found is None:
        return look_up()
    if name not in found:
        found[name] = look_up()
    return cast(T, found[name])


def forget_what_was_looked_up() -> None:
    """Call after changing what somebody may have looked up; what is looked up from here on is up to date."""
    found = _found.get()
    if found is not None:
        found.clear()
