"""What the words of another system mean in ours: states of leads, outcomes of opportunities, kinds of source."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

LEAD_STATES = (
    "captured", "mql", "sal", "sql", "discovery", "converted", "won", "lost", "disqualified", "recycled",
)  # fmt: skip
DEAL_STATES = ("open", "won", "lost")
_SEPARATORS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """A word without width, case and punctuation, its parts a space apart."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


@cache
def words(kind: str) -> Mapping[str, tuple[str, ...]]:
    """State → what it is called."""
    source = tomllib.loads(files(__package__).joinpath("states.toml").read_text(encoding="utf-8"))
    return {state: tuple(plain(word) for word in called) for state, called in source[kind].items()}


@cache
def state_of(kind: str, text: str) -> str:
    """The state that a word names, else "": the whole word, then whole parts of it, in the order of the table."""
    said = plain(text)
    if not said:
        return ""
    table = words(kind)
    for state, called in table.items():
        if said in called:
            return state
    squeezed = said.replace(" ", "")
    for state, called in table.items():
        if squeezed in {word.replace(" ", "") for word in called}:
            return state
    best, longest = "", 0
    for state, called in table.items():
        for word in called:
            if len(word) > longest and _has(said, word):
                best, longest = state, len(word)
    return best


def _has(said: str, word: str) -> bool:
    """Latin words as whole words; Japanese ones anywhere, since nothing stands between them."""
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", said) is not None
    return len(word) > 1 and word in said


def known_words(kind: str, values: Sequence[str]) -> float:
    """Which share of these values is the whole name of a state."""
    if not values:
        return 0.0
    names = {word for called in words(kind).values() for word in called}
    counted = Counter(values)
    return sum(n for value, n in counted.items() if plain(value) in names) / len(values)


SourceKind = Literal["inbound", "outbound", "referral", "event", "other"]


def source_kind(text: str) -> SourceKind:
    """What kind of source its name says it is; ``other`` where it says nothing."""
    found = state_of("sources", text)
    kinds: Mapping[str, SourceKind] = {
        "inbound": "inbound", "outbound": "outbound", "referral": "referral", "event": "event",
    }  # fmt: skip
    return kinds.get(found, "other")
