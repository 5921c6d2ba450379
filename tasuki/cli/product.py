"""Open the product behind a command: Django, and with it the database of this installation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tasuki.cli.session import Acting, Session
from tasuki.rules.wording import N_, Sentence

if TYPE_CHECKING:
    from tasuki.platform.people.models import Person

SETTINGS = "tasuki.config.settings"


def open_product() -> None:
    """Set Django up, once per process. With the embedded database this starts the server, or joins the running one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
        from tasuki.platform.memory import keep_what_is_loaded

        keep_what_is_loaded()


def acting(session: Session) -> Acting:
    """The session of a named person, now. Raises `NotSignedIn` where nobody active is named."""
    from tasuki.platform.refusals import NotSignedIn

    if not session.person:
        title, fix = (
            N_("Nobody is named who does this."),
            N_("Say who you are: --as PERSON, or set TASUKI_PERSON."),
        )
        raise NotSignedIn(Sentence(title), fix=Sentence(fix))
    open_product()
    from tasuki.platform.access.actor import Actor
    from tasuki.platform.time.now import now

    somebody = _person(session.person)
    by = Actor.of(somebody, "cli")
    return Acting(session.language, session.as_json, session.person, somebody.zone, by=by, at=now())


def _person(handle: str) -> Person:
    from tasuki.platform.people.queries import person_called
    from tasuki.platform.refusals import NotFound, NotSignedIn

    title, fix = N_("Nobody active is called “%(name)s”."), N_("Name an active person by handle or id.")
    unknown = NotSignedIn(Sentence(title, {"name": handle}), fix=Sentence(fix))
    try:
        person = person_called(handle)
    except NotFound:
        raise unknown from None
    if not person.is_active:
        raise unknown
    return person
