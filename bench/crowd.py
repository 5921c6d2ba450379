"""Many leads: a CSV file of them, with names as often as names are, and a million made of what it became."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import psycopg
from psycopg import sql

LETTERS = "abcdefghij"  # one per copy: marks a copy's companies
HEADERS = (
    "external_id", "name", "family_name", "given_name", "title", "email", "phone", "company_name", "company_domain",
    "country", "region", "industry", "employees", "segment", "source", "campaign", "captured_at",
)  # fmt: skip
# A part of a name in Japanese, and as it is written in an address.
_FAMILY = (("高", "taka"), ("山", "yama"), ("田", "ta"), ("中", "naka"), ("村", "mura"), ("木", "ki"), ("川", "kawa"),
           ("林", "bayashi"), ("石", "ishi"), ("井", "i"), ("野", "no"), ("原", "hara"), ("松", "matsu"), ("本", "moto"),
           ("藤", "fuji"), ("岡", "oka"), ("島", "shima"), ("崎", "saki"), ("谷", "tani"), ("沢", "sawa"))  # fmt: skip
_GIVEN = (("健", "ken"), ("美", "mi"), ("真", "ma"), ("一", "kazu"), ("子", "ko"), ("樹", "ki"), ("奈", "na"), ("翔", "sho"),
          ("大", "dai"), ("咲", "saki"), ("介", "suke"), ("香", "ka"), ("雄", "yu"), ("恵", "e"), ("太", "ta"))  # fmt: skip
_LATIN_FAMILY = (
    "Mar",
    "Ander",
    "Wil",
    "Pet",
    "Schnei",
    "Ber",
    "Car",
    "Tho",
    "Har",
    "Lin",
    "Gar",
    "Mor",
    "Ro",
    "Sto",
    "Ke",
    "Du",
)
_LATIN_END = (
    "tin",
    "son",
    "liams",
    "sen",
    "der",
    "nard",
    "ston",
    "man",
    "ley",
    "ris",
    "cia",
    "bois",
    "rez",
    "vic",
    "ton",
    "ner",
)
_LATIN_GIVEN = (
    "An",
    "Em",
    "Li",
    "No",
    "Mi",
    "Lu",
    "El",
    "Hu",
    "Sa",
    "Iv",
    "Ni",
    "Os",
    "Ka",
    "Jo",
    "Ma",
    "Ta",
)
_LATIN_GIVEN_END = (
    "na",
    "ma",
    "am",
    "ah",
    "a",
    "cas",
    "ena",
    "go",
    "ra",
    "an",
    "ne",
    "car",
    "rin",
    "nas",
    "rie",
    "lia",
)
_TITLES = ("部長", "課長", "取締役", "担当", "情報システム部長", "Manager", "Director", "")
_REGIONS = ("関東", "関西", "東海", "九州", "北海道")
_INDUSTRIES = ("manufacturing", "logistics", "retail", "software", "finance")
_SEGMENTS = ("mid_market", "enterprise", "smb")
_SOURCES = ("inbound", "webinar", "event", "outbound", "partner")
_TRADES = ("製作所", "商事", "システムズ", "工業", "物流")
JAPANESE_SHARE = 0.65
LEADS_PER_COMPANY = 5
DAYS = 720


def write_csv(path: Path, rows: int, at: datetime, seed: int = 20) -> None:
    """Leads of the last two years. Frequent names are as frequent as in life, so that many people share them."""
    chance = Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADERS)
        out.writerows(_row(number, rows, at, chance) for number in range(rows))


def _row(number: int, rows: int, at: datetime, chance: Random) -> tuple[str, ...]:
    mark = f"0{number:07}"
    company = f"{LETTERS[0]}{chance.randrange(max(rows // LEADS_PER_COMPANY, 1)):05}"
    native = chance.random() < JAPANESE_SHARE
    (family, given, reading) = _japanese(chance) if native else _latin(chance)
    name = f"{family} {given}" if native else f"{given} {family}"
    captured_at = at - timedelta(minutes=chance.randrange(1, DAYS * 24 * 60))
    return (
        f"crm-{mark}", name, family, given, chance.choice(_TITLES), f"{reading}{mark}@{company}.co.jp",
        f"+8190{mark}", f"株式会社{company}{_TRADES[int(company[1:]) % 5]}", f"{company}.co.jp", "JP",
        chance.choice(_REGIONS), chance.choice(_INDUSTRIES), str(chance.randrange(20, 9_000)),
        chance.choice(_SEGMENTS), chance.choice(_SOURCES), f"campaign-{chance.randrange(20)}",
        captured_at.isoformat(),
    )  # fmt: skip


def _japanese(chance: Random) -> tuple[str, str, str]:
    first, second = (_FAMILY[_often(chance, len(_FAMILY))] for _ in range(2))
    third, fourth = (_GIVEN[_often(chance, len(_GIVEN))] for _ in range(2))
    return first[0] + second[0], third[0] + fourth[0], f"{first[1]}{second[1]}.{third[1]}"


def _latin(chance: Random) -> tuple[str, str, str]:
    parts = (_LATIN_FAMILY, _LATIN_END, _LATIN_GIVEN, _LATIN_GIVEN_END)
    first, second, third, fourth = (part[_often(chance, len(part))] for part in parts)
    return first + second, third + fourth, f"{third}{fourth}.{first}{second}".lower()


def _often(chance: Random, of: int) -> int:
    """A number below ``of``, the small ones more often: the commonest full name is shared by some seventy in a million."""
    return int(of * chance.random() ** 1.3)


# One copy of all imported leads: other people with the same names at other companies, further along or done with.
COPY_OF_THE_LEADS = """
INSERT INTO records_lead ({columns}) SELECT {values} FROM records_lead lead
CROSS JOIN LATERAL (SELECT %(copy)s::text || substr(lead.external_id, 6) AS mark, lead.captured_at
    - (%(copy)s::integer * interval '7 minutes') AS captured_at, abs(hashtext(lead.external_id || %(copy)s::text)) %% 100 AS lot) c
