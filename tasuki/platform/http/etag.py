"""ETag and If-Match by a record's version, so that nobody overwrites what they have not seen."""

from __future__ import annotations

import re

from django.http import HttpRequest

from tasuki.platform.refusals import Outdated
from tasuki.rules.wording import N_, Sentence

_TAG = re.compile(r'\s*(?:W/)?"(\d{1,18})"\s*')
_MATCHES_NOTHING = -1


def etag(version: int) -> str:
    return f'"{version}"'


def expected_version(request: HttpRequest) -> int | None:
    """The version that If-Match names; None where the caller does not care (no header, or ``*``)."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    tag = _TAG.fullmatch(given)
    return int(tag[1]) if tag else _MATCHES_NOTHING


def require_version(expected: int | None, actual: int) -> None:
    """Raises `Outdated` when the caller has seen another version; ask with the row locked."""
    if expected is None or expected == actual:
        return
    raise Outdated(Sentence(N_("The record is at version %(actual)s now."), {"actual": actual}))
