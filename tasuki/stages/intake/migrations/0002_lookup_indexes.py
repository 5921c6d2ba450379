"""Imports look leads up by e-mail address and accounts by folded name, without regard to spaces; people, by text."""

from __future__ import annotations

from django.db import migrations

MAKE = r"""
CREATE INDEX lead_email ON records_lead (email) WHERE email <> '';
CREATE INDEX account_joined_name ON records_account (replace(name_key, ' ', ''));
-- The neighbouring letters of a line: those that begin at odd places, and those that begin at even ones.
CREATE FUNCTION letter_pairs(line text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  string_to_array(rtrim(regexp_replace(line, '(..)', E'\\1\x1f', 'g'), E'\x1f'), E'\x1f')
  || string_to_array(rtrim(regexp_replace(substr(line, 2), '(..)', E'\\1\x1f', 'g'), E'\x1f'), E'\x1f');
CREATE INDEX lead_letter_pairs ON records_lead USING gin (letter_pairs(search_text)) WITH (gin_pending_list_limit = 1024);
"""
PER_KIND = """
CREATE INDEX {kind}_search_text ON records_{kind} USING gin (letter_pairs(search_text))
  WITH (gin_pending_list_limit = 1024);
"""
KINDS = ("account", "contact", "opportunity", "campaign")
DROP = """
DROP INDEX lead_letter_pairs;
DROP FUNCTION letter_pairs;
DROP INDEX account_joined_name;
DROP INDEX lead_email;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("records", "0003_found_by_text")]
    operations = [
        migrations.RunSQL(MAKE, DROP),
        *(migrations.RunSQL(PER_KIND.format(kind=kind), f"DROP INDEX {kind}_search_text;") for kind in KINDS),
        # The pieces of an upload are compressed already: the database need not try again.
        migrations.RunSQL(
            "ALTER TABLE intake_uploadedpart ALTER COLUMN body SET STORAGE EXTERNAL",
            "ALTER TABLE intake_uploadedpart ALTER COLUMN body SET STORAGE EXTENDED",
        ),
    ]
