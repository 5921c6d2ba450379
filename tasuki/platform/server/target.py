"""Where a database is, in the words of libpq and of Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class ConnectionTarget:
    """A database behind a unix socket. ``host`` is the socket's folder."""

    host: str
    port: int
    user: str
    dbname: str

    def dsn(self) -> str:
        """A libpq URI, as in ``DATABASE_URL``."""
        place = urlencode({"host": self.host, "port": self.port}, quote_via=quote, safe="")
        return f"postgresql://{quote(self.user, safe='')}@/{quote(self.dbname, safe='')}?{place}"

    def django(self) -> dict[str, Any]:
        """One entry of Django's ``DATABASES``."""
        return {
            "ENGINE": "tasuki.platform.postgresql",
            "HOST": self.host,
            "PORT": str(self.port),
            "USER": self.user,
            "NAME": self.dbname,
        }
