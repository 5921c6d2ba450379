"""Which column is what: by its name, and where names say nothing by what stands in it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

REASON_COLUMN = "reject_reason"
_NOT_A_LETTER = re.compile(r"[\W_]+")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}")
_ENDS_AS_ID = re.compile(r"(?:id|key|code|no|number|uuid|番号|コード)$")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def folded(header: str) -> str:
    """A header without width, case, spaces, punctuation and Salesforce's custom suffix."""
    text = unicodedata.normalize("NFKC", header).casefold().strip()
    return _NOT_A_LETTER.sub("", text.removesuffix("__c"))


@cache
def synonyms(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Field → its folded names, surest first."""
    tables = tomllib.loads(files(__package__).joinpath("headings.toml").read_text(encoding="utf-8"))
    return {
        field: tuple(dict.fromkeys((*(folded(name) for name in names), folded(field))))
        for field, names in tables[kind].items()
    }


def unique_headers(raw: Sequence[str]) -> list[str]:
    """Every column with a name of its own: a second “Phone” is “Phone_2”, an empty one “column_7”."""
    seen: set[str] = set()
    headers = []
    for number, text in enumerate(raw, start=1):
        name = base = text.replace("\n", " ").strip() or f"column_{number}"
        again = 2
        while name in seen:
            name = f"{base}_{again}"
            again += 1
        seen.add(name)
        headers.append(name)
    return headers


def recognise(
    kind: str, headers: Sequence[str], sample: Sequence[Sequence[str]], taken: Mapping[str, str]
) -> dict[str, str]:
    """Header → field. ``taken`` is what the mapping file says already; it is never changed here."""
    found = dict(taken)
    fields = set(found.values())
    by_name = {folded(header): header for header in reversed(headers)}
    for field, names in synonyms(kind).items():
        if field in fields:
            continue
        header = next(
            (by_name[name] for name in names if name in by_name and by_name[name] not in found), None
        )
        if header is not None and header != REASON_COLUMN:
            found[header] = field
            fields.add(field)
    _by_content(kind, headers, sample, found)
    return found


def _by_content(
    kind: str, headers: Sequence[str], sample: Sequence[Sequence[str]], found: dict[str, str]
) -> None:
    known = synonyms(kind)
    for at, header in enumerate(headers):
        if header in found or header == REASON_COLUMN:
            continue
        values = [row[at].strip() for row in sample if row[at].strip()]
        if not values:
            continue
        taken = set(found.values())
        if "email" in known and "email" not in taken and _mostly(_EMAIL, values):
            found[header] = "email"
        elif "external_id" in known and "external_id" not in taken and _is_id(header, values, len(sample)):
            found[header] = "external_id"
        elif (site := {"company_domain", "domain"} & known.keys() - taken) and _mostly(_URL, values):
            found[header] = site.pop()


def _mostly(pattern: re.Pattern[str], values: list[str]) -> bool:
    return sum(bool(pattern.fullmatch(value)) for value in values) >= 0.8 * len(values)


def _is_id(header: str, values: list[str], rows: int) -> bool:
    """An identifier is called one, is short, and is there and different in every row."""
    called = _ENDS_AS_ID.search(folded(header)) is not None
    return called and rows > 1 and len(values) == rows == len(set(values)) and max(map(len, values)) <= 100
