"""A demo company that the tests of one class share; it goes when they are done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.test import TestCase

from tasuki.cli.demo.seeding import seed
from tasuki.cli.demo.summary import Summary
from tasuki.playbooks.install import install

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""Friday 20 November 2026, 15:00 in Tokyo."""


class SeededCompany(TestCase):
    """``leads`` leads in ``days`` days, seeded once per class."""

    days: ClassVar[int] = 30
    leads: ClassVar[int] = 60
    company: ClassVar[Summary]

    @classmethod
    def setUpTestData(cls) -> None:
        install(NOW)
        cls.company = seed(cls.days, cls.leads, NOW)
