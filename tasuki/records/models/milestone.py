from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast

MOMENTS = (
    "captured_at",
    "state_since",
    "mql_at",
    "sal_at",
    "sql_at",
    "discovery_at",
    "disqualified_at",
    "recycled_at",
)
FEW = {
    "converted": "converted_at",
    "handed": "handed_over_at",
    "held": "held_at",
    "won": "won_at",
    "lost": "lost_at",
    "archived": "archived_at",
}
"""Moments that one lead in thirty has, or fewer."""

BOUGHT_WITHOUT_US = ("lost_to_competitor_before_conversion", "won_without_opportunity")

JUDGED_BY = (
    "source",
    "exit_reason",
    "merged_at",
    "sal_at",
    "sql_at",
    "handed_over_at",
    "discovery_at",
    "converted_at",
    "disqualified_at",
    "recycled_at",
)
"""What a delivered lead's acceptance is told by (AR-7)."""

READY_BY = (
    "met",
    "converted_at",
    "merged_at",
    "exit_reason",
    "expected_amount",
    "expected_currency",
    "state_since",
)
"""What a lead's being ready is told by, and what it is worth (K-12)."""

CONVERTED_BY = ("state", "met", "met_at", "merged_at", "exit_reason", "state_since")
"""What is asked of a converted lead: whether it was ready then, and in time (K-12)."""


class Milestone(models.Model):
    """One narrow row per lead, for reports: when it entered which state, where it came from, what became of it.

    A projection of the lead and of its opportunity: it refers to nothing and holds nothing back, and the database keeps
    it itself, in the transaction of every change and on every path (decision 0014). Moments are first entries, in UTC.
    ``amount`` stands only with the lead that made the opportunity: a deal that several leads joined is counted once.
    ``met`` names the criteria that stand at level 2 or more, null where none was ever answered; ``met_at`` is when the
    last of them was answered, ``expected_amount`` the budget that the buyer named. ``lacks`` and those after it take
    long to find out and are noted afterwards; they hold where ``noted`` stands (`records.noting`).
    """

    lead_id = models.UUIDField(primary_key=True)
    origin = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    source = models.CharField(max_length=50)
    campaign_id = models.UUIDField(null=True)
    segment = models.CharField(max_length=50)
    industry = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    tier = models.CharField(max_length=30)
    owner_id = models.UUIDField(null=True)
    ae_id = models.UUIDField(null=True)
    captured_at = models.DateTimeField()
    state_since = models.DateTimeField()
    mql_at = models.DateTimeField(null=True)
    sal_at = models.DateTimeField(null=True)
    sql_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    discovery_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    converted_at = models.DateTimeField(null=True)
    disqualified_at = models.DateTimeField(null=True)
    recycled_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    merged_at = models.DateTimeField(null=True)
    times_recycled = models.PositiveSmallIntegerField()
    exit_reason = models.CharField(max_length=60)
    exit_cause = models.CharField(max_length=20)
    exit_state = models.CharField(max_length=20)
    opportunity_id = models.UUIDField(null=True)
    deal_state = models.CharField(max_length=20)
    won_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    overridden = models.BooleanField()
    playbook = models.CharField(max_length=60)
    met = ArrayField(models.CharField(max_length=50), null=True)
    met_at = models.DateTimeField(null=True)
    expected_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    expected_currency = models.CharField(max_length=10, null=True)
    noted = models.IntegerField(null=True)
    lacks = models.IntegerField(null=True)
    complete = models.BooleanField(null=True)
    with_context = models.BooleanField(null=True)

    class Meta:
        indexes = (
            # What is asked of most leads of a period is in the index itself: it is a fifth of the rows' size.
            models.Index(
                fields=["-captured_at", "-lead_id"],
                name="milestone_newest",
                include=["merged_at", "exit_reason", "converted_at"],
            ),
            models.Index(
                fields=["mql_at"],
                name="milestone_delivered",
                condition=Q(mql_at__isnull=False),
                include=JUDGED_BY,
            ),
            # Leads come in the order of time: whatever happened in a period stands on few pages.
            BrinIndex(fields=MOMENTS, name="milestone_moments", pages_per_range=32, autosummarize=True),
            # These are so few that they would be looked for on every page of the index above.
            *(
                models.Index(
                    fields=[moment],
                    name=f"milestone_{name}",
                    condition=Q(**{f"{moment}__isnull": False}),
                    include=CONVERTED_BY if name == "converted" else None,
                )
                for name, moment in FEW.items()
            ),
            models.Index(
                fields=["state_since"],
                name="milestone_bought",
                condition=Q(exit_reason__in=BOUGHT_WITHOUT_US),
            ),
            models.Index(fields=["noted"], name="milestone_noted"),
            # By how many criteria are met: few meet them all.
            models.Index(
                F("state"),
                Func(Cast("met", ArrayField(models.TextField())), Value(1), function="array_length"),
                F("met_at"),
                name="milestone_met",
                include=READY_BY,
                condition=Q(met_at__isnull=False),
            ),
            models.Index(
                fields=["lead_id"],
                name="milestone_of_handoff",
                include=["converted_at", "exit_reason"],
                condition=Q(handed_over_at__isnull=False),
            ),
            models.Index(
                fields=["opportunity_id"], name="milestone_of_deal", condition=Q(opportunity_id__isnull=False)
            ),
        )
