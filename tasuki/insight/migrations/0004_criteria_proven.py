"""Which criteria of an opportunity were proven thirty days after its making, as the journal tells it (K-10)."""

from django.db import migrations

# One column more at the end of the view as it stands.
ADD_PROVEN = """
DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW deal_facts AS SELECT f.*,
  CASE WHEN f.origin <> ''import'' AND f.lead_id IS NOT NULL THEN ARRAY(
    SELECT told.criterion FROM (
      SELECT DISTINCT ON (e.data->>''criterion'') e.data->>''criterion'' AS criterion, (e.data->>''level'')::int AS level
      FROM journal_event e
      WHERE e.lead_id = f.lead_id AND e.code = ''answer.recorded'' AND e.at < f.created_at + interval ''30 days''
        AND e.data ? ''criterion''
      ORDER BY e.data->>''criterion'', e.at DESC, e.seq DESC
    ) told WHERE told.level >= 2) END AS proven
  FROM (' || rtrim(pg_get_viewdef('deal_facts'::regclass), '; ') || ') f';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0003_diagnosis"), ("journal", "0001_initial")]
    operations = [migrations.RunSQL(ADD_PROVEN, migrations.RunSQL.noop)]
