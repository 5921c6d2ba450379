"""Editions as they are read: which there are, one with its sections, and who is sent them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tasuki.insight.editions.kinds import KINDS
from tasuki.insight.models import Edition, EditionReader
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.refusals import NotFound

MOST = 60


def editions(*, by: Actor) -> QuerySet[Edition]:
    """The latest ones, without what stands in them. Raises Forbidden."""
    ask(by, "edition.read")
    return Edition.objects.defer("body").order_by("-until", "kind")[:MOST]


def edition(key: UUID, *, by: Actor) -> Edition:
    """Raises Forbidden, NotFound."""
    ask(by, "edition.read")
    found = Edition.objects.filter(pk=key).first()
    if found is None:
        raise NotFound("edition", str(key))
    return found


def subscribe(kind: str, wanted: bool, *, by: Actor) -> None:
    """Somebody asks to be sent the editions of a kind from now on, or no longer. Raises Forbidden, NotFound."""
    ask(by, "edition.read")
    if kind not in KINDS or by.person_id is None:
        raise NotFound("edition", kind)
    if wanted:
        EditionReader.objects.get_or_create(kind=kind, person_id=by.person_id)
    else:
        EditionReader.objects.filter(kind=kind, person_id=by.person_id).delete()


def subscribed(*, by: Actor) -> frozenset[str]:
    if by.person_id is None:
        return frozenset()
    return frozenset(EditionReader.objects.filter(person_id=by.person_id).values_list("kind", flat=True))
