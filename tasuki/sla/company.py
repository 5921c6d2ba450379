"""The people whom a promise may reach: those who owe it, who stands in, and who catches what nobody owes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tasuki.platform.sql import run
from tasuki.rules.escalation import CATCHING, Colleague, People

# The named people with their managers and backups, and everybody active who may catch a promise, with who is away.
COLLEAGUES = """
SELECT p.id, p.handle, p.roles, p.is_active, p.manager_id, p.backup_id, EXISTS (
    SELECT FROM people_absence a WHERE a.person_id = p.id AND a.from_at <= %(at)s AND a.until_at > %(at)s)
FROM people_person p
WHERE (p.is_active AND p.roles && %(catching)s::varchar[]) OR p.id = ANY(%(named)s::uuid[]) OR p.id IN (
    SELECT unnest(ARRAY[named.manager_id, named.backup_id]) FROM people_person named
    WHERE named.id = ANY(%(named)s::uuid[]))
"""


def colleagues(named: Iterable[UUID | None], at: datetime) -> People:
    """Those named, those around them, and those who catch what nobody owes, as they are at this moment."""
    ids = sorted({one for one in named if one is not None})
    rows = run(COLLEAGUES, {"at": at, "catching": list(CATCHING), "named": ids})
    return {
        key: Colleague(key, handle, frozenset(roles), is_active, is_away, manager, backup)
        for key, handle, roles, is_active, manager, backup, is_away in rows
    }
