"""The identity providers that this installation trusts: OpenID Connect, named by TASUKI_OIDC."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tasuki.platform.refusals import NotFound

LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Provider:
    """``verified_domains``: addresses there count as verified although the provider does not say so (Entra).

    ``second_factor``: they ask for one themselves. ``adds_people``: whoever is unknown here is added, read-only.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    secret: str
    verified_domains: tuple[str, ...] = ()
    second_factor: bool = False
    adds_people: bool = False
    scopes: tuple[str, ...] = ("openid", "email", "profile")


def read_providers(text: str) -> tuple[Provider, ...]:
    """TASUKI_OIDC: a JSON list of tables. Raises ValueError that says what is wrong."""
    if not text.strip():
        return ()
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise ValueError(f"TASUKI_OIDC is no JSON: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError('TASUKI_OIDC is a list of tables: [{"id": "google", "issuer": "https://…", …}]')
    found = tuple(_read(row) for row in rows)
    if len({one.id for one in found}) < len(found):
        raise ValueError("TASUKI_OIDC names the same id twice")
    return found


def providers() -> tuple[Provider, ...]:
    known: tuple[Provider, ...] = settings.OIDC_PROVIDERS
    return known


def provider_called(name: str) -> Provider:
    """Raises `NotFound`."""
    found = next((one for one in providers() if one.id == name), None)
    if found is None:
        raise NotFound("identity provider", name)
    return found


def _read(row: dict[str, Any]) -> Provider:
    known = set(Provider.__dataclass_fields__)
    if unknown := sorted(set(row) - known):
        raise ValueError(f"TASUKI_OIDC: there is no {unknown[0]}; known are {', '.join(sorted(known))}")
    for name in ("id", "issuer", "client_id", "secret"):
        if not isinstance(row.get(name), str) or not row[name]:
            raise ValueError(f"TASUKI_OIDC: each provider needs its {name}")
    place = urlsplit(row["issuer"])
    if place.scheme != "https" and place.hostname not in LOCAL:
        raise ValueError(f"TASUKI_OIDC: the issuer of {row['id']} must be reached by https")
    facts: dict[str, Any] = {"name": row["id"], **row, "issuer": row["issuer"].rstrip("/")}
    for name in ("verified_domains", "scopes"):
        if name in facts:
            facts[name] = tuple(facts[name])
    return Provider(**facts)
