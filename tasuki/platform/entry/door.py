"""Coming in, step by step: who are you, then the second factor where one is there or demanded, then the session.

Between the steps the browser's session knows who is coming in, for ten minutes; nobody is signed in before the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from django.contrib import auth
from django.http import HttpRequest, HttpResponse

from tasuki.platform.entry import attempts, devices, second, sessions
from tasuki.platform.entry.visitor import visitor_of
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotSignedIn
from tasuki.rules.wording import N_, Sentence

COMING_IN = "entry_coming_in"
LASTS = timedelta(minutes=10)


class Step(StrEnum):
    """What comes next."""

    IN = "in"
    CODE = "code"
    ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class ComingIn:
    """Who has shown the first factor, how, where they want to go, and the secret of the app being set up."""

    person: Person
    how: str
    wanted: str
    secret: str


def by_password(request: HttpRequest, name: str, password: str, wanted: str, at: datetime) -> Step:
    """The first step by name and password. Raises `NotSignedIn`, `TooManyAttempts`."""
    address, called = visitor_of(request).address, name.strip().casefold()
    attempts.count(at, name_and_address=(called, address), name=(called,), address=(address,))
    person = auth.authenticate(request, username=name, password=password)
    if not isinstance(person, Person):
        again = Sentence(
            N_("Type both once more; capital letters count. A forgotten password is chosen anew.")
        )
        raise NotSignedIn(Sentence(N_("The name or the password is not right.")), fix=again)
    attempts.forgive(name_and_address=(called, address))
    return go_on(request, person, "password", wanted, at)


def go_on(
    request: HttpRequest, person: Person, how: str, wanted: str, at: datetime, *, has_second: bool = False
) -> Step:
    """The first factor was right. ``has_second``: whoever vouches for the person asked for a second one already."""
    if has_second:
        sessions.begin(request, person, f"{how}+theirs", at)
        return Step.IN
    has_app = second.factors_of(person).is_there
    if has_app and devices.is_known(request, person, at):
        sessions.begin(request, person, f"{how}+device", at)
        return Step.IN
    if not has_app and not second.is_demanded_of(person):
        sessions.begin(request, person, how, at)
        return Step.IN
    request.session.flush()
    request.session[COMING_IN] = {
        "person": str(person.pk),
        "how": how,
        "wanted": wanted,
        "until": (at + LASTS).isoformat(),
        "secret": "" if has_app else second.new_secret(),
    }
    return Step.CODE if has_app else Step.ENROL


def coming_in(request: HttpRequest, at: datetime) -> ComingIn:
    """Who stands between the steps. Raises `NotSignedIn` where nobody does, or it took too long."""
    kept = cast("dict[str, Any] | None", request.session.get(COMING_IN))
    found = None
    if kept and at < datetime.fromisoformat(kept["until"]):
        found = Person.objects.active().filter(pk=UUID(kept["person"])).first()
    if kept is None or found is None:
        request.session.pop(COMING_IN, None)
        raise NotSignedIn(Sentence(N_("That took too long: sign in again.")))
    return ComingIn(found, kept["how"], kept["wanted"], kept["secret"])


def by_code(request: HttpRequest, code: str, at: datetime) -> ComingIn:
    """The second step. Raises `NotSignedIn`, `Invalid`, `TooManyAttempts`."""
    who = coming_in(request, at)
    kind = second.check(who.person, code, at=at)
    _finish(request, who, kind, at)
    return who


def by_enrolling(request: HttpRequest, code: str, at: datetime) -> tuple[ComingIn, tuple[str, ...]]:
    """The second step of somebody whose role demands one: they set it up. Raises as `by_code`."""
    who = coming_in(request, at)
    codes = second.add(who.person, who.secret, code, at=at)
    _finish(request, who, "totp", at)
    return who, codes


def remember_browser(request: HttpRequest, answer: HttpResponse, who: ComingIn, at: datetime) -> None:
    devices.remember(request, answer, who.person, at)


def _finish(request: HttpRequest, who: ComingIn, kind: str, at: datetime) -> None:
    request.session.pop(COMING_IN, None)
    sessions.begin(request, who.person, f"{who.how}+{kind}", at)
