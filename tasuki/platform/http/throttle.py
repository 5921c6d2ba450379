"""A ceiling per token and minute, against programs that run away. TASUKI_RATE changes it; 0 switches it off."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

REQUESTS_A_MINUTE = 60_000
WINDOW_SECONDS = 60


class Ceiling(BaseThrottle):
    """Counts in this process: with several web processes the whole lets through that many times more."""

    def __init__(self, limit: int | None = None, seconds: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._seconds = seconds
        self._lock = threading.Lock()
        self._window = -1
        self._seen: Counter[str] = Counter()

    @property
    def limit(self) -> int:
        return int(os.environ.get("TASUKI_RATE", REQUESTS_A_MINUTE)) if self._limit is None else self._limit

    def allow_request(self, request: HttpRequest) -> bool:
        limit = self.limit
        if not limit:
            return True
        window, caller = int(self._seconds() // WINDOW_SECONDS), _caller(request)
        with self._lock:
            if window != self._window:
                self._window = window
                self._seen.clear()
            self._seen[caller] += 1
            return self._seen[caller] <= limit

    def wait(self) -> float:
        return WINDOW_SECONDS - self._seconds() % WINDOW_SECONDS


def _caller(request: HttpRequest) -> str:
    bearer = request.headers.get("Authorization")
    if bearer:
        return hashlib.sha256(bearer.encode()).hexdigest()
    person = getattr(getattr(request, "auth", None), "person_id", None)
    return str(person or request.META.get("REMOTE_ADDR", ""))
