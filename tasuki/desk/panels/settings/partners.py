"""Partners: who sells with us, and who looks after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.panels.people import choices
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor
from tasuki.stages.registration.models import Partner
from tasuki.stages.registration.queries import partners

NEW = "new"


@dataclass(frozen=True, slots=True)
class PartnerRow:
    partner: Partner
    fields: tuple[Field, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class PartnersPage:
    rows: tuple[PartnerRow, ...]
    new: tuple[Field, ...]
    can_edit: bool


def partners_page(*, by: Actor, refused: Refused | None, typed: Mapping[str, str] | None) -> PartnersPage:
    """Raises `Forbidden`."""
    found, people = tuple(partners(by)), choices()
    code = Field("code", gettext("Code"), required=True, form=NEW, help=gettext("Its id; it stays."))
    return PartnersPage(
        rows=tuple(_row(one, people, refused, typed) for one in found),
        new=_said((code, *_fields(Partner(), people, NEW)[:-1]), refused, typed),
        can_edit=by.reach("partner.edit") is not None,
    )


def _row(
    partner: Partner,
    people: list[tuple[str, str]],
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> PartnerRow:
    form = f"partner-{partner.code}"
    fields = _said(_fields(partner, people, form), refused, typed)
    return PartnerRow(partner, fields, is_open=refused is not None and refused.form == form)


def _fields(partner: Partner, people: list[tuple[str, str]], form: str) -> tuple[Field, ...]:
    manager = partner.manager.handle if partner.manager else ""
    return (
        Field("name", gettext("Name"), value=partner.name, required=True, form=form),
        Field("tier", gettext("Tier"), value=partner.tier, form=form),
        Field(
            "manager",
            gettext("Who looks after it"),
            "choice",
            manager,
            options(people, manager, "—"),
            form=form,
        ),
        Field("contact_name", gettext("Their person"), value=partner.contact_name, form=form),
        Field("contact_email", gettext("E-mail"), "email", partner.contact_email, form=form),
        Field("is_active", gettext("Registers deals"), "check", "on" if partner.is_active else "", form=form),
    )


def _said(
    fields: tuple[Field, ...], refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[Field, ...]:
    """Only the form that was refused keeps what was typed into it."""
    mine = refused is not None and all(field.form == refused.form for field in fields)
    return told(retyped(fields, typed), refused) if mine else fields
