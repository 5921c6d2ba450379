"""A lead's milestone knows when its first discovery call was held."""

from django.db import migrations

FOLLOW = """
CREATE FUNCTION milestone_of_discovery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE records_milestone m
    SET held_at = (SELECT min(t.held_at) FROM discovery_discovery t WHERE t.lead_id = m.lead_id)
    WHERE m.lead_id = new.lead_id OR TG_OP = 'UPDATE' AND m.lead_id = old.lead_id;
    RETURN NULL;
END $$;
CREATE TRIGGER milestone_of_discovery_first AFTER INSERT ON discovery_discovery
    FOR EACH ROW WHEN (new.held_at IS NOT NULL) EXECUTE FUNCTION milestone_of_discovery();
CREATE TRIGGER milestone_of_discovery_changed AFTER UPDATE ON discovery_discovery FOR EACH ROW
    WHEN ((old.held_at, old.lead_id) IS DISTINCT FROM (new.held_at, new.lead_id)) EXECUTE FUNCTION milestone_of_discovery();
"""
FORGET = """
DROP TRIGGER milestone_of_discovery_changed ON discovery_discovery;
DROP TRIGGER milestone_of_discovery_first ON discovery_discovery;
DROP FUNCTION milestone_of_discovery();
"""


class Migration(migrations.Migration):
    dependencies = [("discovery", "0001_initial"), ("records", "0002_milestones_follow")]
    operations = [migrations.RunSQL(FOLLOW, FORGET)]
