"""The floor: rows that the product has written, written again by raw psycopg, with no rule and no question.

Prepared statements, one transaction per operation, one statement per row, on connections that stay open.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tasuki.platform.ids import new_id

JSONB = 3802  # the type's oid, the same in every PostgreSQL
GIVEN_BY_THE_DATABASE = ("seq", "txid")
ONCE = ("external_id", "email", "domain", "idempotency_key")
LONGEST_KEY = 80

# Which rows belong to one operation: table → the column that names its subject.
OF_A_NEW_LEAD = {
    "records_lead": "id",
    "intake_suspect": "lead_id",
    "routing_assignment": "lead_id",
    "sla_clock": "lead_id",
    "journal_event": "lead_id",
}
OF_AN_ASSIGNMENT = {
    "routing_assignment": "lead_id",
    "sla_clock": "lead_id",
    "journal_event": "lead_id",
}
OF_A_CONVERSION = {
    "records_account": "account_id",
    "records_contact": "account_id",
    "records_opportunity": "opportunity_id",
    "records_contactrole": "opportunity_id",
    "records_nextstep": "opportunity_id",
    "records_task": "opportunity_id",
    "conversion_conversion": "opportunity_id",
    "journal_event": "opportunity_id",
}
LOCK_LEAD = "SELECT id FROM records_lead WHERE id = %s FOR UPDATE"
GIVE_LEAD = "UPDATE records_lead SET owner_id = %s, version = version + 1 WHERE id = %s AND owner_id IS NULL"
MOVE_LEAD = """
UPDATE records_lead SET state = 'converted', state_since = %s, version = version + 1, account_id = %s, contact_id = %s,
  opportunity_id = %s, entered_converted_at = %s WHERE id = %s AND state = 'discovery'
"""

Row = tuple[str, Mapping[str, Any]]
Statement = tuple[sql.Composed | sql.SQL, Sequence[Any]]
Operation = Sequence[Statement]


@dataclass(frozen=True, slots=True)
class Recording:
    """The rows of one operation, and the ids that it made."""

    rows: Sequence[Row]
    made: frozenset[UUID]


def record(dsn: str, tables: Mapping[str, str], subject: Mapping[str, UUID]) -> Recording:
    """What stands in the database of one operation; ``subject`` gives the ids that the tables' columns name."""
    rows: list[Row] = []
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        for table, column in tables.items():
            key = "id" if column == "id" or table == f"records_{column.removesuffix('_id')}" else column
            asked = sql.SQL("SELECT * FROM {} WHERE {} = %s").format(
                sql.Identifier(table), sql.Identifier(key)
            )
            cursor = connection.execute(asked, [subject[column]])
            json = {one.name for one in cursor.description or () if one.type_code == JSONB}
            rows += [(table, _sendable(row, json)) for row in cursor]
    return Recording(rows, frozenset(row["id"] for _, row in rows if isinstance(row.get("id"), UUID)))


def again(recording: Recording, number: int, ids: Mapping[UUID, UUID] | None = None) -> Operation:
    """The same rows once more: new ids, and new words where a value may stand only once. ``ids`` are given ones."""
    renamed = {old: new_id() for old in recording.made} | dict(ids or {})
    return [_insert(table, row, renamed, number) for table, row in recording.rows]


def conversion_again(recording: Recording, number: int, lead: UUID) -> Operation:
    """A recorded conversion, carried out for another lead: lock it, write everything, move it."""
    conversion = next(row for table, row in recording.rows if table == "conversion_conversion")
    renamed = {old: new_id() for old in recording.made} | {conversion["lead_id"]: lead}
    account, contact, opportunity = (
        renamed[conversion[name]] for name in ("account_id", "contact_id", "opportunity_id")
    )
    at = conversion["at"]
    return [
        (sql.SQL(LOCK_LEAD), [lead]),
        *again(recording, number, renamed),
        (sql.SQL(MOVE_LEAD), [at, account, contact, opportunity, at, lead]),
    ]


def assignment_again(recording: Recording, number: int, lead: UUID) -> Operation:
    """A recorded assignment, carried out for another lead: it gets the owner, and everything is written."""
    made = next(row for table, row in recording.rows if table == "routing_assignment")
    return [
        (sql.SQL(LOCK_LEAD), [lead]),
        (sql.SQL(GIVE_LEAD), [made["person_id"], lead]),
        *again(recording, number, {made["lead_id"]: lead}),
    ]


def per_second(dsn: str, operations: Sequence[Operation], clients: int = 1) -> float:
    """How many operations per second so many connections carry out, one transaction each."""
    connections = [psycopg.connect(dsn, prepare_threshold=0, autocommit=True) for _ in range(clients)]
    try:
        with ThreadPoolExecutor(clients) as pool:
            began = time.perf_counter()
            shares = [operations[start::clients] for start in range(clients)]
            list(pool.map(_carry_out, connections, shares))
            return len(operations) / (time.perf_counter() - began)
    finally:
        for connection in connections:
            connection.close()


def per_second_together(dsn: str, operations: Sequence[Operation], together: int) -> float:
    """How many operations per second one connection carries out, pipelined, so many in one transaction."""
    began = time.perf_counter()
    with psycopg.connect(dsn, prepare_threshold=0, autocommit=True) as connection:
        for start in range(0, len(operations), together):
            with connection.pipeline(), connection.transaction(), connection.cursor() as cursor:
                for operation in operations[start : start + together]:
                    for statement, values in operation:
                        cursor.execute(statement, values)
        return len(operations) / (time.perf_counter() - began)


def _carry_out(connection: psycopg.Connection[Any], operations: Iterable[Operation]) -> None:
    for operation in operations:
        with connection.transaction(), connection.cursor() as cursor:
            for statement, values in operation:
                cursor.execute(statement, values)


def _sendable(row: Mapping[str, Any], json: set[str]) -> Mapping[str, Any]:
    return {
        name: Jsonb(value) if name in json and value is not None else value
        for name, value in row.items()
        if name not in GIVEN_BY_THE_DATABASE
    }


def _insert(table: str, row: Mapping[str, Any], renamed: Mapping[UUID, UUID], number: int) -> Statement:
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    return statement, [_anew(name, value, renamed, number) for name, value in row.items()]


def _anew(name: str, value: Any, renamed: Mapping[UUID, UUID], number: int) -> Any:
    if isinstance(value, UUID):
        return renamed.get(value, value)
    if name in ONCE and value:
        return f"again{number}.{value}"
    if name == "match_keys":
        return [f"{key}~{number}"[-LONGEST_KEY:] for key in value]
    return value
