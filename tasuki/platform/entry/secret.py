"""Secrets that are shown once and kept as digests, and names that are kept as keyed digests."""

from __future__ import annotations

import hashlib
import secrets

from django.utils.crypto import salted_hmac


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed_digest_of(*parts: str) -> str:
    """Of what somebody typed: without this installation's secret key nobody can try names against it."""
    return salted_hmac("tasuki.entry", "\0".join(parts), algorithm="sha256").hexdigest()
