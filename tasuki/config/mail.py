"""The mail server that TASUKI_SMTP names, as an address: ``smtp://user:password@host:587``."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class MailServer:
    """No ``host`` is set: nothing is sent. ``starttls`` upgrades to TLS, ``tls`` speaks it from the start."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mail_server(address: str) -> MailServer:
    """Raises ValueError for what is no such address."""
    if not address:
        return MailServer()
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("TASUKI_SMTP is written smtp://user:password@host:587 or smtps://user:password@host")
    tls = parts.scheme == "smtps"
    plain = parse_qs(parts.query).get("tls") == ["0"]
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=not tls and not plain,
        tls=tls,
    )
