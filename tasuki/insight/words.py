"""The values of a split in words: names of people and campaigns, sources and reasons as the agreement calls them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import format_date, format_skeleton
from django.db import connection

from tasuki.insight.dimensions import Dimension
from tasuki.insight.tables import Filled
from tasuki.platform.language import translator
from tasuki.playbooks.telling.people import PEOPLE
from tasuki.rules.labels import INDUSTRIES, SEGMENTS
from tasuki.rules.lateness import CAUSES
from tasuki.rules.lifecycle import STATE_LABELS
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Language

ORIGINS: Mapping[str, str] = {
    "native": N_("our own process"),
    "import": N_("imported history"),
    "first": N_("for the first time"),
    "again": N_("came back after nurture"),
    "gate": N_("through the gate"),
    "override": N_("by override"),
    "buyer": N_("a buyer, champion or influencer"),
    "no_buyer": N_("nobody with a say"),
}
_NAMES = {
    "person": "SELECT person_id, name FROM person_facts WHERE person_id = ANY(%(ids)s)",
    "campaign": "SELECT campaign_id, name FROM campaign_facts WHERE campaign_id = ANY(%(ids)s)",
}


class Words:
    """Words the groups of some tables in one language; names are looked up once for all of them."""

    def __init__(self, tables: Iterable[Filled], book: Playbook, language: Language) -> None:
        self._book, self._language, self._say = book, language, translator(language)
        self._names = _names(tables)

    def group(self, table: Filled, group: Iterable[Any]) -> tuple[str, ...]:
        """What the values of one group are called, split by split."""
        return tuple(self.value(split, value) for split, value in zip(table.splits, group, strict=True))

    def value(self, split: Dimension, value: Any) -> str:
        if value is None or value == "":
            return self._say(N_("(none)"))
        known: Mapping[str, Callable[[Any], str]] = {
            "period": lambda day: self._period(split.key, day),
            "source": self._source,
            "segment": lambda key: self._say(SEGMENTS.get(key, key)),
            "industry": lambda key: self._say(INDUSTRIES.get(key, key)),
            "person": lambda key: self._names.get(key, str(key)),
            "campaign": lambda key: self._names.get(key, str(key)),
            "reason": self._reason,
            "state": lambda key: self._say(STATE_LABELS.get(key, key)),
            "stage": self._stage,
            "promise": self._promise,
            "side": lambda key: self._say(PEOPLE.get(key, key)),
            "cause": lambda key: self._say(CAUSES.get(key, key)),
        }
        speak = known.get(split.kind)
        return speak(value) if speak else self._say(ORIGINS.get(value, value))

    def written(self, split: Dimension, text: str) -> str:
        """A value as it stands in an address, in words."""
        if text and split.kind == "period":
            return self.value(split, date.fromisoformat(text))
        if text and split.kind in _NAMES:
            return _called(split.kind, [UUID(text)]).get(UUID(text), text)
        return self.value(split, text)

    def _period(self, key: str, day: date) -> str:
        if key == "week":
            return format_date(day, "short" if self._language == "ja" else "medium", locale=self._language)
        if key == "quarter":
            return f"{day.year} Q{(day.month + 2) // 3}"
        return str(format_skeleton("yMMM", day, locale=self._language))

    def _source(self, key: str) -> str:
        found = next((one for one in self._book.source if one.key == key), None)
        return found.label.spoken(self._language) if found else key

    def _reason(self, code: str) -> str:
        found = self._book.reasons.get(code)
        return found.label.spoken(self._language) if found else code

    def _stage(self, key: str) -> str:
        found = next((one for one in self._book.stage if one.key == key), None)
        return found.label.spoken(self._language) if found else key

    def _promise(self, key: str) -> str:
        found = self._book.slas.get(key)
        return f"{key} {found.label.spoken(self._language)}" if found else key


def _names(tables: Iterable[Filled]) -> dict[UUID, str]:
    wanted: dict[str, set[UUID]] = {kind: set() for kind in _NAMES}
    for table in tables:
        for place, split in enumerate(table.splits):
            if split.kind in wanted:
                wanted[split.kind] |= {row.group[place] for row in table.rows if row.group[place]}
    return {key: name for kind, ids in wanted.items() if ids for key, name in _called(kind, ids).items()}


def _called(kind: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    with connection.cursor() as cursor:
        cursor.execute(_NAMES[kind], {"ids": list(ids)})
        return dict(cursor.fetchall())
