"""What a lead's record lacks and how it was delivered: noted in its milestone, because it takes long to find out.

A note says by which placeholders it was found (``noted``). Whatever changes the lead takes its note away, in the same
transaction, and what is not noted yet is looked at by whoever asks: a note saves time and never changes an answer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zlib import crc32

from django.db import connection

from tasuki.rules.placeholders import texts_that_say_nothing
from tasuki.rules.playbook import Playbook

FIELDS = ("person", "email", "phone", "company", "title", "industry", "country", "source", "employees")
"""What can be lacking; each has its bit in ``lacks``, in this order."""
LOOKS_FILLED = 1 << len(FIELDS)
"""The bit of a record in which some field holds a placeholder."""
AT_ONCE = 500
"""A lead whose note is being made waits for it with its own change."""
NOTE = """
WITH none AS (SELECT lead_id FROM records_milestone WHERE noted IS NULL LIMIT %(most)s FOR UPDATE SKIP LOCKED),
low AS (SELECT lead_id FROM records_milestone WHERE noted < %(key)s LIMIT %(most)s FOR UPDATE SKIP LOCKED),
high AS (SELECT lead_id FROM records_milestone WHERE noted > %(key)s LIMIT %(most)s FOR UPDATE SKIP LOCKED),
due AS (SELECT * FROM none UNION ALL SELECT * FROM low UNION ALL SELECT * FROM high)
UPDATE records_milestone m SET noted = %(key)s, complete = lead_came_complete(m.lead_id),
  lacks = what_lead_lacks(m.lead_id, %(words)s::text[], %(numbers)s::int[]),
  with_context = CASE WHEN m.mql_at IS NOT NULL THEN lead_came_with_context(m.lead_id, m.mql_at) END
FROM due WHERE due.lead_id = m.lead_id
"""


def numbers_of(book: Playbook) -> list[int]:
    return sorted(int(one) for one in book.placeholders.numbers)


def key_of(book: Playbook) -> int:
    """Which placeholders these are."""
    return _key(tuple(texts_that_say_nothing(book)), tuple(numbers_of(book)))


@lru_cache(maxsize=16)
def _key(words: tuple[str, ...], numbers: tuple[int, ...]) -> int:
    return crc32(repr((words, numbers)).encode()) - 2**31


def note_what_leads_lack(book: Playbook, most: int = AT_ONCE) -> int:
    """Note it for some leads that have no note, or one by other placeholders. Returns for how many."""
    asked: dict[str, Any] = {
        "key": key_of(book),
        "words": texts_that_say_nothing(book),
        "numbers": numbers_of(book),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTE, asked)
        return int(cursor.rowcount)
