"""The view of opportunities tells apart what one lacks of itself, and what neither it nor its lead says."""

from importlib import import_module

from django.db import migrations

DEALS = import_module("tasuki.insight.migrations.0002_deals").DEALS


class Migration(migrations.Migration):
    dependencies = [("insight", "0003_editions")]
    operations = [migrations.RunSQL(DEALS, migrations.RunSQL.noop)]
