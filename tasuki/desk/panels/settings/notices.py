"""How one is told: per kind of notice and channel, when one is left alone, and where channels reach one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel import Locale
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option, options, retyped, told
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken, tongue
from tasuki.notices.wanting import IN_APP, choices_of
from tasuki.platform.people.models import Person
from tasuki.platform.ports.channel import Channel, channels
from tasuki.playbooks.queries import in_force
from tasuki.rules.notices import WAYS
from tasuki.rules.wording import N_

WAYS_SAID: Mapping[str, str] = {
    "now": N_("at once"),
    "daily": N_("once a day"),
    "weekly": N_("once a week"),
    "off": N_("never"),
}
HALF_HOURS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))


@dataclass(frozen=True, slots=True)
class Choice:
    """One cell: the ways of one kind by one channel."""

    name: str
    channel: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class KindRow:
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    channels: tuple[str, ...]
    rows: tuple[KindRow, ...]
    fields: tuple[Field, ...]
    missing: tuple[str, ...]


def notice_settings(
    person: Person, refused: Refused | None = None, typed: Mapping[str, str] | None = None
) -> NoticeSettings:
    chosen = choices_of(person.pk)
    ready = [one for one in channels() if one.is_ready()]
    names = {IN_APP: gettext("Inbox"), **{one.key: gettext(one.label) for one in ready}}
    rows = tuple(
        KindRow(
            spoken(one.label),
            tuple(
                _choice(one.key, key, name, chosen["ways"][one.key][key], typed)
                for key, name in names.items()
            ),
        )
        for one in in_force().notice
    )
    fields = told(retyped(_fields(chosen, ready), typed), refused)
    missing = tuple(gettext(one.label) for one in channels() if not one.is_ready())
    return NoticeSettings(tuple(names.values()), rows, fields, missing)


def _choice(kind: str, channel: str, said: str, way: str, typed: Mapping[str, str] | None) -> Choice:
    name = f"ways/{kind}/{channel}"
    ways = [one for one in WAYS if channel != IN_APP or one in ("now", "off")]
    stands = (typed or {}).get(name, way)
    return Choice(name, said, options(((one, gettext(WAYS_SAID[one])) for one in ways), stands, None))


def _fields(chosen: Mapping[str, object], ready: Sequence[Channel]) -> tuple[Field, ...]:
    weekdays = Locale.parse(tongue()).days["format"]["wide"]
    addresses = chosen["addresses"]
    assert isinstance(addresses, dict)
    return (
        _clock("quiet_from", gettext("Quiet from"), chosen["quiet_from"], gettext("no quiet hours")),
        _clock("quiet_until", gettext("Quiet until"), chosen["quiet_until"], gettext("no quiet hours")),
        _clock("digest_at", gettext("Daily and weekly letters leave at"), chosen["digest_at"], None),
        Field(
            "digest_on",
            gettext("Weekly letters leave on"),
            "choice",
            str(chosen["digest_on"]),
            options(((str(day), weekdays[day]) for day in range(7)), str(chosen["digest_on"]), None),
        ),
        *(
            Field(
                f"addresses/{one.key}", gettext(one.address), value=str(addresses.get(one.key, "")),
                help=gettext("Empty: found by your mail address."),
            )
            for one in ready
            if one.address
        ),
    )  # fmt: skip


def _clock(name: str, label: str, value: object, empty: str | None) -> Field:
    shown = str(value or "")
    offered = sorted({*HALF_HOURS, shown} - {""})
    return Field(name, label, "choice", shown, options(((one, one) for one in offered), shown, empty))
