"""What a lead's record says, for the audit of its completeness."""

from django.db import migrations

CREATE = """
CREATE VIEW record_facts AS
SELECT l.id AS lead_id, m.origin, m.source, m.campaign_id, m.segment, m.industry, m.owner_id AS sdr_id, m.ae_id, m.playbook,
  m.captured_at, m.merged_at, m.exit_reason,
  coalesce(nullif(l.name, ''), concat(l.family_name, l.given_name)) AS person, l.email, l.phone,
  l.company_name AS company, l.title, l.country, l.employees
FROM records_lead l JOIN records_milestone m ON m.lead_id = l.id;
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0004_criteria_proven")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW record_facts")]
