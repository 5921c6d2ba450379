"""Campaigns are listed by their first day, or by the day on which they were recorded."""

from django.db import migrations

WITH_LISTED = """
CREATE OR REPLACE VIEW campaign_facts AS
SELECT id AS campaign_id, code, name, source, message, offer, audience, spend, currency, starts_on, ends_on,
  coalesce(starts_on, (created_at AT TIME ZONE 'UTC')::date) AS listed_on
FROM records_campaign;
"""
WITHOUT = """
DROP VIEW campaign_facts;
CREATE VIEW campaign_facts AS
SELECT id AS campaign_id, code, name, source, message, offer, audience, spend, currency, starts_on, ends_on
FROM records_campaign;
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_facts")]
    operations = [migrations.RunSQL(WITH_LISTED, WITHOUT)]
