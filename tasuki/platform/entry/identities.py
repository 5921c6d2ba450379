"""Whom an account elsewhere stands for: linked before, linked now by a verified address, or nobody.

An account is linked to a person by an address that the provider has verified, and makes nobody silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.access.roles import Role
from tasuki.platform.entry.providers import Provider
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.actions import add
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound, NotSignedIn
from tasuki.rules.wording import N_, Sentence


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider vouches for."""

    subject: str
    email: str
    is_verified: bool
    name: str
    has_second: bool


def person_of(identity: Identity, provider: Provider, at: datetime) -> Person:
    """The active person of this identity: linked before, or linked now by a verified address.

    Raises `NotSignedIn` where there is none, and none may be made.
    """
    with transaction.atomic():
        linked = (
            SocialAccount.objects.select_related("user")
            .filter(provider=provider.id, uid=identity.subject)
            .first()
        )
        if linked is not None:
            if not linked.user.is_active:
                raise _nobody(provider)
            return cast(Person, linked.user)
        if not identity.email or not identity.is_verified:
            raise NotSignedIn(
                Sentence(N_("%(name)s has not verified your e-mail address."), {"name": provider.name})
            )
        person = _person_with(identity.email)
        if person is None:
            if not provider.adds_people or Person.objects.filter(email__iexact=identity.email).exists():
                raise _nobody(provider)
            person = _added(identity, at)
        _link(person, identity, provider, at)
    return person


def identities_of(person: Person) -> list[str]:
    """The providers whose accounts are linked to the person."""
    return list(
        SocialAccount.objects.filter(user=person).order_by("provider").values_list("provider", flat=True)
    )


@transaction.atomic
def unlink(person: Person, provider: str, *, at: datetime) -> None:
    """The account elsewhere opens nothing any more, until it is linked again. Raises `NotFound`."""
    gone, _ = SocialAccount.objects.filter(user=person, provider=provider).delete()
    if not gone:
        raise NotFound("identity provider", provider)
    data = {"provider": provider}
    append(Entry("identity.unlinked", at, Actor.of(person, "web"), "person", person.pk, data=data))


def _person_with(email: str) -> Person | None:
    """The one active person with this address; nobody where two share it."""
    found = list(Person.objects.active().filter(email__iexact=email)[:2])
    return found[0] if len(found) == 1 else None


def _added(identity: Identity, at: datetime) -> Person:
    """Somebody new, who may look only; RevOps gives them a role."""
    wanted = re.sub(r"[^\w-]+", "-", identity.email.partition("@")[0]).strip("-").lower()[:40] or "person"
    taken = set(Person.objects.filter(handle__startswith=wanted).values_list("handle", flat=True))
    handle = next(one for one in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if one not in taken)
    return add(
        handle, by=SYSTEM, at=at, name=identity.name[:200], roles=[Role.READ_ONLY.value], email=identity.email
    )


def _link(person: Person, identity: Identity, provider: Provider, at: datetime) -> None:
    SocialAccount.objects.create(user=person, provider=provider.id, uid=identity.subject)
    data = {"provider": provider.id}
    append(Entry("identity.linked", at, Actor.of(person, "web"), "person", person.pk, data=data))


def _nobody(provider: Provider) -> NotSignedIn:
    text = N_("Nobody active here has the address that %(name)s knows you by: ask RevOps or an admin.")
    return NotSignedIn(Sentence(text, {"name": provider.name}))
