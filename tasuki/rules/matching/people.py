"""A person's name without honorifics, in one order and one spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tasuki.rules.matching.spelling import (
    compact,
    fold,
    fold_width_and_case,
    writes_japanese,
    writes_kanji,
    writes_only_japanese,
)

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "phd", "esq", "mba"})
_JAPANESE_HONORIFIC = re.compile(
    r"(?<=\S\S)\s*(?:様|さま|サマ|さん|サン|殿|氏|先生|御中)\s*$|(?<=\S)\s+(?:君|くん|ちゃん)\s*$"
)
_ROMAN_HONORIFIC = re.compile(r"(?<=\w)-(?:san|sama|sensei|kun)\s*$")


@dataclass(frozen=True, slots=True)
class PersonName:
    """``parts`` are the folded words in alphabetical order; a name in kanji is one part in its written order."""

    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.parts)

    @property
    def compact(self) -> str:
        return "".join(self.parts)


@lru_cache(maxsize=65_536)
def person_key(name: str) -> PersonName:
    """Read a name: ``Dr. Tanaka, Tarō`` is ``taro TANAKA``, and ``田中　太郎様`` is ``田中太郎``."""
    if name.isascii() and "-" not in name:
        return PersonName(tuple(sorted(_untitled(fold(name).split()))))
    text = _ROMAN_HONORIFIC.sub("", fold_width_and_case(name).strip())
    words = _untitled(fold(_without_japanese_honorific(text)).split())
    if not any(writes_kanji(word) for word in words):
        key = PersonName(tuple(sorted(words)))
        return key if key.text == name else person_key(key.text)
    key = PersonName(_one_part(words))
    return key if key.text == name or writes_only_japanese(name) else person_key(key.text)


def _untitled(words: list[str]) -> list[str]:
    return [word for word in words if word not in _TITLES] or words


def _without_japanese_honorific(text: str) -> str:
    while writes_japanese(text) and (found := _JAPANESE_HONORIFIC.search(text)):
        text = text[: found.start()]
    return text


def _one_part(words: list[str]) -> tuple[str, ...]:
    text = _without_japanese_honorific(compact("".join(words)))
    return (text,) if text else ()


def part_key(part: str) -> str:
    """A given or family name on its own: one folded word."""
    return "".join(person_key(part).parts)
