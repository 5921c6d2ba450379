"""Which column is what: what somebody said, then names, then names without what stands around them, then contents."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from tasuki.insight.audit.cells import fits, is_nothing
from tasuki.insight.audit.fields import WANTED, Kind, sort_of
from tasuki.insight.audit.states import known_words
from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.headings import folded, synonyms

Because = Literal["said", "named", "nearly", "contents"]
BECAUSE: Mapping[Because, str] = {
    "said": N_("the mapping says so"),
    "named": N_("it is called so"),
    "nearly": N_("it is nearly called so"),
    "contents": N_("what stands in it"),
}
SURE: Mapping[Because, str] = {
    "said": N_("certain"),
    "named": N_("sure"),
    "nearly": N_("likely"),
    "contents": N_("a guess: please check"),
}
_NOUNS: Mapping[str, str] = {
    "leads": "leads?|contacts?|prospects?|person|リード|コンタクト|見込み客|潜在顧客",
    "opportunities": "opportunit(?:y|ies)|deals?|potentials?|商談|取引|営業案件|案件",
    "accounts": "accounts?|compan(?:y|ies)|organi[sz]ations?|取引先|会社",
    "contacts": "contacts?|person|people|取引先責任者|連絡先",
    "activities": "activit(?:y|ies)|tasks?|events?|活動",
    "campaigns": "campaigns?|キャンペーン",
}
_NAMED: Because = "named"
_NEARLY: Because = "nearly"
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}")
_MOST = 0.6
"""So much of a column has to read as states before it is taken for one without being called so."""
FEW = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file that was taken for a field, and why."""

    at: int
    header: str
    field: str
    because: Because


@cache
def names_of(kind: Kind, field: str) -> tuple[str, ...]:
    """Folded names of a field, surest first: the audit's own come first, since it looks for less."""
    ours = tomllib.loads(files(__package__).joinpath("headings.toml").read_text(encoding="utf-8"))
    own = tuple(folded(name) for name in ours.get(kind, {}).get(field, ()))
    imported = synonyms(kind).get(field, ()) if kind in _IMPORTED else ()
    first = (*imported, *own) if imported else own
    return tuple(dict.fromkeys((*first, folded(field))))


_IMPORTED = frozenset({"leads", "opportunities", "accounts", "contacts", "activities", "campaigns"})


def recognise(
    kind: Kind, headers: Sequence[str], sample: Sequence[Sequence[str]], said: Mapping[str, str]
) -> tuple[Column, ...]:
    """What each known column is, at most one column a field. ``said`` maps headers to fields, "" to none."""
    found: dict[str, Column] = {}
    taken: set[int] = set()
    for header, field in said.items():
        at = headers.index(header)
        taken.add(at)
        if field:
            found[field] = Column(at, header, field, "said")
    samples = [
        [text for row in sample if not is_nothing(text := row[at].strip())] for at in range(len(headers))
    ]
    whole = [folded(header) for header in headers]
    nearly = [_bare(kind, header) for header in headers]
    for names, because in ((whole, _NAMED), (nearly, _NEARLY)):
        for field in WANTED[kind]:
            if field in found:
                continue
            places = (_place(name, names, taken, field, samples) for name in names_of(kind, field))
            place = next((one for one in places if one is not None), None)
            if place is not None:
                found[field] = Column(place, headers[place], field, because)
                taken.add(place)
    for column in _by_contents(kind, headers, samples, found, taken):
        found[column.field] = column
    return tuple(found[field] for field in WANTED[kind] if field in found)


def _place(
    name: str, names: Sequence[str], taken: set[int], field: str, samples: Sequence[Sequence[str]]
) -> int | None:
    for at, other in enumerate(names):
        if other == name and at not in taken and fits(sort_of(field), samples[at]):
            return at
    return None


def _bare(kind: Kind, header: str) -> str:
    """Without the noun of its kind in front, and without what stands in brackets behind."""
    text = re.sub(r"\s*[((【\[].*?[))】\]]\s*$", "", header.strip())
    if nouns := _NOUNS.get(kind):
        text = re.sub(rf"^(?:{nouns})\s*[-:：.・_ の]*\s*(?=\S)", "", text, count=1, flags=re.IGNORECASE)
    return folded(text)


def _by_contents(
    kind: Kind,
    headers: Sequence[str],
    samples: Sequence[Sequence[str]],
    found: Mapping[str, Column],
    taken: set[int],
) -> list[Column]:
    """What no name says: addresses, the one column of days, a column whose values read as states."""
    columns: list[Column] = []
    free = [at for at in range(len(headers)) if at not in taken and samples[at]]
    if "email" in WANTED[kind] and "email" not in found:
        columns += [_guess(at, headers, "email") for at in free if _mostly(_EMAIL, samples[at])][:1]
    begins = {"leads": "captured_at", "opportunities": "created_at", "activities": "at", "history": "at"}.get(
        kind
    )
    if begins and begins not in found:
        days = [at for at in free if fits("moment", samples[at]) and not _looks_like_numbers(samples[at])]
        if len(days) == 1:
            columns.append(_guess(days[0], headers, begins))
    tells = {"leads": "status", "opportunities": "stage"}.get(kind)
    if tells and not {"status", "lifecycle", "stage", "is_won", "is_converted"} & found.keys():
        best = max(free, key=lambda at: known_words(kind, samples[at]), default=None)
        if best is not None and len(set(samples[best])) <= FEW and known_words(kind, samples[best]) >= _MOST:
            columns.append(_guess(best, headers, tells))
    return columns


def _guess(at: int, headers: Sequence[str], field: str) -> Column:
    return Column(at, headers[at], field, "contents")


def _mostly(pattern: re.Pattern[str], values: Sequence[str]) -> bool:
    return sum(bool(pattern.fullmatch(value)) for value in values) >= 0.8 * len(values)


def _looks_like_numbers(values: Sequence[str]) -> bool:
    """Bare digits may be a day (20260131) as well as a number: without a name they are no day."""
    return sum(value.isdigit() for value in values) > 0.5 * len(values)
