"""What may hang on a person, told by the packages that own it in their modules ``responsibilities``.

A person can leave only when every kind is empty or handed to somebody else (RT-8).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Model, Q
from django.utils.module_loading import autodiscover_modules

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person, Team
from tasuki.rules.wording import N_


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who hands to whom, when, and by whose hand."""

    leaver: Person
    heir: Person
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Responsibility:
    """A kind of thing that names a person: ``label`` says how many there are (“%(count)s open leads”).

    ``hand_over`` gives them to the heir inside the caller's transaction; None where only a person can mend it.
    ``heirs`` are the roles of which an heir needs one; empty: anybody can take it over.
    """

    kind: str
    label: str
    held: Callable[[Person], int]
    hand_over: Callable[[HandOver], None] | None
    heirs: frozenset[str] = frozenset()


_registered: dict[str, Responsibility] = {}


def register(*responsibilities: Responsibility) -> None:
    _registered.update({responsibility.kind: responsibility for responsibility in responsibilities})


def responsibilities() -> tuple[Responsibility, ...]:
    """Every kind there is, of all apps."""
    autodiscover_modules("responsibilities")
    return tuple(_registered.values())


def held_by(person: Person) -> tuple[tuple[Responsibility, int], ...]:
    """What hangs on this person now, and how much of each kind."""
    return tuple((kind, count) for kind in responsibilities() if (count := kind.held(person)))


def rows_naming(
    kind: str,
    label: str,
    model: type[Model],
    field: str,
    still_open: Q | None = None,
    heirs: frozenset[str] = frozenset(),
) -> Responsibility:
    """Rows of ``model`` whose ``field`` is the person, if ``still_open``; a row with a version gets the next one."""
    condition = still_open or Q()

    def held(person: Person) -> int:
        return model._default_manager.filter(condition, **{field: person}).count()

    def hand_over(change: HandOver) -> None:
        risen = {"version": F("version") + 1} if hasattr(model, "version") else {}
        model._default_manager.filter(condition, **{field: change.leaver}).update(
            **{field: change.heir}, **risen
        )

    return Responsibility(kind, label, held, hand_over, heirs)


def _give_reports(change: HandOver) -> None:
    people = Person.objects.filter(manager=change.leaver)
    people.filter(pk=change.heir.pk).update(manager=change.leaver.manager)
    people.exclude(pk=change.heir.pk).update(manager=change.heir)


def _give_backup(change: HandOver) -> None:
    people = Person.objects.filter(backup=change.leaver)
    people.filter(pk=change.heir.pk).update(backup=None)
    people.exclude(pk=change.heir.pk).update(backup=change.heir)


def _active(field: str) -> Callable[[Person], int]:
    return lambda person: Person.objects.active().filter(**{field: person}).count()


register(
    Responsibility("reports", N_("People who report to them: %(count)s."), _active("manager"), _give_reports),
    Responsibility(
        "backup_of", N_("People whose backup they are: %(count)s."), _active("backup"), _give_backup
    ),
    rows_naming("teams", N_("Teams that they lead: %(count)s."), Team, "lead_by"),
)
