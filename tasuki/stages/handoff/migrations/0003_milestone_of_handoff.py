"""A lead's milestone knows when it was first handed over."""

from django.db import migrations

FOLLOW = """
CREATE FUNCTION milestone_of_handoff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE records_milestone m
    SET handed_over_at = (SELECT min(t.submitted_at) FROM handoff_handoff t WHERE t.lead_id = m.lead_id)
    WHERE m.lead_id = new.lead_id OR TG_OP = 'UPDATE' AND m.lead_id = old.lead_id;
    RETURN NULL;
END $$;
CREATE TRIGGER milestone_of_handoff_first AFTER INSERT ON handoff_handoff
    FOR EACH ROW WHEN (new.submitted_at IS NOT NULL) EXECUTE FUNCTION milestone_of_handoff();
CREATE TRIGGER milestone_of_handoff_changed AFTER UPDATE ON handoff_handoff FOR EACH ROW
    WHEN ((old.submitted_at, old.lead_id) IS DISTINCT FROM (new.submitted_at, new.lead_id)) EXECUTE FUNCTION milestone_of_handoff();
"""
FORGET = """
DROP TRIGGER milestone_of_handoff_changed ON handoff_handoff;
DROP TRIGGER milestone_of_handoff_first ON handoff_handoff;
DROP FUNCTION milestone_of_handoff();
"""


class Migration(migrations.Migration):
    dependencies = [("handoff", "0002_brief_is_immutable"), ("records", "0002_milestones_follow")]
    operations = [migrations.RunSQL(FOLLOW, FORGET)]
