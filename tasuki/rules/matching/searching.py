"""Looking for a person by text: whatever script, width or legal form either side was written in.

A record is searched in one line of folded words. `pairs_of` says which letter pairs an index has to know of a word,
so that a handful of records is looked at instead of all.
"""

from __future__ import annotations

from collections.abc import Collection

from tasuki.rules.matching.companies import company_key
from tasuki.rules.matching.facts import PersonFacts
from tasuki.rules.matching.reachability import domain_key
from tasuki.rules.matching.spelling import close_up, compact, fold


def searchable(facts: PersonFacts, *, free_mail_domains: Collection[str] = frozenset()) -> str:
    """The words of name, reading, company and the company's domain, each after a space: `` 高橋美咲 acme製作所``.

    The legal form is left out, and spaces that Japanese writing does not mean are closed up.
    """
    company = company_key(facts.company)
    domain = domain_key(facts.domain)
    label = "" if domain in free_mail_domains else domain.partition(".")[0]
    said = " ".join((_words(facts.full_name), _words(facts.reading), company.core, company.reading))
    if label and label not in said:
        said += f" {fold(label)}"
    return "".join([f" {word}" for word in dict.fromkeys(said.split())])


def _words(text: str) -> str:
    folded = fold(text)
    return folded if folded.isascii() else fold(close_up(folded))


def sought(text: str) -> tuple[str, ...]:
    """The folded words that all have to be found, somewhere inside a word; a single letter at a word's beginning.

    A legal form beside other words tells nothing and is not looked for. Of a web address only its first label is.
    """
    host = domain_key(text) if text.isascii() and len(text.split()) == 1 else ""
    written = [host.partition(".")[0]] if host else text.split()
    telling = [one for one in written if not _is_legal_form(one)] or written
    words = [word for one in telling for word in company_key(one).core.split()]
    return tuple(dict.fromkeys(f" {word}" if len(word) == 1 else word for word in words))


def pairs_of(word: str) -> tuple[str, ...]:
    """The neighbouring letters of one word that was sought."""
    return tuple(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1)))


def _is_legal_form(word: str) -> bool:
    return compact(company_key(f"x {word}").core) == "x"
