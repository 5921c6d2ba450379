"""The moment of a submit decides who was first: the database lets nobody change it (DG-4)."""

from __future__ import annotations

from django.db import migrations

MAKE = """
CREATE FUNCTION registration_moment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'submitted_at of a registration never changes';
END $$;
CREATE TRIGGER registration_moment_stays BEFORE UPDATE OF submitted_at ON registration_registration
FOR EACH ROW WHEN (OLD.submitted_at IS DISTINCT FROM NEW.submitted_at) EXECUTE FUNCTION registration_moment_stays();
"""
DROP = """
DROP TRIGGER registration_moment_stays ON registration_registration;
DROP FUNCTION registration_moment_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("registration", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, DROP)]
