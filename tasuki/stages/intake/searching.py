"""Records by what somebody types: a name, a company or a reading in any spelling, an e-mail address, a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Model, QuerySet, TextField, Value

from tasuki.platform.sql import run
from tasuki.records.matching import cut
from tasuki.records.models import Contact, Lead
from tasuki.rules.matching import email_key, pairs_of, phone_tail, sought

M = TypeVar("M", bound=Model)
# Of more records than these, the newest are sooner found by looking through the newest than by sorting them all.
MANY = 12_000
MOST_AT_ONE_NUMBER = 1_000
SAMPLE = 0.002
_SAMPLED = """
    SELECT count(*) FROM {table} TABLESAMPLE SYSTEM ({percent:g}) WHERE search_text LIKE ALL (%(patterns)s)"""
_NUMBER = re.compile(r"\+?[\d\s()./-]+")


def having_text(rows: QuerySet[M], text: str) -> QuerySet[M]:
    """Those of ``rows`` in which all words of ``text`` stand, or whose address or telephone number it is.

    For leads, accounts, contacts, opportunities and campaigns. Script, width and legal form make no difference. Asks
    the database right away how common the words are.
    """
    if rows.model in (Lead, Contact) and (key := _exact_key(text)):
        found = rows.model._default_manager.filter(match_keys__contains=[key]).values_list("pk", flat=True)
        return rows.filter(pk__in=list(found[:MOST_AT_ONE_NUMBER]))
    words = sought(text)
    if not words:
        return rows.none()
    for word in words:
        rows = rows.filter(search_text__contains=word)
    return rows if _are_common(rows.model, words) else rows.filter(_has_pairs(words))


def _exact_key(text: str) -> str:
    written = unicodedata.normalize("NFKC", text).strip()
    if address := email_key(written) if "@" in written else "":
        return cut(f"e:{address}")
    tail = phone_tail(written) if _NUMBER.fullmatch(written) else ""
    return f"p:{tail}" if tail else ""


def _are_common(model: type[Model], words: Collection[str]) -> bool:
    statement = _SAMPLED.format(table=model._meta.db_table, percent=SAMPLE * 100)
    found: int = run(statement, {"patterns": [f"%{word}%" for word in words]})[0][0]
    return found / SAMPLE > MANY


def _has_pairs(words: Collection[str]) -> Func:
    pairs = sorted({pair for word in words for pair in pairs_of(word)})
    return _HasPairs(F("search_text"), Value(pairs, ArrayField(TextField())))


class _HasPairs(Func):
    """A text and the pairs of letters that all have to stand in it: the index of search texts knows at once."""

    template = "letter_pairs(%(expressions)s)"
    arg_joiner = ") @> ("
    output_field = BooleanField()
