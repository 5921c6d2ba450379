"""Whether a field is really answered, quickly: the compiled form of `placeholders.says_something`.

Two observations spare the normalising of whole texts, and keep a gate's verdict within microseconds: names of products,
stages and owners come back with every dossier, so what was found about them is kept; and of the other texts most start
with a character, and nearly all with two, that no placeholder starts with.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache
from typing import Any

from tasuki.rules.conditions import is_filled
from tasuki.rules.dossier import Discount, Money
from tasuki.rules.placeholders import is_placeholder
from tasuki.rules.playbook import Playbook

OPENINGS_KEPT = 16_384
ANSWERS_KEPT = 16_384
LONGEST_TEXT_KEPT = 64


class Openings(dict[str, bool]):
    """The first characters of a text → whether a placeholder of this playbook may start like that."""

    def __init__(self, book: Playbook, length: int) -> None:
        roots = {_root(text) for text in book.placeholder_texts}
        self._length = length
        self._long = {root[:length] for root in roots if len(root) >= length}
        self._short = {root for root in roots if len(root) < length}

    def __missing__(self, opening: str) -> bool:
        if len(self) >= OPENINGS_KEPT:
            self.clear()
        self[opening] = suspicious = self._may_open_a_placeholder(_root(opening))
        return suspicious

    def _may_open_a_placeholder(self, root: str) -> bool:
        # What is no letter or digit may be cut off before the comparison, so it proves nothing.
        if len(root) < self._length or not root[0].isalnum() or root[: self._length] in self._long:
            return True
        return any(root.startswith(short) and not root[len(short)].isalnum() for short in self._short)


class Screen:
    """A playbook's placeholders, arranged for looking up, and the ``answers`` that were found to say something.

    Ask whether a value is among the answers first: that takes no call.
    """

    def __init__(self, book: Playbook) -> None:
        self._book = book
        self._letters = Openings(book, 1)
        self._pairs = Openings(book, 2)
        self.answers: set[str | date | tuple[str, ...]] = set()
        self.dates = frozenset(book.placeholders.dates)
        self.decimals = book.placeholders.numbers
        self.floats = frozenset(map(float, book.placeholders.numbers))

    def passes(self, text: str) -> bool:
        """Whether a text says something."""
        if text in self.answers:
            return True
        if not text or (
            self._letters[text[0]] and self._pairs[text[:2]] and is_placeholder(text, self._book)
        ):
            return False
        if len(text) <= LONGEST_TEXT_KEPT:
            self._keep(text)
        return True

    def passes_one_of(self, values: tuple[Any, ...]) -> bool:
        """Whether one of several values says something."""
        found = next((value for value in values if is_answer(value, self._book)), None)
        if type(found) is str and sum(map(len, values)) <= LONGEST_TEXT_KEPT:
            self._keep(values)
        return found is not None

    def passes_day(self, day: date) -> bool:
        """Whether a day is meant: a playbook names those that are entered where none is known."""
        if day in self.dates:
            return False
        self._keep(day)
        return True

    def _keep(self, answer: str | date | tuple[str, ...]) -> None:
        # Once there is no more room nothing makes way: what comes back with every dossier was among the first.
        if len(self.answers) < ANSWERS_KEPT:
            self.answers.add(answer)


def _root(text: str) -> str:
    """The plain letters under width, case, accents and voicing marks; they may compose differently inside a text."""
    return unicodedata.normalize("NFKD", text.casefold()).casefold()


@lru_cache(maxsize=64)
def screen_of(book: Playbook) -> Screen:
    return Screen(book)


def is_answer(value: Any, book: Playbook) -> bool:
    """Whether a value is filled and no placeholder: the same answer as `says_something`, sooner.

    A discount of kind ``none`` is an answer when it says how that was checked (HB-3).
    """
    kind = type(value)
    if kind is str:
        screen = screen_of(book)
        return value in screen.answers or screen.passes(value)
    if value is None:
        return False
    if kind is tuple:
        return screen_of(book).passes_one_of(value)
    if kind is Money:
        return value.amount not in screen_of(book).decimals
    if kind is date:
        return screen_of(book).passes_day(value)
    if kind is float or kind is int:
        return value not in screen_of(book).floats
    if kind is Discount:
        return value.kind != "none" or is_answer(value.checked_how, book)
    return is_filled(value) and not is_placeholder(value, book)
