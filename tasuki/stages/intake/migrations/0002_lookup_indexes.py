"""Imports look leads and contacts up by e-mail address and accounts by folded name, without regard to spaces."""

from __future__ import annotations

from django.db import migrations

MAKE = """
CREATE INDEX lead_email ON records_lead (email) WHERE email <> '';
CREATE INDEX account_joined_name ON records_account (replace(name_key, ' ', ''));
"""
DROP = """
DROP INDEX account_joined_name;
DROP INDEX lead_email;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("records", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, DROP)]
