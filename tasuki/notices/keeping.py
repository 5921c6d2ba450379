"""How long notices are kept: the journal has the history, an inbox only what is of use."""

from __future__ import annotations

from datetime import datetime, timedelta

from tasuki.platform.sql import run

KEPT_READ, KEPT_UNREAD = timedelta(days=90), timedelta(days=365)
AT_A_TIME = 5000
FORGET = """
DELETE FROM notices_notice WHERE id IN (
  SELECT id FROM notices_notice WHERE at < %(long_ago)s OR (at < %(ago)s AND read_at IS NOT NULL)
  ORDER BY at LIMIT %(limit)s)
RETURNING id
"""
FORGET_DELIVERIES = """
DELETE FROM notices_delivery d USING notices_notice n WHERE d.notice_id = n.id
  AND (n.at < %(long_ago)s OR (n.at < %(ago)s AND n.read_at IS NOT NULL))
"""


def forget_old(at: datetime) -> int:
    """Old notices go, with the log of their letters; returns how many."""
    before = {"ago": at - KEPT_READ, "long_ago": at - KEPT_UNREAD}
    gone = 0
    run(FORGET_DELIVERIES, before)
    while rows := run(FORGET, {**before, "limit": AT_A_TIME}):
        gone += len(rows)
    return gone
