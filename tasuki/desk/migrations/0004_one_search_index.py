"""The search texts of accounts and contacts have an index; the ones on names and readings have nothing more to say."""

from __future__ import annotations

from django.db import migrations

DROP = """
DROP INDEX contact_letter_pairs;
DROP INDEX account_letter_pairs;
"""
MAKE = """
CREATE INDEX account_letter_pairs ON records_account USING gin (letter_pairs(' ' || name_key));
CREATE INDEX contact_letter_pairs ON records_contact USING gin (letter_pairs(lower(' ' || name || ' ' || kana)));
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_bulk"), ("intake", "0004_text_indexes")]
    operations = [migrations.RunSQL(DROP, MAKE)]
