"""Which column is what: by its name, and where names say nothing by what stands in it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath
from typing import Literal

Because = Literal["said", "named", "addresses", "sites", "identifiers"]
"""Why a column was taken for a field: somebody said so, its name, or what stands in it."""

REASON_COLUMN = "reject_reason"
_NOT_A_LETTER = re.compile(r"[\W_]+")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}")
_ENDS_AS_ID = re.compile(r"(?:id|key|code|no|number|uuid|番号|コード)$")
_COUNTS_ROWS = re.compile(r"(?:row|line)?(?:no|number)|(?:行|通し|通)?番号")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def folded(header: str) -> str:
    """A header without width, case, spaces, punctuation and Salesforce's custom suffix."""
    text = unicodedata.normalize("NFKC", header).casefold().strip()
    return _NOT_A_LETTER.sub("", text.removesuffix("__c"))


@dataclass(frozen=True, slots=True)
class Guess:
    """The field that a column becomes, and why."""

    target: str
    because: Because


def signature(headers: Sequence[str]) -> str:
    """The same for two files with the same columns, in any order and spelling, with or without reasons for rejects."""
    names = sorted(folded(header) for header in headers if header != REASON_COLUMN)
    return sha256("\n".join(names).encode()).hexdigest()


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
) -> dict[str, Guess]:
    """What each known column becomes. ``taken`` is what somebody has said already; it is never changed here."""
    found = {header: Guess(field, "said") for header, field in taken.items()}
    fields = set(taken.values())
    by_name = {folded(header): header for header in reversed(headers)}
    for field, names in synonyms(kind).items():
        if field in fields:
            continue
        header = next(
            (by_name[name] for name in names if name in by_name and by_name[name] not in found), None
        )
        if header is not None and header != REASON_COLUMN:
            found[header] = Guess(field, "named")
            fields.add(field)
    _by_content(kind, headers, sample, found)
    return found


def _by_content(
    kind: str, headers: Sequence[str], sample: Sequence[Sequence[str]], found: dict[str, Guess]
) -> None:
    known = synonyms(kind)
    for at, header in enumerate(headers):
        if header in found or header == REASON_COLUMN:
            continue
        values = [row[at].strip() for row in sample if row[at].strip()]
        if not values:
            continue
        taken = {guess.target for guess in found.values()}
        if "email" in known and "email" not in taken and _mostly(_EMAIL, values):
            found[header] = Guess("email", "addresses")
        elif "external_id" in known and "external_id" not in taken and _is_id(header, values, len(sample)):
            found[header] = Guess("external_id", "identifiers")
        elif (site := {"company_domain", "domain"} & known.keys() - taken) and _mostly(_URL, values):
            found[header] = Guess(site.pop(), "sites")


def _mostly(pattern: re.Pattern[str], values: list[str]) -> bool:
    return sum(bool(pattern.fullmatch(value)) for value in values) >= 0.8 * len(values)


def _is_id(header: str, values: list[str], rows: int) -> bool:
    """An identifier is called one, is short, and is there and different in every row; a count of the rows is none.

    Two sheets that both begin with 1 would otherwise be about the same people.
    """
    name = folded(header)
    called = _ENDS_AS_ID.search(name) is not None
    if _COUNTS_ROWS.fullmatch(name) and all(value.isdecimal() for value in values):
        return False
    return called and rows > 1 and len(values) == rows == len(set(values)) and max(map(len, values)) <= 100


# What a file of one kind is called, where its columns leave it open.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "leads": ("lead", "リード", "見込", "問い合わせ", "問合せ", "名刺"),
    "accounts": ("account", "compan", "organi", "取引先", "会社", "企業"),
    "contacts": ("contact", "person", "people", "責任者", "連絡先"),
    "opportunities": ("opportunit", "deal", "pipeline", "商談", "案件"),
    "campaigns": ("campaign", "キャンペーン", "施策"),
    "activities": ("activit", "touch", "task", "event", "活動", "行動"),
}


def guess_kind(headers: Sequence[str], file_name: str) -> str:
    """What sort of records a file has. A heading weighs the more, the fewer kinds know it; the file's name weighs too.

    Every kind knows a name and an owner, one kind only knows a lead's status.
    """
    names = [folded(header) for header in headers if header != REASON_COLUMN]
    known = {kind: {name for words in synonyms(kind).values() for name in words} for kind in _CALLED}
    stem = PurePath(file_name).stem.casefold()

    def weight(kind: str) -> float:
        by_heading = sum(
            1 / sum(name in words for words in known.values()) for name in names if name in known[kind]
        )
        own_id = synonyms(kind)["external_id"][:4]
        leads_with_its_id = 1.5 if names and names[0] in own_id and names[0] not in _ANYBODYS_ID else 0
        return by_heading + leads_with_its_id + 1.5 * any(word in stem for word in _CALLED[kind])

    return max(_CALLED, key=weight)


_ANYBODYS_ID = frozenset(map(folded, ("id", "record id", "レコードID", "external id", "管理番号")))


def looks_like_a_row(headers: Sequence[str]) -> bool:
    """Whether the first line is no header: something in it is an address, a number or a day, as only values are."""
    cells = [header.strip() for header in headers if header.strip()]
    return any(_EMAIL.fullmatch(cell) or _URL.fullmatch(cell) or _VALUE.fullmatch(cell) for cell in cells)


_VALUE = re.compile(
    r"[+\-¥$€]?[\d.,]*\d[\d.,]*%?|\d{2,4}[-/.年]\d{1,2}([-/.月]\d{1,4}日?)?.{0,9}|0\d[\d-]{8,12}"
)
