"""What people write when something ends: specific, and never twice alike (AR-3)."""

from __future__ import annotations

from collections import defaultdict, deque
from random import Random

from tasuki.cli.demo.market import Buyer
from tasuki.cli.demo.words import Tongue, words_about
from tasuki.rules.rationale import likeness

REMEMBERED = 24
DRAFTS = 40
WELL_APART = 0.7


class Pen:
    """Writes rationales and remembers what each person wrote last.

    It is one of so many ``pens``, which write for the same people and know nothing of each other. They share no phrase
    of how it was found out nor of what may change, so that nothing the one writes is like what another wrote.
    """

    def __init__(self, dice: Random, number: int = 0, pens: int = 1) -> None:
        self.dice, self.mine = dice, slice(number, None, pens)
        self._written: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=REMEMBERED))

    def rationale(self, writer: str, reason: str, buyer: Buyer) -> str:
        """Why, in the buyer's language; of several drafts the one least like what the writer wrote before."""
        earlier = self._written[writer]
        best, least = "", float("inf")
        for _ in range(DRAFTS):
            draft = self._composed(reason, buyer)
            alike = max((likeness(draft, other) for other in earlier), default=0.0)
            if alike < least:
                best, least = draft, alike
            if least < WELL_APART:
                break
        earlier.append(best)
        return best

    def _composed(self, reason: str, buyer: Buyer) -> str:
        tongue: Tongue = buyer.tongue
        words = words_about("rationales", tongue)
        found = self.dice.choice(words["found"][reason])
        how, change = (self.dice.choice(words[phrases][self.mine]) for phrases in ("how", "change"))
        names = {"name": buyer.family_name, "company": buyer.company.name}
        if tongue == "japanese":
            return f"{buyer.company.name}:{found}。{how}{change}" % names
        return f"{buyer.company.name}: {found}. {how} {change}" % names
