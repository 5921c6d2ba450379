"""A lead's milestone knows which criteria the buyer has confirmed, and when the last of them was."""

from django.db import migrations

FOLLOW = """
CREATE FUNCTION milestone_of_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE records_milestone m SET (met, met_at) = (
        SELECT CASE WHEN count(*) > 0 THEN coalesce(array_agg(q.criterion ORDER BY q.criterion)
          FILTER (WHERE q.level >= 2), '{}') END, max(q.at) FILTER (WHERE q.level >= 2)
        FROM qualification_answer q WHERE q.lead_id = m.lead_id)
    WHERE TG_OP <> 'DELETE' AND m.lead_id = new.lead_id
        OR TG_OP = 'DELETE' AND m.lead_id = old.lead_id
        OR TG_OP = 'UPDATE' AND m.lead_id = old.lead_id;
    RETURN NULL;
END $$;
CREATE TRIGGER milestone_of_answer_given AFTER INSERT OR DELETE ON qualification_answer
    FOR EACH ROW EXECUTE FUNCTION milestone_of_answers();
CREATE TRIGGER milestone_of_answer_changed AFTER UPDATE ON qualification_answer FOR EACH ROW
    WHEN ((old.level, old.at, old.lead_id) IS DISTINCT FROM (new.level, new.at, new.lead_id))
    EXECUTE FUNCTION milestone_of_answers();
UPDATE records_milestone m SET met = found.met, met_at = found.met_at FROM (
    SELECT q.lead_id, coalesce(array_agg(q.criterion ORDER BY q.criterion) FILTER (WHERE q.level >= 2), '{}') AS met,
      max(q.at) FILTER (WHERE q.level >= 2) AS met_at
    FROM qualification_answer q GROUP BY q.lead_id) found
WHERE found.lead_id = m.lead_id;
"""
FORGET = """
DROP TRIGGER milestone_of_answer_changed ON qualification_answer;
DROP TRIGGER milestone_of_answer_given ON qualification_answer;
DROP FUNCTION milestone_of_answers();
"""


class Migration(migrations.Migration):
    dependencies = [("qualification", "0001_initial"), ("records", "0004_criteria_met")]
    operations = [migrations.RunSQL(FOLLOW, FORGET)]
