"""Whether leads that became opportunities did so in time is told by their index alone: their rows lie on as many pages."""

from django.db import migrations, models
from django.db.models import Q

TOLD = ("state", "met", "met_at", "merged_at", "exit_reason", "state_since")


class Migration(migrations.Migration):
    dependencies = [("records", "0012_ready_ones_are_found")]
    operations = [
        migrations.RemoveIndex("milestone", "milestone_converted"),
        migrations.AddIndex(
            "milestone",
            models.Index(
                fields=["converted_at"], name="milestone_converted", include=TOLD, condition=Q(converted_at__isnull=False)
            ),
        ),
    ]  # fmt: skip
