"""Leads that meet enough criteria, and what became of those handed over, are counted from indexes that tell all that is asked."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast

TOLD = ("met", "converted_at", "merged_at", "exit_reason", "expected_amount", "expected_currency", "state_since")


class Migration(migrations.Migration):
    dependencies = [("records", "0011_asked_of_the_index")]
    operations = [
        migrations.RemoveIndex("milestone", "milestone_met"),
        migrations.AddIndex(
            "milestone",
            models.Index(
                F("state"),
                Func(Cast("met", ArrayField(models.TextField())), Value(1), function="array_length"),
                F("met_at"),
                name="milestone_met", include=TOLD, condition=Q(met_at__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "milestone",
            models.Index(
                fields=["lead_id"], name="milestone_of_handoff", include=("converted_at", "exit_reason"),
                condition=Q(handed_over_at__isnull=False),
            ),
        ),
    ]  # fmt: skip
