"""Does a rationale say something (AR-3)? It is long enough, and neither empty phrases nor pasted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from tasuki.rules.asking import NO_TROUBLE, Trouble, unknown, unmet
from tasuki.rules.placeholders import folded
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

ALIKE = 0.85
"""The share of common letter pairs from which two rationales count as the same text."""
FEWEST_LETTERS = 6
"""A sentence uses at least so many different letters; “ああああ” and “test test” do not."""
_NO_WORD = re.compile(r"[\W\d_]+")
_FILLERS = re.compile(
    r"\b(?:the|this|that|it|its|is|was|were|are|be|an?|and|or|of|to|for|very|so|really|just|simply|quite|lead|leads)\b"
    r"|この|その|あの|リード|とても|すごく|本当に|ちょっと|と思います|と思う|でした|です|ます|ました|である"
)
_REPEATED_LETTER = re.compile(r"(.)\1{2,}")


def rationale_troubles(
    rationale: str, book: Playbook, *, at_least: int, pointer: str = "/rationale", earlier: Iterable[str] = ()
) -> tuple[Trouble, ...]:
    """AR-3: why a rationale is not specific enough; ``earlier`` are the same person's latest, newest first."""
    text = rationale.strip()
    if not text:
        return unknown(
            pointer,
            N_("The rationale is missing."),
            N_(
                "Write what you learned, from whom, and why it decides the matter (at least %(minimum)s characters)."
            ),
            minimum=at_least,
        )
    said = what_is_said(text, book)
    if len(said) < min(len(text), at_least) // 2 or len(set(said)) < FEWEST_LETTERS:
        return unmet(
            pointer,
            N_("The rationale “%(text)s” says nothing specific."),
            N_("Say what is missing at this company, how you know it and what would change it."),
            text=text,
        )
    if len(text) < at_least:
        return unmet(
            pointer,
            N_("The rationale has %(length)s characters; at least %(minimum)s are needed."),
            N_(
                "Write what you learned, from whom, and why it decides the matter (at least %(minimum)s characters)."
            ),
            length=len(text),
            minimum=at_least,
        )
    return _not_pasted(text, book, pointer, earlier)


def _not_pasted(text: str, book: Playbook, pointer: str, earlier: Iterable[str]) -> tuple[Trouble, ...]:
    for count, other in enumerate(earlier):
        if count >= book.limits.similar_rationales:
            break
        if likeness(text, other) >= ALIKE:
            return unmet(
                pointer,
                N_("The rationale repeats an earlier one of yours: “%(other)s”."),
                N_("Write what is true of this lead in particular."),
                other=other,
            )
    return NO_TROUBLE


def what_is_said(text: str, book: Playbook) -> str:
    """What remains of a rationale without empty phrases, placeholders, fillers, digits, marks and repetitions."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    specific = _FILLERS.sub(" ", _empty_phrases(book).sub(" ", plain))
    words = dict.fromkeys(_NO_WORD.split(specific))
    return _REPEATED_LETTER.sub(r"\1", "".join(words))


@lru_cache(maxsize=64)
def _empty_phrases(book: Playbook) -> re.Pattern[str]:
    phrases = {folded(phrase) for phrase in (*book.placeholders.empty_phrases, *book.placeholder_texts)}
    longest_first = sorted((phrase for phrase in phrases if len(phrase) > 1), key=len, reverse=True)
    return re.compile("|".join(map(_as_pattern, longest_first)) or r"(?!)")


def _as_pattern(phrase: str) -> str:
    """A Latin phrase stands between word boundaries; Japanese has none."""
    pattern = re.escape(phrase)
    return rf"(?<!\w){pattern}(?!\w)" if phrase.isascii() else pattern


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0–1: common pairs of neighbouring letters, twice, over all pairs of both."""
    left, right = _pairs(one), _pairs(other)
    if not left or not right:
        return float(_letters(one) == _letters(other))
    return 2 * len(left & right) / (len(left) + len(right))


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset(letters[start : start + 2] for start in range(len(letters) - 1))


def _letters(text: str) -> str:
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())
