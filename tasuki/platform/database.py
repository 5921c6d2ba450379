"""Which database: a server named by DATABASE_URL, or the embedded one under TASUKI_HOME."""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tasuki.platform.home import DEMO_DATABASE, home, is_demo
from tasuki.platform.server.postgres import EmbeddedPostgres, attach
from tasuki.platform.server.testing import start_for_tests

# For tasuki.platform.sql: plans stay on the server and are not made anew for each set of values, which would cost more
# than running them. Django's own cursors never prepare, so that this touches nothing else.
KEEP_PLANS = {"prepare_threshold": 1, "options": "-c plan_cache_mode=force_generic_plan"}


REPLICA = "replica"


def is_testing() -> bool:
    return "pytest" in sys.modules


def django_database() -> dict[str, Any]:
    """Django's ``DATABASES["default"]``. The embedded server is not started here: the command line does that."""
    url = os.environ.get("DATABASE_URL")
    if url:
        place = from_url(url)
    elif is_testing():
        place = start_for_tests().django()
    else:
        place = attach(home()).django()
    if is_demo():
        place["NAME"] = DEMO_DATABASE
    test_name = os.environ.get("TASUKI_TEST_DATABASE", "test_tasuki")
    place["OPTIONS"] = {**KEEP_PLANS, **place.get("OPTIONS", {})}
    return {**place, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "TEST": {"NAME": test_name}}


def replica_database() -> dict[str, dict[str, Any]]:
    """Django's ``DATABASES["replica"]``, where DATABASE_REPLICA_URL names a copy that reports may ask."""
    url = os.environ.get("DATABASE_REPLICA_URL")
    if not url:
        return {}
    place = from_url(url)
    options = {**place["OPTIONS"], "options": "-c default_transaction_read_only=on"}
    return {REPLICA: {**place, "OPTIONS": options, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}


def from_url(url: str) -> dict[str, Any]:
    """A libpq URI such as ``postgresql://user:password@host:5432/name?sslmode=require`` in Django's words."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL must start with postgresql:// : Tasuki runs on PostgreSQL only.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "tasuki.platform.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "OPTIONS": options,
    }


def embedded() -> EmbeddedPostgres | None:
    """The embedded server, or None where DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        return None
    return EmbeddedPostgres(home())
