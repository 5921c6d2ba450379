"""Folding away differences of spelling that never tell two names apart.

Width (Ａ and A, ｱ and ア), case, accents, old and new kanji, katakana and hiragana, small kana, long vowel
marks, punctuation and spaces. Folding twice is folding once.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LATIN_ACCENTS = dict.fromkeys(range(0x0300, 0x0370))
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_SMALL_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_OLD_KANJI = str.maketrans(
    "髙﨑嵜邊邉澤濱廣國會學櫻龍眞德榮齋齊圓實壽淵澁瀧黑辻桒槇嶋冨惠條螢寳祐緖增",
    "高崎崎辺辺沢浜広国会学桜竜真徳栄斎斉円実寿渕渋滝黒辻桑槙島富恵条蛍宝祐緒増",
)
_TO_PLAIN_JAPANESE = {
    **{code: _SMALL_KANA.get(code - 0x60, code - 0x60) for code in range(0x30A1, 0x30F7)},
    **_SMALL_KANA,
    **_OLD_KANJI,
}
_KANA = "\u3041-\u3096"
_CJK = f"{_KANA}\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff々〆"
_LONG_VOWEL = re.compile(rf"(?<=[{_KANA}])[ー\-‐‑‒–—―−~〜]+")
_APOSTROPHE = re.compile(r"['’‘`´]")
_INITIALS = re.compile(r"\b(?:[a-z]\.\s?){2,}")
_AMPERSAND = re.compile(r"[&+]")
_NOT_A_LETTER = re.compile(rf"[^\w{_CJK}]+|_+")
_SPACE_BESIDE_CJK = re.compile(rf"(?<=[{_CJK}])\s+(?=\S)|(?<=\S)\s+(?=[{_CJK}])")
_HAS_CJK = re.compile(f"[{_CJK}]")
_HAS_KANJI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# Nearly all names are nothing but these, and neither width nor case nor accents have to be looked for in them.
_ONLY_JAPANESE = re.compile("[\u3041-\u3096\u30a1-\u30f6ー\u4e00-\u9fff ]*")


def fold_width_and_case(text: str) -> str:
    """NFKC, casefold, no accents on Latin letters; punctuation still stands."""
    if text.isascii():
        return text.lower()
    if writes_only_japanese(text):
        return text
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if text.isascii():
        return text
    unaccented = unicodedata.normalize("NFKD", text).translate(_LATIN_ACCENTS)
    return unicodedata.normalize("NFKC", unaccented).translate(_LETTERS_WITHOUT_DECOMPOSITION)


def fold_kana(text: str) -> str:
    """Katakana as hiragana, small kana as large, no long vowel marks, today's kanji."""
    if text.isascii():
        return text
    hiragana = text.translate(_TO_PLAIN_JAPANESE)
    return unicodedata.normalize("NFKC", _LONG_VOWEL.sub("", hiragana))


def fold_punctuation(text: str) -> str:
    """``&`` as "and", initials closed up (``J.P.`` as ``jp``), everything that is no letter or digit as one space."""
    text = _APOSTROPHE.sub("", text)
    text = _INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    return " ".join(_NOT_A_LETTER.sub(" ", _AMPERSAND.sub(" and ", text)).split())


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """All foldings, words separated by one space."""
    if text.isascii() and text.replace(" ", "").isalnum():
        return " ".join(text.lower().split())
    if writes_only_japanese(text):
        return " ".join(_LONG_VOWEL.sub("", text.translate(_TO_PLAIN_JAPANESE)).split())
    folded = fold_punctuation(fold_kana(fold_width_and_case(text)))
    return folded if folded == text else fold(folded)


def close_up(text: str) -> str:
    """Drop the spaces that Japanese writing does not mean: ``山田 製作所`` is ``山田製作所``."""
    return _SPACE_BESIDE_CJK.sub("", text)


def compact(text: str) -> str:
    return text.replace(" ", "")


def writes_japanese(text: str) -> bool:
    return _HAS_CJK.search(text) is not None


def writes_only_japanese(text: str) -> bool:
    return _ONLY_JAPANESE.fullmatch(text) is not None


def writes_kanji(text: str) -> bool:
    return _HAS_KANJI.search(text) is not None
