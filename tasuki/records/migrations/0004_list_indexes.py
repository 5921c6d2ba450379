"""What lists of leads are sorted and grouped by is found along an index."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0003_milestones_follow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["source", "-captured_at", "-id"], name="lead_by_source"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["state_since", "id"], name="lead_by_since"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["company_name", "id"], name="lead_by_company"),
        ),
    ]
