"""Django's sessions in the database, read by a prepared statement: every page begins with one."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from tasuki.platform.rows import fetch


class SessionStore(db.SessionStore):
    """A session that has not run out, by the machine's own clock, also in the demo company."""

    def _get_session_from_db(self) -> Session | None:
        asked = {"key": self.session_key, "at": timezone.now()}
        found = fetch(Session, "row.session_key = %(key)s AND row.expire_date > %(at)s", asked)
        if found:
            return found[0]
        self._session_key = None
        return None
