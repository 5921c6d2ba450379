"""Is the copy that reports are asked of there, of the same schema, and how far is it behind?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections

from tasuki.platform.database import REPLICA
from tasuki.rules.wording import N_, Sentence

LONGEST_BEHIND = 300
"""Seconds that a copy may be behind before somebody should look at it."""
_SCHEMA = "SELECT app, name FROM django_migrations"
_NEWEST = "SELECT coalesce(max(seq), 0) FROM journal_event"
_FOLLOWS = """
SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn()::text, pg_last_xact_replay_timestamp()
"""
_NOT_REPLAYED = "SELECT greatest(pg_wal_lsn_diff(pg_current_wal_lsn(), %s::pg_lsn), 0)::bigint"


@dataclass(frozen=True, slots=True)
class Replica:
    """How the copy stands. A ``standby`` follows by streaming, and its lag is known in bytes of the log and in seconds
    since the newest change that it has; ``events_behind`` is known of every copy."""

    reachable: bool
    same_schema: bool = False
    standby: bool = False
    events_behind: int = 0
    bytes_behind: int | None = None
    seconds_behind: float | None = None

    @property
    def is_well(self) -> bool:
        return self.reachable and self.same_schema and (self.seconds_behind or 0) <= LONGEST_BEHIND

    def says(self) -> Sentence:
        if not self.reachable:
            return Sentence(N_("The replica does not answer: reports are asked of the database itself."))
        if not self.same_schema:
            return Sentence(N_("The replica has another schema than the database: reports may fail."))
        if not self.standby:
            text = N_("The replica answers, and is no standby: %(n)s events have not reached it.")
            return Sentence(text, {"n": self.events_behind})
        seconds = {"n": self.events_behind, "seconds": round(self.seconds_behind or 0)}
        return Sentence(N_("The replica follows: %(seconds)s seconds and %(n)s events behind."), seconds)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def examine_replica(at: datetime) -> Replica | None:
    """None where the settings name no copy."""
    if REPLICA not in settings.DATABASES:
        return None
    try:
        ((standby, replayed, newest_at),) = _asked(REPLICA, _FOLLOWS)
        schema, ((newest,),) = _asked(REPLICA, _SCHEMA), _asked(REPLICA, _NEWEST)
    except OperationalError:
        return Replica(reachable=False)
    except DatabaseError:
        return Replica(reachable=True)
    finally:
        connections[REPLICA].close()
    ((written,),) = _asked(DEFAULT_DB_ALIAS, _NEWEST)
    behind = _asked(DEFAULT_DB_ALIAS, _NOT_REPLAYED, replayed)[0][0] if standby else None
    return Replica(
        reachable=True,
        same_schema=set(schema) == set(_asked(DEFAULT_DB_ALIAS, _SCHEMA)),
        standby=standby,
        events_behind=max(0, written - newest),
        bytes_behind=behind,
        seconds_behind=_seconds(newest_at, at) if behind else None if behind is None else 0.0,
    )


def _seconds(newest_at: datetime | None, at: datetime) -> float:
    return max(0.0, (at - newest_at).total_seconds()) if newest_at else 0.0


def _asked(alias: str, statement: str, *values: str) -> list[tuple[Any, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, values or None)
        lines: list[tuple[Any, ...]] = cursor.fetchall()
    return lines
