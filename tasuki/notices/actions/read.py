"""A person has read a notice, all of them, or wants to see one again. It is their inbox's matter, and no event."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.notices.models import Notice
from tasuki.notices.queries import inbox_of, notice_for
from tasuki.platform.access.actor import Actor


@transaction.atomic
def read(notice_id: UUID, *, by: Actor, at: datetime) -> Notice:
    """Reading it again keeps the first moment. Raises `NotFound`."""
    notice = notice_for(by, notice_id)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def unread(notice_id: UUID, *, by: Actor) -> Notice:
    """It stands among the unread again. Raises `NotFound`."""
    notice = notice_for(by, notice_id)
    if notice.read_at is not None:
        notice.read_at = None
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def read_all(*, by: Actor, at: datetime, kind: str = "") -> int:
    """Everything that has happened up to ``at`` (of one kind) is read; returns how many were not yet."""
    rows = inbox_of(by).filter(read_at=None, at__lte=at)
    return (rows.filter(kind=kind) if kind else rows).order_by().update(read_at=at)
