"""After a restore: events carry the transaction numbers of another cluster, which mean nothing here."""

from __future__ import annotations

from django.db import transaction

from tasuki.platform.sql import run

# Whoever had read up to some event of the other cluster goes on behind the last of them.
KEEP_THE_PLACES = """
UPDATE journal_follower f SET txid = 0, seq = (
  SELECT coalesce(max(e.seq), 0) FROM journal_event e WHERE (e.txid, e.seq) <= (f.txid, f.seq))
"""


@transaction.atomic
def settle_restored_events() -> None:
    """Put every restored event before all that are to come, in its own order; readers of the feed begin anew.

    This is the one change that is ever made to journal rows: it touches their place in the feed, never what they tell.
    """
    run(KEEP_THE_PLACES)
    run("ALTER TABLE journal_event DISABLE TRIGGER journal_is_append_only")
    run("UPDATE journal_event SET txid = 0")
    run("ALTER TABLE journal_event ENABLE TRIGGER journal_is_append_only")
