"""The inbox: one's own notices, and how many are not read yet."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tasuki.notices.models import Notice
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.refusals import NotFound
from tasuki.platform.sql import run

AT_MOST = 100
"""Nobody counts beyond this."""
HOW_MANY_UNREAD = """
SELECT count(*) FROM (
  SELECT FROM notices_notice WHERE person_id = %(person)s AND read_at IS NULL LIMIT %(limit)s) AS waiting
"""


def inbox_of(by: Actor) -> QuerySet[Notice]:
    """One's own notices, the newest first. Raises `Forbidden`."""
    ask_any(by, "notice.read")
    rows = visible(Notice.objects.all(), by, "notice.read", "person").filter(person=by.person_id)
    return rows.select_related("instead_of").order_by("-at", "-id")


def unread(person_id: UUID) -> int:
    """How many wait to be read, up to `AT_MOST`: asked with every page."""
    return int(run(HOW_MANY_UNREAD, {"person": person_id, "limit": AT_MOST})[0][0])


def notice_for(by: Actor, notice_id: UUID) -> Notice:
    """One's own notice. Raises `NotFound` for anybody else's."""
    found = inbox_of(by).filter(pk=notice_id).first()
    if found is None:
        raise NotFound("notice", notice_id)
    return found
