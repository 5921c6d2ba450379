"""E-mail addresses, telephone numbers and domains, each in the one spelling that is stored and compared.

Every function takes what somebody typed and answers "" when it cannot be what it should be: unusable is unknown,
and the text as typed stays with the record. Nothing here asks the network.
"""

from __future__ import annotations

import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from tasuki.platform.identity.suffixes import public_suffix
from tasuki.rules.matching import domain_key, email_key


def normalised_email(typed: str) -> str:
    """The address with its host in lower case and its width folded; "" when no mail could be sent to it."""
    text = unicodedata.normalize("NFKC", typed).strip().strip("<>").removeprefix("mailto:")
    try:
        valid = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return ""
    return email_key(valid.normalized) and valid.normalized.casefold()


def e164(typed: str, region: str) -> str:
    """The number as ``+81312345678`` without extension; ``region`` (ISO 3166) reads numbers with no country code."""
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", typed), region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def registrable_domain(typed: str) -> str:
    """The domain that somebody registered: ``shop.example.co.jp`` is ``example.co.jp``. From a URL, host or e-mail.

    Under an ending that the list does not know, such as a new or a reserved one, the last two labels are taken.
    """
    host = domain_key(typed)
    if not host:
        return ""
    labels = host.split(".")
    if suffix := public_suffix(host):
        own = len(labels) - suffix.count(".") - 1
        return ".".join(labels[own - 1 :]) if own else ""
    return ".".join(labels[-2:]) if len(labels) > 1 and not labels[-1].isdigit() else ""
