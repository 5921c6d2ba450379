"""What says nothing in an opportunity is what the agreement in force calls a placeholder (HB-3, O-2)."""

from importlib import import_module

from django.db import migrations

_WRITTEN = import_module("tasuki.insight.migrations.0003_diagnosis").VIEWS
_BEGIN = _WRITTEN.index("CREATE OR REPLACE VIEW deal_facts AS")
_OLD = _WRITTEN[_BEGIN : _WRITTEN.index("CREATE OR REPLACE VIEW handoff_facts AS")]
_FIXED = _OLD[_OLD.index("    CASE WHEN coalesce(o.amount, 0) <= 1") : _OLD.index("    CASE WHEN o.state = 'open' AND NOT EXISTS")]
_SAID = "(SELECT v.{name} FROM playbooks_playbookversion v WHERE v.state = 'in_force')"
_READ = f"""    CASE WHEN coalesce(o.amount, 0) <= 0 OR o.amount = ANY ({_SAID.format(name="nothing_numbers")}::numeric[])
      THEN 'amount' END,
    CASE WHEN o.close_on IS NULL OR o.close_on = ANY ({_SAID.format(name="nothing_dates")}::date[]) THEN 'close_on' END,
    CASE WHEN says_nothing(o.qualification_notes, {_SAID.format(name="nothing_texts")}) THEN 'qualification_notes' END,
"""
_NEW = _OLD.replace(_FIXED, _READ).rstrip().removesuffix(";")
VIEW = f"""
CREATE OR REPLACE VIEW deal_facts AS SELECT f.*,
  CASE WHEN f.origin <> 'import' AND f.lead_id IS NOT NULL THEN ARRAY(
    SELECT told.criterion FROM (
      SELECT DISTINCT ON (e.data->>'criterion') e.data->>'criterion' AS criterion, (e.data->>'level')::int AS level
      FROM journal_event e
      WHERE e.lead_id = f.lead_id AND e.code = 'answer.recorded' AND e.at < f.created_at + interval '30 days'
        AND e.data ? 'criterion'
      ORDER BY e.data->>'criterion', e.at DESC, e.seq DESC
    ) told WHERE told.level >= 2) END AS proven
FROM ({_NEW.split("AS", 1)[1]}) f;
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0009_notes_are_read"), ("playbooks", "0002_placeholders_noted")]
    operations = [migrations.RunSQL(VIEW, migrations.RunSQL.noop)]