WHERE lead.external_id LIKE 'crm-0%%'
"""
_LETTER = "translate(%(copy)s::text, '0123456789', '" + LETTERS + "')"
_COMPANY = r"regexp_replace(lead.{column}, '\ma(\d{{5}})', " + _LETTER + r" || '\1', 'g')"
_COPIED = {
    "id": "(lpad(to_hex((extract(epoch FROM c.captured_at) * 1000)::bigint), 12, '0') || '7' || "
    "substr(md5(lead.id::text || %(copy)s::text), 1, 3) || '8' || substr(md5(%(copy)s::text || lead.id::text), 1, 15))::uuid",
    "external_id": "'crm-' || c.mark",
    "email": r"replace(regexp_replace(lead.email, '@a', '@' || "
    + _LETTER
    + "), substr(lead.external_id, 5), c.mark)",
    "phone": "'+8190' || c.mark",
    "company_name": "replace(lead.company_name, '株式会社a', '株式会社' || " + _LETTER + ")",
    "company_domain": "regexp_replace(lead.company_domain, '^a', " + _LETTER + ")",
    "match_keys": r"string_to_array(regexp_replace(replace(array_to_string(lead.match_keys, E'\x1f'), "
    r"substr(lead.external_id, 5), c.mark), '([:@])a(\d{5})', '\1' || "
    + _LETTER
    + r" || '\2', 'g'), E'\x1f')",
    "captured_at": "c.captured_at",
    "state_since": "c.captured_at",
    "created_at": "c.captured_at",
    "origin": "'native'",
    "import_id": "NULL",
    "fit": "c.lot",
    "intent": "(c.lot * 7) %% 100",
    "state": "CASE WHEN c.lot < 40 THEN 'captured' WHEN c.lot < 55 THEN 'mql' WHEN c.lot < 63 THEN 'sal' "
    "WHEN c.lot < 68 THEN 'sql' WHEN c.lot < 71 THEN 'discovery' WHEN c.lot < 88 THEN 'disqualified' ELSE 'recycled' END",
    "owner_id": "CASE WHEN c.lot > 20 THEN (%(sdrs)s::uuid[])[1 + abs(hashtext(c.mark)) %% cardinality(%(sdrs)s::uuid[])] END",
    "ae_id": "CASE WHEN c.lot BETWEEN 63 AND 70 THEN (%(aes)s::uuid[])[1 + abs(hashtext(c.mark)) %% cardinality(%(aes)s::uuid[])] END",
}
TOLD_AND_TOUCHED = """
WITH touched AS (
  INSERT INTO records_touchpoint (id, lead_id, kind, at, direction, two_way, content, signal, note)
  SELECT gen_random_uuid(), id, 'email', captured_at + interval '3 hours', 'outbound', false, '', '', ''
  FROM records_lead WHERE owner_id IS NOT NULL AND origin = 'native')
INSERT INTO journal_event (code, at, door, subject, subject_id, lead_id, playbook, reason, origin, data)
SELECT 'lead.captured', captured_at, 'api', 'lead', id, id, 'article@1', '', 'native', jsonb_build_object('source', source)
FROM records_lead WHERE origin = 'native' AND external_id LIKE 'crm-%%'
"""
INDEXES = """
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
WHERE i.indrelid = 'records_lead'::regclass AND NOT i.indisunique
"""


def multiply(dsn: str, copies: int, sdrs: list[str], aes: list[str]) -> None:
    """Copy the imported leads so often, in all states and with owners; indexes are built afterwards, as after a load."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # the copies keep every reference
        connection.execute("SET maintenance_work_mem = '512MB'")
        indexes = connection.execute(INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        columns = [row[0] for row in connection.execute(_COLUMNS)]
        statement = COPY_OF_THE_LEADS.format(
            columns=", ".join(columns),
            values=", ".join(_COPIED.get(column, f"lead.{column}") for column in columns),
        )
        for copy in range(1, copies):
            connection.execute(statement, {"copy": str(copy), "sdrs": sdrs, "aes": aes})
        for _, definition in indexes:
            connection.execute(sql.SQL(definition))
        connection.execute(TOLD_AND_TOUCHED.replace("%%", "%"))
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = 'records_lead'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
