"""An endpoint's address as people write it, and as it travels: in Latin letters, a Japanese name and path included."""

from __future__ import annotations

import httpx2


def as_it_travels(url: str) -> str:
    """The address in the letters that names and paths have on their way. Raises ValueError where it is none."""
    try:
        travelling = httpx2.URL(url)
    except httpx2.InvalidURL as wrong:
        raise ValueError(str(wrong)) from wrong
    travelling.host.encode("idna")
    return str(travelling)
