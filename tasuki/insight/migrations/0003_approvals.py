"""Approvals as reports read them: asked, decided, by whom (X-11)."""

from django.db import migrations

CREATE = """
CREATE VIEW approval_facts AS
SELECT a.id AS approval_id, a.opportunity_id, o.lead_id, a.state, a.rank, a.approver_id, o.origin, o.source,
  o.campaign_id, o.segment, coalesce(acc.industry, '') AS industry, o.sdr_id, o.owner_id AS ae_id, o.playbook, a.asked_at,
  CASE WHEN a.state IN ('granted', 'refused') THEN a.decided_at END AS decided_at, o.amount, o.currency
FROM conversion_approval a JOIN records_opportunity o ON o.id = a.opportunity_id
LEFT JOIN records_account acc ON acc.id = o.account_id;
"""
DROP = "DROP VIEW approval_facts;"


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0002_deliveries_and_calls"),
        ("records", "0003_milestones_follow"),
        ("conversion", "0002_rank_of_approvals"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
