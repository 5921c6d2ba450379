"""Sessions: begun, seen, listed, and ended, one or all of a person's at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import auth
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from tasuki.platform.entry.models import SignedIn
from tasuki.platform.entry.visitor import visitor_of
from tasuki.platform.language import remember_language
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound

BACKEND = "tasuki.platform.people.sign_in.HandleOrEmail"
SEEN = "entry_seen"
NOTED_EVERY = timedelta(minutes=10)


def begin(request: HttpRequest, person: Person, how: str, at: datetime) -> SignedIn:
    """The person is in: a session with a new key, in their language."""
    auth.login(request, person, backend=BACKEND)
    remember_language(request, person.language)
    request.session[SEEN] = at.isoformat()
    visitor = visitor_of(request)
    return SignedIn.objects.create(
        person=person,
        session_key=request.session.session_key or "",
        how=how,
        browser=visitor.browser,
        address=visitor.address or None,
        started_at=at,
        seen_at=at,
    )


def note(request: HttpRequest, at: datetime) -> None:
    """They are still there; written once in a while, not with every page."""
    seen = request.session.get(SEEN)
    if seen is None or at - datetime.fromisoformat(seen) >= NOTED_EVERY:
        request.session[SEEN] = at.isoformat()
        SignedIn.objects.filter(session_key=request.session.session_key).update(seen_at=at)


def sessions_of(person: Person, at: datetime) -> Sequence[SignedIn]:
    """Those that still open something, the one last seen first."""
    rows = list(SignedIn.objects.filter(person=person).order_by("-seen_at", "-id"))
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=at
        ).values_list("session_key", flat=True)
    )
    return tuple(row for row in rows if row.session_key in alive)


def follow_new_key(request: HttpRequest, before: str | None) -> None:
    """The session goes on under another key (a changed password gives it one)."""
    SignedIn.objects.filter(session_key=before).update(session_key=request.session.session_key)


def end(person: Person, session_id: UUID) -> None:
    """One session of the person opens nothing any more. Raises `NotFound`."""
    if not _end(SignedIn.objects.filter(person=person, pk=session_id)):
        raise NotFound("session", session_id)


def end_all(person_id: UUID, *, but: str | None = None) -> int:
    """All sessions of the person, but one where its key is named; how many there were."""
    return _end(SignedIn.objects.filter(person_id=person_id).exclude(session_key=but))


def sign_out(request: HttpRequest) -> None:
    key = request.session.session_key
    auth.logout(request)
    SignedIn.objects.filter(session_key=key).delete()


def _end(rows: QuerySet[SignedIn]) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignedIn.objects.filter(session_key__in=keys).delete()
    return len(keys)


def forget_ended(at: datetime) -> None:
    """Rows of sessions that have run out."""
    Session.objects.filter(expire_date__lte=at).delete()
    SignedIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
