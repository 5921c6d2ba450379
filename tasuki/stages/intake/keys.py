"""The match keys of a record as they are stored and asked for."""

from __future__ import annotations

from collections.abc import Collection

from tasuki.rules.matching import CompanyFacts, PersonFacts, blocking_keys

LONGEST_KEY = 80


def stored_keys(facts: PersonFacts | CompanyFacts, free_mail: Collection[str]) -> list[str]:
    """The rules' blocking keys, cut to the column's length: a cut key still finds its like."""
    return [key[:LONGEST_KEY] for key in blocking_keys(facts, free_mail_domains=free_mail)]
