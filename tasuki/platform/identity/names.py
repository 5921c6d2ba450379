"""Names compared across scripts and at speed, where the standard library is not enough."""

from __future__ import annotations

import re

import jaconv
from rapidfuzz.distance import JaroWinkler

_LONG_VOWELS = re.compile(r"(?<=o)[ou]+|(?<=u)u+")


def similarity(ours: str, theirs: str) -> float:
    """Jaro-Winkler, 0 to 1: the rules' own measure, in C."""
    return JaroWinkler.similarity(ours, theirs)


def romanised(reading: str) -> str:
    """A reading in kana as passports spell it, long vowels short: タナカ タロウ is ``tanaka taro``."""
    hiragana = jaconv.kata2hira(jaconv.h2z(reading)).replace("ー", "").replace("　", " ")
    roman = jaconv.kana2alphabet(hiragana).casefold()
    return _LONG_VOWELS.sub("", " ".join(roman.split()))
