"""What is written: the facts of `facts.FACTS` and the journal's events, column by column, and nothing that a person
could be recognised by. Whoever is forgotten in the database need not be forgotten in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tasuki.insight.facts import CAMPAIGNS, DEALS, FACTS, PEOPLE, Facts

LEFT_OUT: Mapping[str, frozenset[str]] = {
    PEOPLE.name: frozenset({"name"}),
    DEALS.name: frozenset({"name", "competitor"}),
    CAMPAIGNS.name: frozenset({"name"}),
}
"""Names, which no report counts by: the column is there, and empty."""
MONTH = "in_month"
"""By what the files are put into folders: the month of the moment by which rows are listed."""
EVENTS = Facts(
    "events",
    "seq",
    "at",
    (),
    {
        "seq": "bigint",
        "at": "timestamptz",
        "code": "text",
        "actor_id": "uuid",
        "door": "text",
        "subject": "text",
        "subject_id": "uuid",
        "lead_id": "uuid",
        "opportunity_id": "uuid",
        "playbook": "text",
        "reason": "text",
        "origin": "text",
    },
)
"""The journal: ids and codes, without what people wrote."""
_VIEWS = {EVENTS.name: "journal_event"}
WRITTEN: tuple[Facts, ...] = (*FACTS, EVENTS)
_TYPES: Mapping[str, str] = {
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "float8": "DOUBLE",
    "int": "INTEGER",
    "numeric": "DECIMAL(24, 4)",
    "text": "VARCHAR",
    "timestamptz": "TIMESTAMPTZ",
    "uuid": "UUID",
}


@dataclass(frozen=True, slots=True)
class Written:
    """One column on its way: how PostgreSQL says it as text, how it is read from there, and its type."""

    name: str
    said: str
    read: str
    type: str


def columns_of(facts: Facts) -> tuple[Written, ...]:
    return tuple(_column(facts, name, kind) for name, kind in facts.columns.items())


def view_of(facts: Facts) -> str:
    """Where the rows stand in the database."""
    return _VIEWS.get(facts.name, facts.name)


def _column(facts: Facts, name: str, kind: str) -> Written:
    if name in LEFT_OUT.get(facts.name, ()):
        return Written(name, "''", f"row.{name}", "VARCHAR")
    if not kind.endswith("[]"):
        return Written(name, name, f"row.{name}::{_TYPES[kind]}", _TYPES[kind])
    inside = _TYPES[kind.removesuffix("[]")]
    return Written(
        name, f"to_json({name})::text", f"""from_json(row.{name}, '["VARCHAR"]')::{inside}[]""", f"{inside}[]"
    )
