"""What every create and edit of a record shares: who is meant, what is too long, what has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError
from django.db.models import Model

from tasuki.platform.people.models import Person
from tasuki.platform.people.queries import person_called
from tasuki.platform.refusals import Clash, Invalid, NotFound, Refusal, invalid
from tasuki.records.limits import limit_problems
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence


def active_person(name: str, pointer: str) -> Person:
    """Somebody who is here, by handle or id. Raises `Invalid`."""
    try:
        person = person_called(name)
    except NotFound:
        raise invalid(
            pointer, N_("There is nobody called “%(name)s”."), "unknown_person", name=name
        ) from None
    if not person.is_active:
        raise invalid(
            pointer, N_("“%(name)s” is no longer active; name somebody else."), "unknown_person", name=name
        )
    return person


def require_fit(model: type[Model], values: Mapping[str, Any], *others: Problem) -> None:
    """Raises `Invalid` with everything that the record cannot hold."""
    problems = [*others, *limit_problems(model, values)]
    if problems:
        raise Invalid(problems)


def changed(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of ``values`` that differ from the row."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def plain(values: Sequence[str]) -> list[str]:
    """Names of fields as the journal keeps them."""
    return sorted(name.removesuffix("_id") for name in values)


def taken(error: IntegrityError, external_id: str | None) -> Refusal:
    """The refusal that a broken unique constraint stands for."""
    if external_id and "external_id" in str(error):
        text = N_("Another record has the external id “%(external_id)s” already.")
        sentence = Sentence(text, {"external_id": external_id})
        return Clash(sentence, [Problem("/external_id", "taken", sentence)])
    raise error
