"""One's own language and zone."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option, options, retyped, told
from tasuki.desk.refused import Refused
from tasuki.platform.people.models import Person


def preference_fields(
    person: Person, refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[Field, ...]:
    fields = (language_field(person.language), zone_field(person.zone))
    return told(retyped(fields, typed), refused)


def language_field(language: str) -> Field:
    return Field(
        "language", gettext("Language"), "choice", language, options(settings.LANGUAGES, language, None)
    )


def zone_field(zone: str) -> Field:
    """A zone is typed, because there are hundreds; the browser offers those that fit."""
    offered = tuple(Option(one, "") for one in sorted(available_timezones()) if "/" in one)
    return Field(
        "zone",
        gettext("Time zone"),
        value=zone,
        options=offered,
        help=gettext("As in Asia/Tokyo. Times on the pages are shown in it."),
        required=True,
    )
