"""The form that logs a touchpoint."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.refused import Refused
from tasuki.desk.words import word

KINDS = (
    "call",
    "email",
    "meeting",
    "chat",
    "form",
    "webinar",
    "download",
    "event",
    "visit",
    "letter",
    "sms",
    "other",
)
DIRECTIONS = ("outbound", "inbound")
FORM = "touch"


def touch_fields(at: datetime, refused: Refused | None, typed: Mapping[str, str] | None) -> tuple[Field, ...]:
    mine = refused if refused and refused.form == FORM else None
    now = timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")
    fields = (
        Field(
            "kind", gettext("Kind"), "choice", "call",
            options([(kind, word(kind)) for kind in KINDS], "call", None), form=FORM,
        ),
        Field("touched_at", gettext("When"), "moment", now, form=FORM),
        Field(
            "direction", gettext("Direction"), "choice", "outbound",
            options([(d, word(d)) for d in DIRECTIONS], "outbound", None), form=FORM,
        ),
        Field("two_way", gettext("They answered: it was a two-way conversation"), "check", form=FORM),
        Field("content", gettext("What it was about"), form=FORM),
        Field("note", gettext("Note"), "area", form=FORM),
    )  # fmt: skip
    return told(retyped(fields, typed if mine else None), mine)
