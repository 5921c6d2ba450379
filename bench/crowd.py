"""Many leads: a CSV file of them, with names as often as names are, and a million made of what it became."""

from __future__ import annotations

import csv
from dataclasses import dataclass
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
# Parts of Japanese names, each with its reading in an address; parts of others. The first ones are the most frequent.
_FAMILY = "高taka 山yama 田ta 中naka 村mura 木ki 川kawa 林hayashi 石ishi 井i 野no 原hara 松matsu 本moto 藤fuji 岡oka"
_GIVEN = "健ken 美mi 真ma 一kazu 子ko 樹ki 奈na 翔sho 大dai 咲saki 介suke 香ka 雄yu 恵e 太ta"
_LATIN_FAMILY = (
    "Mar Ander Wil Pet Schnei Ber Car Tho Har Lin Gar Mor",
    "tin son liams sen der nard ston man ley ris cia",
)
_LATIN_GIVEN = ("An Em Li No Mi Lu El Hu Sa Iv Ni Os Ka Jo", "na ma am ah a cas ena go ra an ne car rin nas")
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
    who = somebody(chance)
    captured_at = at - timedelta(minutes=chance.randrange(1, DAYS * 24 * 60))
    return (
        f"crm-{mark}", who.name, who.family, who.given, chance.choice(_TITLES), f"{who.mailbox}{mark}@{company}.co.jp",
        f"+8190{mark}", f"株式会社{company}{_TRADES[int(company[1:]) % 5]}", f"{company}.co.jp", "JP",
        chance.choice(_REGIONS), chance.choice(_INDUSTRIES), str(chance.randrange(20, 9_000)),
        chance.choice(_SEGMENTS), chance.choice(_SOURCES), f"campaign-{chance.randrange(20)}",
        captured_at.isoformat(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Somebody:
    """A name, and how it looks in an address."""

    family: str
    given: str
    mailbox: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}" if self.family.isascii() else f"{self.family} {self.given}"


def somebody(chance: Random) -> Somebody:
    if chance.random() < JAPANESE_SHARE:
        family, given = ([_often(chance, words.split()) for _ in range(2)] for words in (_FAMILY, _GIVEN))
        mailbox = ".".join("".join(part[1:] for part in parts) for parts in (family, given))
        return Somebody("".join(part[0] for part in family), "".join(part[0] for part in given), mailbox)
    first, last = (
        "".join(_often(chance, words.split()) for words in parts) for parts in (_LATIN_GIVEN, _LATIN_FAMILY)
    )
    return Somebody(last, first, f"{first}.{last}".lower())


def _often(chance: Random, words: list[str]) -> str:
    """The first words more often: the commonest full name is shared by about a hundred in a million."""
    return words[int(len(words) * chance.random() ** 1.3)]


# One copy of all imported leads: other people with the same names at other companies, further along or done with.
COPY_OF_THE_LEADS = """
INSERT INTO records_lead ({columns}) SELECT {values} FROM records_lead lead
CROSS JOIN LATERAL (
  SELECT %(copy)s::text || substr(lead.external_id, 6) AS mark,
    abs(hashtext(lead.external_id || %(copy)s::text)) %% 100 AS lot,
    lead.captured_at - (%(copy)s::integer * interval '7 minutes') AS captured_at,
    translate(%(copy)s::text, '0123456789', %(letters)s) AS letter,
    substr(lead.external_id, 5) AS old_mark) c
WHERE lead.external_id LIKE 'crm-0%%'
"""
# What differs in a copy, column by column; everything else stays. Match keys follow the words they were made of.
DIFFERENT = {
    "id": """(lpad(to_hex((extract(epoch FROM c.captured_at) * 1000)::bigint), 12, '0') || '7'
      || substr(md5(lead.id::text || %(copy)s::text), 1, 3) || '8'
      || substr(md5(%(copy)s::text || lead.id::text), 1, 15))::uuid""",
    "external_id": "'crm-' || c.mark",
    "email": "replace(regexp_replace(lead.email, '@a', '@' || c.letter), c.old_mark, c.mark)",
    "phone": "'+8190' || c.mark",
    "company_name": "replace(lead.company_name, '株式会社a', '株式会社' || c.letter)",
    "company_domain": "regexp_replace(lead.company_domain, '^a', c.letter)",
    "search_text": r"""regexp_replace(lead.search_text, '\ma(\d{5})', c.letter || '\1', 'g')""",
    "match_keys": r"""string_to_array(regexp_replace(
      replace(array_to_string(lead.match_keys, E'\x1f'), c.old_mark, c.mark),
      '([:@])a(\d{5})', '\1' || c.letter || '\2', 'g'), E'\x1f')""",
    "captured_at": "c.captured_at",
    "state_since": "c.captured_at",
    "created_at": "c.captured_at",
    "origin": "'native'",
    "import_id": "NULL",
    "fit": "c.lot",
    "intent": "(c.lot * 7) %% 100",
    "state": """CASE WHEN c.lot < 40 THEN 'captured' WHEN c.lot < 55 THEN 'mql' WHEN c.lot < 63 THEN 'sal'
      WHEN c.lot < 68 THEN 'sql' WHEN c.lot < 71 THEN 'discovery' WHEN c.lot < 88 THEN 'disqualified'
      ELSE 'recycled' END""",
    "owner_id": """CASE WHEN c.lot > 20
      THEN (%(sdrs)s::uuid[])[1 + abs(hashtext(c.mark)) %% cardinality(%(sdrs)s::uuid[])] END""",
    "ae_id": """CASE WHEN c.lot BETWEEN 63 AND 70
      THEN (%(aes)s::uuid[])[1 + abs(hashtext(c.mark)) %% cardinality(%(aes)s::uuid[])] END""",
}
TOLD_AND_TOUCHED = """
WITH touched AS (
  INSERT INTO records_touchpoint (id, lead_id, kind, at, direction, two_way, content, signal, note)
  SELECT gen_random_uuid(), id, 'email', captured_at + interval '3 hours', 'outbound', false, '', '', ''
  FROM records_lead WHERE owner_id IS NOT NULL AND external_id LIKE 'crm-%')
INSERT INTO journal_event (code, at, door, subject, subject_id, lead_id, playbook, reason, origin, data)
SELECT 'lead.captured', captured_at, 'api', 'lead', id, id, 'article@1', '', 'native',
  jsonb_build_object('source', source)
FROM records_lead WHERE origin = 'native' AND external_id LIKE 'crm-%'
"""
# Some of what waits for an SDR has a promise running; a quarter of these are overdue.
PROMISED = """
INSERT INTO sla_clock (id, sla, lead_id, subject, subject_id, owner_id, owner_role, playbook, calendar,
  calendar_version, within, started_at, due_at, allowance_seconds, warn_at, warn_levels, next_at, fired,
  paused_for_seconds, pauses, pause_reason, stopped_by, outcome, rung_at, rungs, late_because, side)
SELECT gen_random_uuid(), 'SL-3', lead.id, 'lead', lead.id, lead.owner_id, 'sdr', 'article@1', 'office', 1,
  '5 business days', lead.captured_at, d.due_at, 144000, ARRAY[d.due_at - interval '1 day'], ARRAY[0.8],
  d.due_at - interval '1 day', 0, 0, '[]', '', '', '', '{}', '{}', '', 'sdr'
FROM records_lead lead CROSS JOIN LATERAL (
  SELECT now() + (abs(hashtext(lead.id::text)) % 10000 - 2500) * interval '1 minute' AS due_at) d
WHERE lead.state = 'mql' AND lead.owner_id IS NOT NULL AND abs(hashtext(lead.external_id)) % 6 = 0
ON CONFLICT DO NOTHING
"""
# The copies come without triggers: what the database would have kept beside each is written for all of them at once.
MILESTONES = """
INSERT INTO records_milestone ({columns}) SELECT {columns} FROM records_milestone_due due
WHERE NOT EXISTS (SELECT FROM records_milestone m WHERE m.lead_id = due.lead_id)
"""
INDEXES = """
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
WHERE i.indrelid = 'records_lead'::regclass AND NOT i.indisunique
"""
COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


def multiply(dsn: str, copies: int, sdrs: list[str], aes: list[str]) -> None:
    """Copy the imported leads so often, in all states and with owners; indexes are built last, as after a load."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # the copies keep every reference
        connection.execute("SET maintenance_work_mem = '512MB'")
        indexes = connection.execute(INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        columns = _columns_of("records_lead", connection)
        values = [DIFFERENT.get(column, f"lead.{column}") for column in columns]
        for copy in range(1, copies):
            connection.execute(
                _filled(COPY_OF_THE_LEADS, columns=", ".join(columns), values=", ".join(values)),
                {"copy": str(copy), "letters": LETTERS, "sdrs": sdrs, "aes": aes},
            )
        for _, definition in indexes:
            connection.execute(definition)
        kept = ", ".join(_columns_of("records_milestone_due", connection))
        connection.execute(_filled(MILESTONES, columns=kept))
        connection.execute(TOLD_AND_TOUCHED)
        connection.execute(PROMISED)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _columns_of(table: str, connection: psycopg.Connection) -> list[str]:
    return [row[0] for row in connection.execute(COLUMNS, [table])]


def _filled(statement: str, **parts: str) -> bytes:
    """Bytes, because psycopg's types want a literal where the text is put together."""
    return statement.format(**parts).encode()
