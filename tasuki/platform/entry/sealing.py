"""Secrets that must be read again, sealed with this installation's secret key (allauth asks its adapter)."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Sealed(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are kept sealed: a stolen database alone does not tell them."""

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """ "" where another installation's key sealed it: no code fits, and an admin takes the factor away."""
        return unsealed(encrypted_text)


def sealed(text: str) -> str:
    return _seal().encrypt(text.encode()).decode()


def unsealed(text: str) -> str:
    """ "" where another installation's key sealed it."""
    from cryptography.fernet import InvalidToken

    try:
        return _seal().decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def _seal() -> Fernet:
    from cryptography.fernet import Fernet  # seven megabytes that only who seals needs

    key = hashlib.sha256(b"tasuki.entry.seal" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
