"""What lists of opportunities, accounts and contacts are sorted by is found along an index."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0004_list_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["employees", "id"], name="account_by_employees"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["name", "id"], name="contact_by_name"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["close_on", "id"], name="opportunity_by_close"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["amount", "id"], name="opportunity_by_amount"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["stage_since", "id"], name="opportunity_by_stay"),
        ),
    ]
