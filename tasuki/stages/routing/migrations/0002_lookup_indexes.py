"""Routing asks who works other leads of the same company (RT-6): only leads at work are in the index."""

from __future__ import annotations

from django.db import migrations

MAKE = """
CREATE INDEX lead_at_work_by_domain ON records_lead (company_domain, captured_at DESC)
WHERE company_domain <> '' AND state IN ('mql', 'sal', 'sql', 'discovery');
"""
DROP = "DROP INDEX lead_at_work_by_domain;"


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial"), ("records", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, DROP)]
