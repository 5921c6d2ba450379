"""The promise that is due first is found along an index, whoever owes it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0004_list_indexes"),
        ("sla", "0002_a_subjects_clocks_are_found_at_once"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(condition=models.Q(("stopped_at", None)), fields=["due_at", "lead"], name="clock_open_by_due"),
        ),
    ]
