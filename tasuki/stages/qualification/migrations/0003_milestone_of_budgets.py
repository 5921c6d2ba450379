"""A lead's milestone knows which budget the buyer named."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("tasuki.stages.qualification.migrations.0002_milestone_of_answers").FOLLOW
FUNCTION = """
CREATE OR REPLACE FUNCTION milestone_of_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE records_milestone m SET (met, met_at, expected_amount, expected_currency) = (
        SELECT CASE WHEN count(*) > 0 THEN coalesce(array_agg(q.criterion ORDER BY q.criterion)
          FILTER (WHERE q.level >= 2), '{}') END, max(q.at) FILTER (WHERE q.level >= 2),
          min((q.body->'amount'->>'amount')::numeric) FILTER (WHERE q.criterion = 'budget'),
          min(q.body->'amount'->>'currency') FILTER (WHERE q.criterion = 'budget')
        FROM qualification_answer q WHERE q.lead_id = m.lead_id)
    WHERE TG_OP <> 'DELETE' AND m.lead_id = new.lead_id
        OR TG_OP = 'DELETE' AND m.lead_id = old.lead_id
        OR TG_OP = 'UPDATE' AND m.lead_id = old.lead_id;
    RETURN NULL;
END $$;
"""
FOLLOW = f"""
{FUNCTION}
DROP TRIGGER milestone_of_answer_changed ON qualification_answer;
CREATE TRIGGER milestone_of_answer_changed AFTER UPDATE ON qualification_answer FOR EACH ROW
    WHEN ((old.level, old.at, old.lead_id, old.criterion, old.body) IS DISTINCT FROM
      (new.level, new.at, new.lead_id, new.criterion, new.body))
    EXECUTE FUNCTION milestone_of_answers();
UPDATE records_milestone m SET expected_amount = (q.body->'amount'->>'amount')::numeric,
    expected_currency = q.body->'amount'->>'currency'
FROM qualification_answer q WHERE q.lead_id = m.lead_id AND q.criterion = 'budget';
"""
AS_BEFORE = BEFORE[: BEFORE.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("qualification", "0002_milestone_of_answers"), ("records", "0008_notes_on_records")]
    operations = [migrations.RunSQL(FOLLOW, AS_BEFORE)]
