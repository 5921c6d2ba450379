"""Browsers that need not be asked for the second factor for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tasuki.platform.entry.models import Device
from tasuki.platform.entry.secret import digest_of, new_secret
from tasuki.platform.entry.visitor import visitor_of
from tasuki.platform.people.models import Person

COOKIE = "tasuki_device"
REMEMBERED_FOR = timedelta(days=30)


def is_known(request: HttpRequest, person: Person, at: datetime) -> bool:
    secret = request.COOKIES.get(COOKIE, "")
    return bool(secret) and person.devices.filter(digest=digest_of(secret), until_at__gt=at).exists()


def remember(request: HttpRequest, answer: HttpResponse, person: Person, at: datetime) -> None:
    """The cookie holds a secret of which the database has the digest; forgetting the row forgets the browser."""
    secret = new_secret()
    Device.objects.create(
        person=person,
        digest=digest_of(secret),
        browser=visitor_of(request).browser,
        made_at=at,
        until_at=at + REMEMBERED_FOR,
    )
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=REMEMBERED_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget_all(person: Person) -> None:
    person.devices.all().delete()
