"""Groups are counted, and the leads of a team found, in the indexes by state and by source alone."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0007_last_look"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_by_state",
        ),
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_by_source",
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["state", "-captured_at", "-id"], include=("source", "owner", "ae"), name="lead_by_state"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["source", "-captured_at", "-id"], include=("state", "owner", "ae"), name="lead_by_source"),
        ),
    ]
