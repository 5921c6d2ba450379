"""A small demo company that the tests of one module share; it goes when they are done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from tasuki.cli.demo.summary import Summary

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""Friday 20 November 2026, 15:00 in Tokyo."""


@pytest.fixture(scope="module")
def company(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Summary]:
    """The company as its module wants it: ``DAYS`` and ``LEADS`` at the top of the module."""
    from tasuki.cli.demo.seeding import seed
    from tasuki.playbooks.install import install

    with django_db_blocker.unblock(), transaction.atomic():
        install(NOW)
        yield seed(request.module.DAYS, request.module.LEADS, NOW)
        transaction.set_rollback(True)
