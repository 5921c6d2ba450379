"""Sentences that are written once and spoken late.

A rule never formats text: it names an English template and the values that belong in it. The sentence is
rendered when somebody reads it, in that person's language, so that a verdict costs nothing to word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Language = Literal["en", "ja"]


def N_(template: str) -> str:
    """Mark an English template for the catalogue and return it unchanged."""
    return template


@dataclass(frozen=True, slots=True)
class Text:
    """Words a company writes in its playbook, in both languages; an empty Japanese text falls back to English."""

    en: str = ""
    ja: str = ""

    def spoken(self, language: Language) -> str:
        return (self.ja or self.en) if language == "ja" else (self.en or self.ja)


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English template (``%(name)s`` placeholders) and the values that complete it."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def spoken(self, language: Language, translate: Callable[[str], str] = lambda template: template) -> str:
        """The sentence in ``language``; ``translate`` looks the template up in that language's catalogue."""
        template = translate(self.template)
        if not self.values:
            return template
        return template % {
            name: _spoken_value(value, language, translate) for name, value in self.values.items()
        }


def _spoken_value(value: object, language: Language, translate: Callable[[str], str]) -> str:
    if isinstance(value, Text | Sentence):
        return value.spoken(language, translate) if isinstance(value, Sentence) else value.spoken(language)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日" if language == "ja" else value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, list | tuple | set | frozenset):
        joiner = "、" if language == "ja" else ", "
        return joiner.join(_spoken_value(item, language, translate) for item in value)
    return str(value)
