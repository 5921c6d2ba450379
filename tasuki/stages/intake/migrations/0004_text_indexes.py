"""Accounts, contacts, opportunities and campaigns are found by the neighbouring letters of their search text, as leads."""

from __future__ import annotations

from django.db import migrations

KINDS = ("account", "contact", "opportunity", "campaign")
MAKE = """
CREATE INDEX {kind}_search_text ON records_{kind} USING gin (letter_pairs(search_text))
  WITH (gin_pending_list_limit = 1024);
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_uploads"), ("records", "0006_found_by_text")]
    operations = [migrations.RunSQL(MAKE.format(kind=kind), f"DROP INDEX {kind}_search_text;") for kind in KINDS]
