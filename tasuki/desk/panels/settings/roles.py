"""Which role may do what: the grants table, as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext

from tasuki.desk.words import word
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.grants import GRANTS
from tasuki.platform.access.roles import Role
from tasuki.platform.access.wording import PERMISSIONS, ROLES, SUBJECTS
from tasuki.rules.wording import N_

REACHES: Mapping[str, str] = {"own": N_("own"), "team": N_("team"), "all": N_("all")}


@dataclass(frozen=True, slots=True)
class Cell:
    """How far one role reaches; "" is not at all. ``mine`` marks a role of the reader."""

    role: str
    reach: str
    said: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Permission:
    code: str
    said: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    title: str
    permissions: tuple[Permission, ...]


@dataclass(frozen=True, slots=True)
class RolesPage:
    roles: tuple[tuple[str, str], ...]
    subjects: tuple[Subject, ...]


def roles_page(*, by: Actor) -> RolesPage:
    """Raises `Forbidden`."""
    ask_any(by, "person.read")
    places = {subject: place for place, subject in enumerate(SUBJECTS)}
    ordered = sorted(GRANTS, key=lambda code: places[_subject(code)])
    return RolesPage(
        roles=tuple((role.value, word(role.value, ROLES)) for role in Role),
        subjects=tuple(
            Subject(gettext(SUBJECTS[subject]), tuple(_permission(code, by) for code in codes))
            for subject, codes in groupby(ordered, key=_subject)
        ),
    )


def _subject(code: str) -> str:
    return code.partition(".")[0]


def _permission(code: str, by: Actor) -> Permission:
    cells = tuple(
        Cell(word(role.value, ROLES), reach, gettext(REACHES[reach]) if reach else "", role.value in by.roles)
        for role in Role
        for reach in (GRANTS[code].get(role, ""),)
    )
    return Permission(code, gettext(PERMISSIONS[code]), cells)
