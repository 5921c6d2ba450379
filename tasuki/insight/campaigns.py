"""What a reader may narrow to: the latest campaigns, and what campaigns said, offered and to whom."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.db import connection

MOST = 100


def latest_campaigns() -> list[tuple[UUID, str]]:
    """The latest campaigns by their first day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT campaign_id, name FROM campaign_facts ORDER BY starts_on DESC NULLS LAST, name LIMIT %s",
            [MOST],
        )
        return list(cursor.fetchall())


def campaign_words(kind: str) -> list[str]:
    """The messages, offers or audiences of campaigns; ``kind`` is one of the three."""
    column: Literal["message", "offer", "audience"] = _COLUMNS[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {column} FROM campaign_facts WHERE {column} <> '' ORDER BY 1 LIMIT %s", [MOST]
        )
        return [word for (word,) in cursor.fetchall()]


_COLUMNS: dict[str, Literal["message", "offer", "audience"]] = {
    "message": "message",
    "offer": "offer",
    "audience": "audience",
}
