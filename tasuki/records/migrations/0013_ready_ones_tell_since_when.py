"""What is asked of leads that are ready is all in their index, also since when they are in their state."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast

TOLD = ("met", "converted_at", "merged_at", "exit_reason", "expected_amount", "expected_currency", "state_since")


class Migration(migrations.Migration):
    dependencies = [("records", "0012_ready_ones_are_found")]
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
    ]  # fmt: skip
