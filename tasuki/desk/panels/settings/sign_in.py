"""One's own way in, and the rule about second factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, ticks, told
from tasuki.desk.forms.password import code_field, new_password_fields, old_password_field
from tasuki.desk.refused import Refused
from tasuki.desk.words import word
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.wording import ROLES
from tasuki.platform.entry.identities import identities_of
from tasuki.platform.entry.models import SignedIn
from tasuki.platform.entry.providers import providers
from tasuki.platform.entry.second import (
    Enrolment,
    Factors,
    demanded_roles,
    enrolment_of,
    factors_of,
    is_demanded_of,
)
from tasuki.platform.entry.sessions import sessions_of
from tasuki.platform.people.models import Person
from tasuki.rules.wording import N_

# What a browser says of itself → what people call it; the first that is found counts.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip
HOW: Mapping[str, str] = {
    "password": N_("password"),
    "oidc": N_("account elsewhere"),
    "totp": N_("code of the app"),
    "recovery": N_("recovery code"),
    "device": N_("remembered browser"),
    "theirs": N_("second factor elsewhere"),
}


@dataclass(frozen=True, slots=True)
class SessionRow:
    session: SignedIn
    called: str
    how: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class SignInPage:
    password: tuple[Field, ...]
    factors: Factors
    is_demanded: bool
    code: Field
    sessions: tuple[SessionRow, ...]
    remembered: int
    identities: tuple[tuple[str, str], ...]
    """The providers whose accounts are linked: the id and the name."""


@dataclass(frozen=True, slots=True)
class SetUpPage:
    enrolment: Enrolment
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    fields: tuple[Field, ...]


def sign_in_page(person: Person, key: str, *, at: datetime, refused: Refused | None) -> SignInPage:
    old = (old_password_field(),) if person.has_usable_password() else ()
    about = refused if refused and refused.form == "password" else None
    code = code_field(gettext("A code of the app or a recovery code shows that it is you."), "factor")
    (asked,) = told((code,), refused if refused and refused.form == "factor" else None)
    return SignInPage(
        password=told((*old, *new_password_fields()), about),
        factors=factors_of(person),
        is_demanded=is_demanded_of(person),
        code=asked,
        sessions=tuple(_row(one, key) for one in sessions_of(person, at)),
        remembered=person.devices.filter(until_at__gt=at).count(),
        identities=_identities(person),
    )


def _identities(person: Person) -> tuple[tuple[str, str], ...]:
    names = {one.id: one.name for one in providers()}
    return tuple((key, names.get(key, key)) for key in identities_of(person))


def set_up_page(person: Person, secret: str, refused: Refused | None) -> SetUpPage:
    fields = (code_field(gettext("The six digits that the app shows now.")),)
    return SetUpPage(enrolment_of(person, secret), told(fields, refused))


def rules_page(*, by: Actor, refused: Refused | None) -> RulesPage:
    """Raises `Forbidden`."""
    ask_any(by, "sign_in.rule")
    roles = [(role, word(role, ROLES)) for role in ROLES]
    demanded = demanded_roles()
    field = Field("roles", gettext("Roles"), "checks", "\n".join(demanded), options=ticks(roles, demanded))
    return RulesPage(told((field,), refused))


def _row(session: SignedIn, key: str) -> SessionRow:
    how = " + ".join(word(part, HOW) for part in session.how.split("+"))
    return SessionRow(session, browser_called(session.browser), how, session.session_key == key)


def browser_called(text: str) -> str:
    """“Chrome, Windows”, as far as the browser tells."""
    found = [next((name for mark, name in names if mark in text), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(one for one in found if one) or gettext("another program")
