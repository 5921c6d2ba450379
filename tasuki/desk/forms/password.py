"""Fields for passwords and codes; what was typed into them is never shown again."""

from __future__ import annotations

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field
from tasuki.platform.entry.passwords import LEAST


def new_password_fields() -> tuple[Field, ...]:
    least = gettext("At least %(least)s characters; several words are better than signs.") % {"least": LEAST}
    return (
        Field("password", gettext("New password"), "password", help=least, required=True,
              autocomplete="new-password"),
        Field("again", gettext("The same again"), "password", required=True, autocomplete="new-password"),
    )  # fmt: skip


def old_password_field() -> Field:
    return Field(
        "old", gettext("Your password now"), "password", required=True, autocomplete="current-password"
    )


def code_field(help_text: str, form: str = "") -> Field:
    return Field(
        "code", gettext("Code"), help=help_text, required=True, autocomplete="one-time-code", form=form
    )
