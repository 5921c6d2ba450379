"""The calendars that a person may be given: named by the package that has them, and asked for by name."""

from __future__ import annotations

from collections.abc import Callable, Collection

_named_by: list[Callable[[], Collection[str]]] = []


def named_by(source: Callable[[], Collection[str]]) -> None:
    """``source`` tells the keys of the calendars that are agreed now."""
    if source not in _named_by:
        _named_by.append(source)


def known_calendars() -> tuple[str, ...]:
    return tuple(key for source in _named_by for key in source())
