"""E-mail addresses, domains and phone numbers as keys.

Telephone numbers arrive as E.164 and domains as registrable domains: the platform parses them with libraries.
What is done here is only what the standard library can do, so that the rules can be used alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tasuki.rules.matching.spelling import fold_width_and_case

_MAILBOXES_OF_FUNCTIONS = (
    "info sales contact support office hello mail admin webmaster marketing inquiry enquiries hr jobs press "
    "billing accounts noreply no-reply postmaster service help team soumu eigyo otoiawase"
)
_SHARED_MAILBOXES = frozenset(_MAILBOXES_OF_FUNCTIONS.split())
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")
_AFTER_HOST = re.compile(r"[/?#:].*$", re.DOTALL)


def email_key(address: str) -> str:
    """An address in one spelling, or "" where there is no mailbox and no host. A ``+tag`` is the same mailbox."""
    text = "".join(fold_width_and_case(address).split()).removeprefix("mailto:").strip("<>")
    mailbox, at, host = text.rpartition("@")
    mailbox = mailbox.split("+", 1)[0] or mailbox
    host = host.rstrip(".")
    return f"{mailbox}@{host}" if at and mailbox and "." in host else ""


@lru_cache(maxsize=16_384)
def domain_key(address: str) -> str:
    """The host of a web address, an e-mail address or a bare domain, without scheme, path and ``www.``; "" if none."""
    text = "".join(fold_width_and_case(address).split())
    host = _AFTER_HOST.sub("", _SCHEME.sub("", text).rpartition("@")[2]).strip(".")
    while host.startswith("www."):
        host = host[4:].strip(".")
    return host if "." in host else ""


def is_shared_mailbox(email: str) -> bool:
    """Does this address belong to a function rather than a person? ``info@`` tells a company, not who wrote."""
    return email.partition("@")[0] in _SHARED_MAILBOXES


def phone_tail(phone: str) -> str:
    """The last nine digits: the same whether or not the country code and the trunk zero are written. "" under seven."""
    digits = phone.removeprefix("+")
    if not digits.isdigit():
        digits = "".join(character for character in phone if character.isdigit())
    return digits[-9:] if len(digits) >= 7 else ""
