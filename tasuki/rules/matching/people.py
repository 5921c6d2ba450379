"""A person's name without honorifics, in one order and one spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tasuki.rules.matching.spelling import compact, fold, fold_width_and_case, writes_japanese, writes_kanji

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
    text = _ROMAN_HONORIFIC.sub("", fold_width_and_case(name).strip())
    words = fold(_without_japanese_honorific(text)).split()
    untitled = [word for word in words if word not in _TITLES] or words
    in_kanji = any(writes_kanji(word) for word in untitled)
    key = PersonName(_one_part(untitled) if in_kanji else tuple(sorted(untitled)))
    return key if key.text == name else person_key(key.text)


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
