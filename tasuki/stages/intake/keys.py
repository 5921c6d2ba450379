"""What a record is found by, as it is stored and asked for: match keys for its like, words for its text."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tasuki.records.matching import stored_keys
from tasuki.rules.matching import PersonFacts, searchable


def lead_keys(facts: PersonFacts, free_mail: Collection[str]) -> list[str]:
    """A lead's match keys: leads are many, and keys that thousands of them share are never asked for."""
    return stored_keys(facts, free_mail, only_telling=True)


def found_by(facts: PersonFacts, free_mail: Collection[str]) -> dict[str, Any]:
    """The columns by which a lead is found. Whoever writes a lead's name or company writes them too."""
    return {
        "match_keys": lead_keys(facts, free_mail),
        "search_text": searchable(facts, free_mail_domains=free_mail),
    }
