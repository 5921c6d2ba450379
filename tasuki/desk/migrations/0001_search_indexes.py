"""Lists of accounts and contacts are searched by letter pairs, as leads are."""

from __future__ import annotations

from django.db import migrations

MAKE = """
CREATE INDEX account_letter_pairs ON records_account USING gin (letter_pairs(' ' || name_key));
CREATE INDEX contact_letter_pairs ON records_contact USING gin (letter_pairs(lower(' ' || name || ' ' || kana)));
"""
DROP = """
DROP INDEX contact_letter_pairs;
DROP INDEX account_letter_pairs;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("intake", "0002_lookup_indexes"), ("records", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, DROP)]
