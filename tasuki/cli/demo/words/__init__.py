"""The word lists that people, companies and conversations of the demo are put together from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Literal

Tongue = Literal["japanese", "english"]
Subject = Literal["people", "companies", "conversations", "rationales"]
_HERE = files(__name__)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word as it is written, read in kana (where Japanese) and spelled in Latin letters."""

    written: str
    kana: str
    latin: str


@cache
def words_about(subject: Subject, tongue: Tongue) -> Mapping[str, Any]:
    """One list of words in one language."""
    lists = tomllib.loads(_HERE.joinpath(f"{subject}.toml").read_text(encoding="utf-8"))
    found: Mapping[str, Any] = lists[tongue]
    return found


def spelled(entry: str) -> Spelled:
    """“佐藤 サトウ sato”, “精機 seiki” or “Ellery”."""
    written, *others = entry.split()
    latin = others[-1] if others else written.lower()
    return Spelled(written, others[0] if len(others) == 2 else "", latin)


def one_of(dice: Random, subject: Subject, tongue: Tongue, key: str) -> Any:
    """Any one of the entries under ``key`` (“problems.saas” goes one level down)."""
    found: Any = words_about(subject, tongue)
    for step in key.split("."):
        found = found[step]
    return dice.choice(found)
