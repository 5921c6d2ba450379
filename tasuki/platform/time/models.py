from __future__ import annotations

from django.db import models


class MovedClock(models.Model):
    """How far the demo company's clock stands ahead of the machine's; there is at most one row, and only there."""

    ahead_seconds = models.BigIntegerField(default=0)
