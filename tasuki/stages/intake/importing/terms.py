"""What reading a file needs to know beforehand, so that no row asks the database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.core import get_global

from tasuki.platform.people.models import Person
from tasuki.rules.matching import person_key
from tasuki.rules.playbook import Playbook
from tasuki.stages.intake.importing.dates import DayOrder


@dataclass(frozen=True, slots=True)
class Terms:
    """The playbook's zone, country, currency, sources and stages, and our people by every name they go by."""

    at: datetime
    zone: ZoneInfo
    region: str
    currency: str
    free_mail: frozenset[str]
    sources: Mapping[str, str]
    stages: Mapping[str, tuple[str, str]]
    first_stage: str
    people: Mapping[str, UUID]
    day_order: DayOrder = "mdy"

    def person(self, text: str) -> UUID | None:
        """One of ours, by handle, name or e-mail address."""
        return self.people.get(person_name(text))

    def source(self, text: str) -> str:
        """The source of the agreement that goes by this name (展示会, Trade Show); else a code of its own."""
        return self.sources.get(_folded(text)) or slug(text)

    def stage(self, text: str) -> tuple[str, str] | None:
        """The agreement's stage of this name, and its kind."""
        return self.stages.get(_folded(text))


def person_name(text: str) -> str:
    return person_key(text).compact if "@" not in text else text.strip().casefold()


def region_of(zone: str) -> str:
    """The country whose telephone numbers need no country code here (Asia/Tokyo → JP)."""
    return str(get_global("zone_territories").get(zone, "JP"))


def gather_terms(book: Playbook, at: datetime) -> Terms:
    open_stages = [stage.key for stage in book.stage if stage.kind == "open"]
    return Terms(
        at=at,
        zone=ZoneInfo(book.playbook.zone),
        region=region_of(book.playbook.zone),
        currency=book.playbook.currency,
        free_mail=frozenset(book.free_mail),
        sources=_words({row.key: (row.label.en, row.label.ja, *row.aliases) for row in book.source}),
        stages=_stages(book),
        first_stage=open_stages[0] if open_stages else "discovery",
        people=_people(),
    )


def _words(labels: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {_folded(word): key for key, words in labels.items() for word in (key, *words) if word}


def slug(text: str) -> str:
    """A code from words: “Paid Search” is ``paid_search``; Japanese stays as it is."""
    return "_".join(text.replace("-", " ").replace("/", " ").casefold().split())[:50]


def _folded(text: str) -> str:
    """A name without width, case, needless spaces and the signs that codes have for spaces."""
    return " ".join(re.sub(r"[-_/]", " ", unicodedata.normalize("NFKC", text).casefold()).split())


def _stages(book: Playbook) -> dict[str, tuple[str, str]]:
    """Word → (stage, kind)."""
    kinds = {stage.key: stage.kind for stage in book.stage}
    words = _words({stage.key: (stage.label.en, stage.label.ja) for stage in book.stage})
    return {word: (key, kinds[key]) for word, key in words.items()}


def _people() -> dict[str, UUID]:
    known: dict[str, UUID] = {}
    for pk, handle, name, email in Person.objects.values_list("pk", "handle", "name", "email"):
        for word in (name, email, handle):
            if word:
                known[person_name(word)] = pk
    return known
