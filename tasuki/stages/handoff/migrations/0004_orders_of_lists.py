"""What the list of handoffs is sorted by is found along an index."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("handoff", "0003_milestone_of_handoff"),
        ("records", "0005_orders_of_lists"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["created_at", "id"], name="handoff_by_begin"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["submitted_at", "id"], name="handoff_by_submit"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["decided_at", "id"], name="handoff_by_decision"),
        ),
    ]
