"""What the pipeline knows of its own past."""

from __future__ import annotations

from django.db import models


class UsualStay(models.Model):
    """How many days deals have stayed in a stage on average (HY-4): refreshed by a job, read by every flag."""

    stage = models.CharField(max_length=50, primary_key=True)
    n = models.PositiveIntegerField()
    days = models.FloatField()
    as_of = models.DateTimeField()
