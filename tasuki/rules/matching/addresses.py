"""A postal address as numbers and words: ``1丁目2番3号`` meets ``1-2-3``, ``North St.`` meets ``N Street``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tasuki.rules.matching.spelling import compact, fold, fold_width_and_case

# Words that one writer spells out, another shortens and a third leaves away.
_ORNAMENT_WORDS = (
    "n s e w north south east west ne nw se sw st street ave av avenue rd road dr drive blvd boulevard ln lane pl "
    "place ct court cct circuit cres crescent cl close tce terrace pde parade hwy highway pkwy parkway sq square way "
    "suite ste unit apt floor fl bldg building room rm"
)
_ORNAMENTS = frozenset(_ORNAMENT_WORDS.split())
_KANJI_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_KANJI_CHOME = re.compile("([一二三四五六七八九])(?=丁目)")
_JAPANESE_NUMBERING = re.compile(r"(?<=\d)(?:丁目|番地の?|番|号室?|の|階|f\b)")
_NUMBER = re.compile(r"\d+")
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
_COMPACT_ORNAMENT = re.compile(r"(?:street|avenue|road|drive|place|crescent|circuit|close|court)$")


@dataclass(frozen=True, slots=True)
class Address:
    """``numbers`` in written order, ``words`` without ornaments, ``pairs`` their letter pairs run together."""

    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    pairs: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.numbers or self.words)


@lru_cache(maxsize=65_536)
def address_key(address: str) -> Address:
    """Read an address written in one line, in whatever order its country uses."""
    text = fold_width_and_case(address)
    text = _KANJI_CHOME.sub(lambda found: found[1].translate(_KANJI_DIGITS), text)
    folded = fold(_JAPANESE_NUMBERING.sub("-", text))
    numbers: list[str] = []
    words: list[str] = []
    for token in folded.split():
        token = ordinal[1] if (ordinal := _ORDINAL.match(token)) else token
        numbers.extend(number.lstrip("0") or "0" for number in _NUMBER.findall(token))
        word = _COMPACT_ORNAMENT.sub("", _NUMBER.sub("", token))
        if word and word not in _ORNAMENTS:
            words.append(word)
    return Address(tuple(numbers), tuple(words), letter_pairs("".join(words)))


@lru_cache(maxsize=65_536)
def letter_pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters: a measure that survives swapped words, lost spaces and typing errors."""
    text = compact(text)
    return (
        frozenset(text[at : at + 2] for at in range(len(text) - 1))
        if len(text) > 1
        else frozenset({text} - {""})
    )


def shared_pairs(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """Dice's coefficient of two sets of letter pairs, 0 to 1."""
    total = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / total if total else 0.0
