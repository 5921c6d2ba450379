"""What reports ask of most leads of a period is answered by an index alone."""

from django.db import migrations, models
from django.db.models import Q

NEWEST = ("merged_at", "exit_reason", "converted_at")
JUDGED_BY = (
    "source", "exit_reason", "merged_at", "sal_at", "sql_at", "handed_over_at", "discovery_at", "converted_at",
    "disqualified_at", "recycled_at",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("records", "0010_few_moments_stand_alone")]
    operations = [
        migrations.RemoveIndex("milestone", "milestone_newest"),
        migrations.AddIndex(
            "milestone",
            models.Index(fields=["-captured_at", "-lead_id"], name="milestone_newest", include=NEWEST),
        ),
        migrations.AddIndex(
            "milestone",
            models.Index(
                fields=["mql_at"], name="milestone_delivered", include=JUDGED_BY, condition=Q(mql_at__isnull=False)
            ),
        ),
    ]
