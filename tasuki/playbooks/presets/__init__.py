"""The playbooks that ship with the product, and the reader for a company's own file.

A preset is one TOML file beside this module. A file that begins with ``base = "article"`` lists only what differs from
that preset (`tasuki.rules.layering`); everywhere else it counts as the complete agreement that the two make together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tasuki.rules.layering import BASE, layer, name_of, toml_of
from tasuki.rules.playbook import Playbook, read_playbook
from tasuki.rules.reading import Problem, Unreadable
from tasuki.rules.wording import N_, Sentence

_HERE = files(__name__)


def preset_names() -> tuple[str, ...]:
    """The presets that ship with the product, in the order of the alphabet."""
    names = (entry.name for entry in _HERE.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def preset_toml(name: str) -> str:
    """The complete TOML of a preset. Raises LookupError naming the presets there are."""
    if name not in preset_names():
        raise LookupError(f"No preset “{name}”; known: {', '.join(preset_names())}.")
    return complete_toml(_HERE.joinpath(f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


@cache
def load_preset(name: str) -> Playbook:
    """The preset, parsed once per process. Raises LookupError naming the presets there are."""
    return read_playbook(preset_toml(name), f"{name}.toml")


def load_file(path: Path | str) -> Playbook:
    """A playbook from a file, complete or with a ``base``. Raises `Unreadable` and OSError."""
    path = Path(path)
    return load_text(_text_of(path), path.name)


def load_text(toml: str, file: str = "playbook.toml") -> Playbook:
    """A playbook from TOML, complete or with a ``base``. Raises `Unreadable`, with items by name, not by number."""
    complete = complete_toml(toml, file)
    try:
        return read_playbook(complete, file)
    except Unreadable as unreadable:
        tables = _tables(complete)
        raise Unreadable([_by_name(problem, tables) for problem in unreadable.problems]) from None


def complete_toml(toml: str, file: str = "playbook.toml") -> str:
    """The same agreement without a ``base``, as it is stored and published; a complete text stays as it is.

    Raises `Unreadable` when the text names a base that does not exist or a change that finds nothing to change. Text
    that is no TOML is returned unchanged: `read_playbook` says what is wrong with it.
    """
    change = _tables(toml)
    if BASE not in change:
        return toml
    base = change[BASE]
    if base not in preset_names():
        message = Sentence(
            N_("There is no preset “%(base)s” to build on; known: %(known)s."),
            {"base": base, "known": preset_names()},
        )
        raise Unreadable([Problem(f"{file}: {BASE}", "bad_reference", message)])
    try:
        return toml_of(layer(_tables(preset_toml(base)), change))
    except Unreadable as unreadable:
        found = unreadable.problems
        raise Unreadable([replace(one, pointer=f"{file}: {one.pointer}") for one in found]) from None


def _by_name(problem: Problem, tables: Mapping[str, Any]) -> Problem:
    """``sla/3/within`` as ``sla/SL-4/within``: in a file that lists only changes, nobody can count to the third."""
    file, colon, pointer = problem.pointer.partition(": ")
    if not colon:
        return problem
    named: list[str] = []
    here: Any = tables
    for step in pointer.split("/"):
        if isinstance(here, list):
            here = here[int(step)] if step.isdigit() and int(step) < len(here) else None
            named.append((name_of(here) if isinstance(here, Mapping) else "") or step)
        else:
            here = here.get(step) if isinstance(here, Mapping) else None
            named.append(step)
    return replace(problem, pointer=f"{file}: {'/'.join(named)}")


def _tables(toml: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(toml)
    except tomllib.TOMLDecodeError:
        return {}


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        message = Sentence(N_("A playbook is UTF-8 text; this file is not."))
        raise Unreadable([Problem(f"{path.name}:", "not_utf8", message)]) from None
