"""Accounts and contacts by what somebody types: a name in any width, script or legal form, a domain, an address."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value

from tasuki.records.models import Account, Contact
from tasuki.rules.matching import domain_key, email_key, pairs_of, sought

MOST_ACCOUNTS = 200
"""Of so many companies of that name the people are found."""


def accounts_having_text(rows: QuerySet[Account], text: str) -> QuerySet[Account]:
    """Those of ``rows`` whose name has all words of ``text`` in it, or whose domain it is."""
    words = sought(text)
    named = _all(words, AccountLine(F("name_key"))) if words else Q(pk=None)
    domain = domain_key(text)
    return rows.filter(named | Q(domain=domain)) if domain else rows.filter(named)


def contacts_having_text(rows: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    """Those of ``rows`` with all words in name or reading; or at a company of that name; or with that address."""
    written = unicodedata.normalize("NFKC", text).strip().lower()
    if "@" in written:
        return rows.filter(email=email_key(written) or written)
    named = _all(tuple(written.split()), ContactLine(F("name"), F("kana")))
    companies = accounts_having_text(Account.objects.all(), text).values_list("pk", flat=True)
    return rows.filter(named | Q(account__in=list(companies[:MOST_ACCOUNTS])))


def _all(words: Collection[str], line: Func) -> Q:
    """Every word stands in the line; the index of its letter pairs finds the few rows that may have them."""
    pairs = sorted({pair for word in words for pair in pairs_of(word)})
    conditions: list[Any] = [Q(_Contains(line, Value(word))) for word in words]
    if pairs:
        conditions.append(Q(_HasPairs(line, Value(pairs, ArrayField(TextField())))))
    return reduce(and_, conditions) if conditions else Q(pk=None)


class AccountLine(Func):
    """What an account is searched in; the same as in its index."""

    template = "(' ' || %(expressions)s)"
    output_field = TextField()


class ContactLine(Func):
    """What a contact is searched in; the same as in its index."""

    template = "lower(' ' || %(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


class _Contains(Func):
    template = "strpos(%(expressions)s) > 0"
    output_field = BooleanField()


class _HasPairs(Func):
    template = "letter_pairs(%(expressions)s)"
    arg_joiner = ") @> ("
    output_field = BooleanField()
