"""Moments that few leads have are found by an index of their own each: on the pages that a BRIN index names for them,
nearly all rows are others. What is left in it is summed up as pages fill."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models
from django.db.models import Q

MANY = ("captured_at", "state_since", "mql_at", "sal_at", "sql_at", "discovery_at", "disqualified_at", "recycled_at")
FEW = {"handed": "handed_over_at", "held": "held_at", "won": "won_at", "lost": "lost_at", "archived": "archived_at"}


class Migration(migrations.Migration):
    dependencies = [("records", "0009_few_are_found")]
    operations = [
        migrations.RemoveIndex("milestone", "milestone_moments"),
        migrations.AddIndex(
            "milestone", BrinIndex(fields=MANY, name="milestone_moments", pages_per_range=32, autosummarize=True)
        ),
        *(
            migrations.AddIndex(
                "milestone",
                models.Index(fields=[moment], name=f"milestone_{name}", condition=Q(**{f"{moment}__isnull": False})),
            )
            for name, moment in FEW.items()
        ),
    ]
