"""What somebody has seen of a record, and what is new to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tasuki.desk.door import Visit
from tasuki.desk.panels.timeline import Happening
from tasuki.records.looks import looked_at

NEWS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class News:
    """What others, or the product, did since this person had the record open before."""

    since: datetime
    happenings: tuple[Happening, ...]

    @property
    def shown(self) -> tuple[Happening, ...]:
        return self.happenings[:NEWS_SHOWN]

    @property
    def further(self) -> int:
        return len(self.happenings) - len(self.shown)


def news_since_last_look(
    request: Visit, subject: str, subject_id: UUID, happenings: Iterable[Happening]
) -> News | None:
    """Remember that the record is open now; None where nothing has changed, or it was never open before."""
    since = looked_at(request.person.pk, subject, subject_id, request.at)
    if since is None:
        return None
    new = tuple(one for one in happenings if one.at > since and one.actor_id != request.person.pk)
    return News(since, new) if new else None
