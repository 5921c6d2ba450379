"""What a report is made of, already worded: titles, sentences, figures, tables and drawings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from tasuki.insight.audit.figures import Share
from tasuki.insight.figures import said
from tasuki.platform.language import translator
from tasuki.rules.amounts import money_told
from tasuki.rules.wording import N_, Language, Sentence


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to be read at a glance. ``beside`` says what it is of, or how certain."""

    label: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``numbers`` are the places of the columns that are set to the right."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    svg: str
    caption: str


Block = str | Grid | Drawing | tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its blocks in the order in which they are read."""

    key: str
    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)


class Speaker:
    """Words numbers, days and sentences in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._translate = translator(language)

    def say(self, template: str, /, **values: object) -> str:
        return Sentence(template, values).spoken(self.language, self._translate)

    def speak(self, sentence: Sentence) -> str:
        return sentence.spoken(self.language, self._translate)

    def number(self, value: float | Decimal | None, digits: int = 0) -> str:
        if value is None:
            return "—"
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, pattern, locale=self.language))

    def percent(self, value: float | None) -> str:
        return "—" if value is None else f"{value:.1%}"

    def share(self, share: Share) -> str:
        """With its interval."""
        found = share.interval
        if share.value is None or found is None:
            return "—"
        return f"{share.value:.1%} ({found.low:.1%}–{found.high:.1%})"

    def days(self, value: float | None) -> str:
        return said(value, "days", self.language)

    def day(self, day: date) -> str:
        return str(format_date(day, "long", locale=self.language))

    def money(self, amounts: Mapping[str, Decimal]) -> str:
        """Currency by currency; never added up."""
        return " + ".join(self._sum(amount, unit) for unit, amount in amounts.items() if amount) or "—"

    def _sum(self, amount: Decimal, currency: str) -> str:
        return self.speak(money_told(round(amount, 0), currency)) if currency else self.number(amount)

    def nobody(self, name: str) -> str:
        return name or self.say(N_("(none)"))
