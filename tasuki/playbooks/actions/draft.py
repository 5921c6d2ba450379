from __future__ import annotations

import tomllib
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid, invalid
from tasuki.playbooks.checking import Agreed, agreed
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import version_stamped
from tasuki.rules.toml_text import with_values
from tasuki.rules.wording import N_


@transaction.atomic
def draft(toml: str, *, by: Actor, at: datetime, note: str = "") -> PlaybookVersion:
    """A version to be talked about; what is stored is what will be signed, to the letter.

    Raises `Forbidden`, and `Invalid` with every problem at its table and key (``/sla/SL-4/within``).
    """
    ask_any(by, "playbook.draft")
    return _kept(agreed(toml), by, at, note)


@transaction.atomic
def begin(stamp: str, *, by: Actor, at: datetime, note: str = "") -> PlaybookVersion:
    """A draft that says what another version says, under the next free number and with nobody's name under it.

    Raises `Forbidden`, `NotFound`, and `Invalid` where that version no longer holds.
    """
    ask_any(by, "playbook.draft")
    source = version_stamped(stamp)
    text = with_values(source.toml, ("playbook",), {"version": next_number(source.name)})
    return _kept(agreed(_unsigned(text)), by, at, note)


def _unsigned(toml: str) -> str:
    tables: dict[str, Any] = tomllib.loads(toml)
    named = "sign_offs" in tables.get("agreement", {})
    return with_values(toml, ("agreement",), {"sign_offs": None}) if named else toml


def next_number(name: str) -> int:
    """The first number of this name that no version has, nor ever had."""
    highest: int | None = PlaybookVersion.objects.filter(name=name).aggregate(highest=Max("number"))[
        "highest"
    ]
    return 1 if highest is None else highest + 1


def _kept(found: Agreed, by: Actor, at: datetime, note: str) -> PlaybookVersion:
    head = found.book.playbook
    free = next_number(head.name)
    if head.version < free:
        raise taken(head.version, free)
    try:
        with transaction.atomic():
            version = PlaybookVersion.objects.create(
                name=head.name,
                number=head.version,
                toml=found.toml,
                note=note,
                drafted_by_id=by.person_id,
                drafted_at=at,
            )
    except IntegrityError as error:
        raise taken(head.version, head.version + 1) from error
    append(Entry("playbook.drafted", at, by, "playbook", version.pk, playbook=str(version)))
    return version


def taken(version: int, free: int) -> Invalid:
    text = N_("Version %(version)s is taken or too low; the next free one is %(free)s.")
    return invalid("/playbook/version", text, "taken", version=version, free=free)
