"""The places of the settings, and what each is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from tasuki.platform.access.actor import Actor
from tasuki.rules.wording import N_


@dataclass(frozen=True, slots=True)
class Setting:
    """A page of the settings: where, what for, and whether it is the one shown."""

    name: str
    label: str
    about: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    settings: tuple[Setting, ...]


# The address' name, what it is called, what it is for, and the permission without which it is not shown.
_MINE = (
    ("preferences", N_("Preferences"), N_("Your language, your time zone, light or dark."), "preference.edit"),
    ("notice_settings", N_("How I am told"), N_("Which notices reach you, how, and when."), "preference.edit"),
    ("sign_in_settings", N_("Sign-in"), N_("Password, second factor, where you are signed in."), "preference.edit"),
)  # fmt: skip
_COMPANY = (
    ("people", N_("Colleagues"), N_("Who works here, what they may do, and what routing gives them."), "person.read"),
    ("teams", N_("Teams"), N_("Who belongs together, and who leads them."), "person.read"),
    ("absences", N_("Absences"), N_("Who is away, and who stands in."), "absence.read"),
    ("territories", N_("Territories"), N_("Who covers what: gaps and overlaps."), "person.read"),
    ("partners", N_("Partners"), N_("Who sells with us and registers deals."), "registration.read"),
    ("routing", N_("Routing"), N_("How fairly leads are shared, and what another table would do."), "routing.read"),
    ("calendars", N_("Calendars"), N_("Working hours, holidays, and when a promise falls due."), "playbook.read"),
    ("tokens", N_("API tokens"), N_("Keys for programs: made, looked after, revoked."), "token.create"),
    ("webhooks", N_("Webhooks"), N_("Events to other programs, signed and logged."), "webhook.edit"),
    ("worker", N_("Worker"), N_("What waits, who works, what has failed."), "system.operate"),
    ("roles", N_("Roles and permissions"), N_("Which role may do what."), "person.read"),
    ("sign_in_rules", N_("Sign-in rules"), N_("Which roles must have a second factor."), "sign_in.rule"),
)  # fmt: skip


def menu(by: Actor, here: str) -> tuple[Group, ...]:
    """The settings that this person may see; ``here`` names the one shown."""
    groups = ((N_("Mine"), _MINE), (N_("The company"), _COMPANY))
    shown = (Group(gettext(title), tuple(_settings(rows, by, here))) for title, rows in groups)
    return tuple(group for group in shown if group.settings)


def _settings(rows: tuple[tuple[str, str, str, str], ...], by: Actor, here: str) -> Iterator[Setting]:
    for name, label, about, permission in rows:
        if by.reach(permission):
            href = reverse(name)
            yield Setting(name, gettext(label), gettext(about), href, here == name)
