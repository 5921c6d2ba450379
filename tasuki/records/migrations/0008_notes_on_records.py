"""What takes long to find out about a lead is noted in its milestone, and taken away when the lead changes."""

from django.db import migrations, models
from django.db.models import Q

EDGES = ".。…!！?？()（）[]「」 "
BITS = ("person", "email", "phone", "company", "title", "industry", "country", "source", "employees")
TEXTS = BITS[:-1]
NOTE = f"""
CREATE FUNCTION says_nothing(said text, words text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT said = '' OR lower(btrim(btrim(normalize(said, NFKC)), '{EDGES}')) = ANY (words)
$$;
CREATE FUNCTION what_lead_lacks(lead uuid, words text[], numbers int[]) RETURNS int LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT {" + ".join(f"(lacks.{key})::int * {1 << place}" for place, key in enumerate(BITS))}
    + ({" OR ".join(f"lacks.{key} AND told.{key} <> ''" for key in TEXTS)})::int * {1 << len(BITS)}
  FROM (
    SELECT coalesce(nullif(l.name, ''), concat(l.family_name, l.given_name)) AS person, l.email::text, l.phone::text,
      l.company_name::text AS company, l.title::text, l.industry::text, l.country::text, l.source::text, l.employees
    FROM records_lead l WHERE l.id = lead
  ) told CROSS JOIN LATERAL (
    SELECT {", ".join(f"says_nothing(told.{key}, words) AS {key}" for key in TEXTS)},
      coalesce(told.employees = ANY (numbers), TRUE) AS employees OFFSET 0
  ) lacks
$$;
CREATE FUNCTION lead_came_complete(lead uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT l.company_name <> '' AND l.source <> '' AND concat(l.name, l.family_name, l.email) <> ''
  FROM records_lead l WHERE l.id = lead
$$;
CREATE FUNCTION lead_came_with_context(lead uuid, since timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT NOT (e.data->'open' ? 'G-00') FROM journal_event e
  WHERE e.lead_id = lead AND e.at >= since AND e.code = 'lead.marketing_qualified' ORDER BY e.at LIMIT 1
$$;

CREATE FUNCTION notes_of_changed_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE records_milestone SET noted = NULL WHERE lead_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER notes_of_changed_lead AFTER UPDATE ON records_lead FOR EACH ROW
    WHEN ((old.name, old.family_name, old.given_name, old.email, old.phone, old.company_name, old.title, old.industry,
      old.country, old.source, old.employees) IS DISTINCT FROM (new.name, new.family_name, new.given_name, new.email,
      new.phone, new.company_name, new.title, new.industry, new.country, new.source, new.employees))
    EXECUTE FUNCTION notes_of_changed_lead();

CREATE FUNCTION notes_of_moved_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.noted := NULL;
    RETURN new;
END $$;
CREATE TRIGGER notes_of_moved_lead BEFORE UPDATE ON records_milestone FOR EACH ROW
    WHEN ((old.state, old.mql_at) IS DISTINCT FROM (new.state, new.mql_at))
    EXECUTE FUNCTION notes_of_moved_lead();
"""
FORGET = """
DROP TRIGGER notes_of_moved_lead ON records_milestone;
DROP FUNCTION notes_of_moved_lead();
DROP TRIGGER notes_of_changed_lead ON records_lead;
DROP FUNCTION notes_of_changed_lead();
DROP FUNCTION lead_came_with_context(uuid, timestamptz);
DROP FUNCTION lead_came_complete(uuid);
DROP FUNCTION what_lead_lacks(uuid, text[], int[]);
DROP FUNCTION says_nothing(text, text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0007_milestones_of_handed_leads"), ("journal", "0001_initial")]
    operations = [
        migrations.AddField("milestone", "expected_amount", models.DecimalField(max_digits=20, decimal_places=2, null=True)),
        migrations.AddField("milestone", "expected_currency", models.CharField(max_length=10, null=True)),
        migrations.AddField("milestone", "noted", models.IntegerField(null=True)),
        migrations.AddField("milestone", "lacks", models.IntegerField(null=True)),
        migrations.AddField("milestone", "complete", models.BooleanField(null=True)),
        migrations.AddField("milestone", "with_context", models.BooleanField(null=True)),
        migrations.AddIndex("milestone", models.Index(fields=["noted"], name="milestone_noted")),
        migrations.AddIndex(
            "milestone",
            models.Index(fields=["state", "met_at"], name="milestone_met", condition=Q(met_at__isnull=False)),
        ),
        migrations.RunSQL(NOTE, FORGET),
    ]
