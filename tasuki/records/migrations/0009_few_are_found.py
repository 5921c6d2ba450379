"""Leads that became opportunities, and those that bought without one, are found among all the others."""

from django.db import migrations, models
from django.db.models import Q

BOUGHT_WITHOUT_US = ("lost_to_competitor_before_conversion", "won_without_opportunity")


class Migration(migrations.Migration):
    dependencies = [("records", "0008_notes_on_records")]
    operations = [
        migrations.AddIndex(
            "milestone",
            models.Index(
                fields=["converted_at"], name="milestone_converted", condition=Q(converted_at__isnull=False)
            ),
        ),
        migrations.AddIndex(
            "milestone",
            models.Index(
                fields=["state_since"], name="milestone_bought", condition=Q(exit_reason__in=BOUGHT_WITHOUT_US)
            ),
        ),
    ]
