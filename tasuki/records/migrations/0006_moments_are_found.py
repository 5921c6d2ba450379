"""What happened in a period is found without reading every lead.

A BRIN index takes next to nothing to keep, and holds up no update in place; for those each page leaves some room, so
that a lead stays beside the leads that came with it.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

MOMENTS = (
    "captured_at", "state_since", "mql_at", "sal_at", "sql_at", "handed_over_at", "discovery_at", "held_at",
    "converted_at", "won_at", "lost_at", "disqualified_at", "recycled_at", "archived_at",
)  # fmt: skip
ROOM = "ALTER TABLE records_milestone SET (fillfactor = 85)"
NO_ROOM = "ALTER TABLE records_milestone RESET (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [("records", "0005_fold_what_there_is")]
    operations = [
        migrations.RunSQL(ROOM, NO_ROOM),
        migrations.AddIndex("milestone", BrinIndex(fields=MOMENTS, name="milestone_moments", pages_per_range=32)),
    ]
