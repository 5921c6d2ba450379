"""A lead that only changes hands touches two columns of its milestone: thousands do so at once when leads are routed."""

from importlib import import_module

from django.db import migrations

follow = import_module("tasuki.records.migrations.0002_milestones_follow")
HANDS = ("owner_id", "ae_id")
OTHERS = tuple(name for name in follow.SEEN if name not in HANDS)
_IS_HANDED_ON = follow._changed(HANDS)
_IS_OTHERWISE_CHANGED = follow._changed(OTHERS)
FOLLOW = f"""
CREATE FUNCTION milestone_of_handed_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE records_milestone SET owner_id = new.owner_id, ae_id = new.ae_id WHERE lead_id = new.id;
    RETURN NULL;
END $$;
DROP TRIGGER milestone_of_changed_lead ON records_lead;
CREATE TRIGGER milestone_of_changed_lead AFTER UPDATE ON records_lead
    FOR EACH ROW WHEN ({_IS_OTHERWISE_CHANGED}) EXECUTE FUNCTION milestone_of_changed_lead();
CREATE TRIGGER milestone_of_handed_lead AFTER UPDATE ON records_lead
    FOR EACH ROW WHEN ({_IS_HANDED_ON} AND NOT {_IS_OTHERWISE_CHANGED}) EXECUTE FUNCTION milestone_of_handed_lead();
"""
FORGET = f"""
DROP TRIGGER milestone_of_handed_lead ON records_lead;
DROP FUNCTION milestone_of_handed_lead();
DROP TRIGGER milestone_of_changed_lead ON records_lead;
CREATE TRIGGER milestone_of_changed_lead AFTER UPDATE ON records_lead
    FOR EACH ROW WHEN ({follow._changed(follow.SEEN)}) EXECUTE FUNCTION milestone_of_changed_lead();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0006_moments_are_found")]
    operations = [migrations.RunSQL(FOLLOW, FORGET)]
