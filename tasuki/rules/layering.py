"""A playbook that lists only what differs: one TOML over another.

``base = "article"`` at the top of a file makes the rest of it a change to that preset. Tables merge key by key.
Lists of tables merge item by item: an item with the same name (``key``, else ``id``, ``code`` or ``criterion``; with
its ``gate`` where it has one) is changed, ``remove = true`` takes it out, any other is added at the end. Everything
else is replaced whole: plain values, lists of plain values, conditions (``when``, ``must``) and texts, because half
of an old condition or an old translation beside a new sentence would be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from tasuki.rules.reading import Problem, Unreadable
from tasuki.rules.wording import N_, Sentence

BASE = "base"
REMOVE = "remove"
_NAMES = ("key", "id", "code", "criterion")
_CONDITIONS = frozenset({"when", "must"})
_LANGUAGES = frozenset({"en", "ja"})

Tables = Mapping[str, Any]


def layer(base: Tables, change: Tables) -> dict[str, Any]:
    """``base`` with ``change`` laid over it; neither is altered, and ``base = …`` itself is left out.

    Raises `Unreadable` naming every table whose removal finds nothing, and every item of a change that has no name.
    """
    problems: list[Problem] = []
    merged = _merged(base, {key: value for key, value in change.items() if key != BASE}, "", problems)
    if problems:
        raise Unreadable(problems)
    return merged


def name_of(item: Tables) -> str:
    """What an item of a list of tables is called, or “” where it has no name."""
    own = next((str(item[name]) for name in _NAMES if name in item), "")
    return f"{item['gate']}/{own}" if own and "gate" in item else own


def _merged(base: Tables, change: Tables, pointer: str, problems: list[Problem]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        merged[key] = _changed(key, base.get(key), value, f"{pointer}/{key}".lstrip("/"), problems)
    return merged


def _changed(key: str, old: Any, new: Any, pointer: str, problems: list[Problem]) -> Any:
    if _is_list_of_tables(new) and (old is None or _is_list_of_tables(old)):
        return _merged_items(old or (), new, pointer, problems)
    if isinstance(old, Mapping) and isinstance(new, Mapping) and not _stands_whole(key, new):
        return _merged(old, new, pointer, problems)
    return new


def _stands_whole(key: str, table: Tables) -> bool:
    return key in _CONDITIONS or (bool(table) and table.keys() <= _LANGUAGES)


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _merged_items(
    old: Sequence[Tables], new: Sequence[Tables], pointer: str, problems: list[Problem]
) -> list[dict[str, Any]]:
    if not any(name_of(item) for item in (*old, *new)):
        return [dict(item) for item in new]
    items = {name_of(item): dict(item) for item in old}
    for index, item in enumerate(new):
        name = name_of(item)
        where = f"{pointer}/{name or index}"
        if not name:
            problems.append(_problem(where, N_("An item here needs its name: %(names)s."), names=_NAMES))
        elif item.get(REMOVE) is True:
            if items.pop(name, None) is None:
                problems.append(_nothing_to_remove(where, name, list(items)))
        else:
            items[name] = _merged(items.get(name, {}), item, where, problems)
    return list(items.values())


def _nothing_to_remove(pointer: str, name: str, known: list[str]) -> Problem:
    near = get_close_matches(name, known, n=1)
    if near:
        template = N_("There is no “%(name)s” to remove; did you mean “%(near)s”?")
        return _problem(pointer, template, name=name, near=near[0])
    return _problem(
        pointer, N_("There is no “%(name)s” to remove; known: %(known)s."), name=name, known=known
    )


def _problem(pointer: str, template: str, **values: object) -> Problem:
    return Problem(pointer, "bad_change", Sentence(template, values))


def toml_of(tables: Tables) -> str:
    """Tables as TOML that reads back as the same values; plain values first, then tables and lists of tables."""
    plain = {key: value for key, value in tables.items() if not _is_a_section(value)}
    sections = {key: value for key, value in tables.items() if key not in plain}
    return "\n".join([*_assignments(plain), *_sections(sections)]).strip() + "\n"


def _is_a_section(value: Any) -> bool:
    return isinstance(value, Mapping) or _is_list_of_tables(value)


def _sections(sections: Tables) -> Iterator[str]:
    for key, value in sections.items():
        heading = f"[[{_key(key)}]]" if isinstance(value, list) else f"[{_key(key)}]"
        for table in value if isinstance(value, list) else [value]:
            yield from ("", heading, *_assignments(table))


def _assignments(table: Tables) -> Iterator[str]:
    return (assignment(key, value) for key, value in table.items())


def assignment(key: str, value: Any) -> str:
    """One line of TOML."""
    return f"{_key(key)} = {inline(value)}"


def inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {inline(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    return _quoted(value) if isinstance(value, str) else str(value)


def _key(key: str) -> str:
    return key if key and all(c.isascii() and (c.isalnum() or c in "_-") for c in key) else _quoted(key)


_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPED.get(c) or _visible(c) for c in text) + '"'


def _visible(character: str) -> str:
    return character if character.isprintable() else f"\\U{ord(character):08x}"
