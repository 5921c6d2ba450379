"""Names are folded as before, in half the time: only letters that a line has are looked for (`0003_found_by_text`).

And as `tasuki.rules.matching` has it, a long vowel mark goes with the space before it: ``あ.ー&`` is ``あand``.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

BEFORE = import_module("tasuki.records.migrations.0003_found_by_text")
CJK, READING = BEFORE.CJK, BEFORE.READING
KANA = len(BEFORE._KATAKANA) + len(BEFORE._SMALL)
KANA_FROM, KANA_TO = BEFORE.FROM[:KANA], BEFORE.TO[:KANA]
OTHER_FROM, OTHER_TO = BEFORE.FROM[KANA:], BEFORE.TO[KANA:]

FOLDED_WORDS = rf"""
CREATE OR REPLACE FUNCTION folded_words(line text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE said text;
BEGIN
  IF line = '' THEN RETURN ''; END IF;
  said := lower(normalize(line, NFKC));
  -- A reading in brackets stands after the name, not in the middle of it.
  IF said ~ '{READING}' THEN
    said := regexp_replace(said, '{READING}', '', 'g') || ' ' ||
      (SELECT string_agg(part.letters[1], ' ') FROM regexp_matches(said, '{READING}', 'g') AS part(letters));
  END IF;
  IF said ~ '[^\u0001-\u007F]' THEN
    said := normalize(regexp_replace(normalize(said, NFKD), '[\u0300-\u036F]', '', 'g'), NFKC);
    said := replace(replace(replace(said, 'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss');
    -- `translate` compares each letter of the line with all of these.
    IF said ~ '[{KANA_FROM}]' THEN said := translate(said, '{KANA_FROM}', '{KANA_TO}'); END IF;
    IF said ~ '[{OTHER_FROM}]' THEN said := translate(said, '{OTHER_FROM}', '{OTHER_TO}'); END IF;
    said := regexp_replace(said, '([ぁ-ゖ])[ー\-‐‑‒–—―−~〜]+', '\1', 'g');
    IF said ~ '[\u3099\u309A]' THEN said := normalize(said, NFKC); END IF;  -- a mark whose letter it now follows
  END IF;
  said := regexp_replace(said, '[''’‘`´]', '', 'g');
  said := regexp_replace(said, '(?<![a-z])([a-z])\.(?=[a-z]\.)', '\1', 'g');
  said := regexp_replace(said, '[&+]', ' and ', 'g');
  said := regexp_replace(said, '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F\u3000-\u3004\u3007-\u3020\u3099-\u309C\u30FB・]+', ' ', 'g');
  said := regexp_replace(said, '([ぁ-ゖ])\s*ー+', '\1', 'g');
  said := regexp_replace(said, '(?<=[{CJK}])\s+(?=\S)|(?<=\S)\s+(?=[{CJK}])', '', 'g');
  RETURN ' ' || btrim(said);
END $$;
"""
AS_BEFORE = BEFORE.FOLDED_WORDS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("records", "0004_criteria_met")]
    operations = [migrations.RunSQL(FOLDED_WORDS, AS_BEFORE)]
