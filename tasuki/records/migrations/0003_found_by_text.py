"""Accounts, contacts, opportunities and campaigns are found by text: the database folds their names as they are written.

Whoever writes a name, and by whatever path, its search text follows. `folded_words` folds as `tasuki.rules.matching`
does (a test compares them): width, case, accents, kana, old kanji, long vowels, punctuation, and the spaces that
Japanese writing does not mean.
"""

from __future__ import annotations

from django.db import migrations

_KATAKANA = range(0x30A1, 0x30F7)
_SMALL, _LARGE = "ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ"
_OLD = "髙﨑嵜邊邉澤濱廣國會學櫻龍眞德榮齋齊圓實壽淵澁瀧黑辻桒槇嶋冨惠條螢寳祐緖增"
_NEW = "高崎崎辺辺沢浜広国会学桜竜真徳栄斎斉円実寿渕渋滝黒辻桑槙島富恵条蛍宝祐緒増"
_TO_LARGE = dict(zip(_SMALL, _LARGE, strict=True))
FROM = "".join(chr(code) for code in _KATAKANA) + _SMALL + _OLD + "øłđı"
TO = "".join(_TO_LARGE.get(chr(code - 0x60), chr(code - 0x60)) for code in _KATAKANA) + _LARGE + _NEW + "oldi"
READING = r"[(\[〔【]\s*([ぁ-ゖァ-ヺー・\s]+)\s*[)\]〕】]"
CJK = "ぁ-ゖァ-ヺ㐀-䶿一-鿿々〆"

FOLDED_WORDS = rf"""
CREATE FUNCTION folded_words(line text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE said text := lower(normalize(line, NFKC));
BEGIN
  IF line = '' THEN RETURN ''; END IF;
  -- A reading in brackets stands after the name, not in the middle of it.
  IF said ~ '{READING}' THEN
    said := regexp_replace(said, '{READING}', '', 'g') || ' ' || 
      (SELECT string_agg(part.letters[1], ' ') FROM regexp_matches(said, '{READING}', 'g') AS part(letters));
  END IF;
  said := normalize(regexp_replace(normalize(said, NFKD), '[\u0300-\u036F]', '', 'g'), NFKC);
  said := translate(replace(replace(replace(said, 'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss'), '{FROM}', '{TO}');
  said := regexp_replace(said, '([ぁ-ゖ])[ー\-‐‑‒–—―−~〜]+', '\1', 'g');
  said := regexp_replace(said, '[''’‘`´]', '', 'g');
  said := regexp_replace(said, '(?<![a-z])([a-z])\.(?=[a-z]\.)', '\1', 'g');
  said := regexp_replace(said, '[&+]', ' and ', 'g');
  said := regexp_replace(said, '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F\u3000-\u3004\u3007-\u3020\u3099-\u309C\u30FB・]+', ' ', 'g');
  said := regexp_replace(said, '(?<=[{CJK}])\s+(?=\S)|(?<=\S)\s+(?=[{CJK}])', '', 'g');
  said := regexp_replace(said, '([ぁ-ゖ])ー+', '\1', 'g');
  RETURN ' ' || btrim(said);
END $$;
"""

# Table → which columns tell it, each folded for itself.
TOLD_BY = {
    "records_account": ("name", "replace(new.domain, '.', ' ')"),
    "records_contact": ("name", "kana", "translate(new.email, '@._', '   ')"),
    "records_opportunity": ("name",),
    "records_campaign": ("name", "code"),
}
COLUMNS = {"records_account": "name, domain", "records_contact": "name, kana, email", "records_opportunity": "name", "records_campaign": "name, code"}


def _followed(table: str) -> str:
    kind = table.removeprefix("records_")
    told = " || ".join(f"folded_words({one if '(' in one else f'new.{one}'})" for one in TOLD_BY[table])
    return f"""
CREATE FUNCTION {kind}_found_by_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.search_text := {told};
  RETURN new;
END $$;
CREATE TRIGGER {kind}_found_by_text BEFORE INSERT OR UPDATE OF {COLUMNS[table]}, search_text ON {table}
  FOR EACH ROW EXECUTE FUNCTION {kind}_found_by_text();
"""


def _left(table: str) -> str:
    kind = table.removeprefix("records_")
    return f"DROP TRIGGER {kind}_found_by_text ON {table}; DROP FUNCTION {kind}_found_by_text;"


class Migration(migrations.Migration):
    dependencies = [("records", "0002_milestones_follow")]
    operations = [
        migrations.RunSQL(FOLDED_WORDS, "DROP FUNCTION folded_words;"),
        *(migrations.RunSQL(_followed(table), _left(table)) for table in TOLD_BY),
    ]
