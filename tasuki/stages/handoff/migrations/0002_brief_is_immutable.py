from django.db import migrations

FORBID = """
CREATE FUNCTION brief_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a submitted brief is immutable: amend it, which makes a new version'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER brief_is_immutable BEFORE UPDATE ON handoff_briefversion
    FOR EACH ROW EXECUTE FUNCTION brief_is_immutable();
"""
ALLOW = """
DROP TRIGGER brief_is_immutable ON handoff_briefversion;
DROP FUNCTION brief_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("handoff", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
