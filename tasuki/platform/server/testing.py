"""The embedded server for tests: one home per checkout, user and test process, kept between runs: that is faster.

Test processes that run side by side have a server each, for one server's transactions hold back what the feed of
events may tell, whichever database they are in.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import tempfile
from pathlib import Path

from .cluster import FASTER_BUT_LOST_WITH_THE_POWER
from .postgres import ConnectionTarget, EmbeddedPostgres

REPOSITORY = Path(__file__).resolve().parents[3]

_servers: list[EmbeddedPostgres] = []


def start_for_tests() -> ConnectionTarget:
    """Start the tests' own server unless it runs. It stops when the last test process of this checkout ends.

    The target's database is only the place to connect to: Django makes and drops ``test_…`` beside it.
    """
    if not _servers:
        server = EmbeddedPostgres(home_for_tests(), settings=FASTER_BUT_LOST_WITH_THE_POWER)
        server.ensure_started()
        _servers.append(server)
        atexit.register(server.leave)
    return _servers[0].ensure_started()


def home_for_tests() -> Path:
    checkout = hashlib.sha256(os.fsencode(REPOSITORY)).hexdigest()[:12]
    beside = os.environ.get("PYTEST_XDIST_WORKER", "")
    return Path(tempfile.gettempdir(), f"tasuki-tests-{os.geteuid()}-{checkout}{beside}")
