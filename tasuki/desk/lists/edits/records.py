"""The cells of accounts, contacts and campaigns, by `records.actions`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Kind
from tasuki.desk.lists.description import Change, Edit, Seen, Typed
from tasuki.desk.lists.edits.inputs import field
from tasuki.desk.lists.naming import industries, segments, sources
from tasuki.desk.panels.people import choices
from tasuki.platform.access.roles import Role
from tasuki.records import actions
from tasuki.records.models import Campaign
from tasuki.rules.wording import N_

Pairs = Sequence[tuple[str, str]]


def _account(key: UUID, changes: Mapping[str, Any], change: Change) -> object:
    return actions.edit_account(key, changes, by=change.by, at=change.at, expected=change.version)


def _contact(key: UUID, changes: Mapping[str, Any], change: Change) -> object:
    return actions.edit_contact(key, changes, by=change.by, at=change.at, expected=change.version)


def _campaign(key: UUID, changes: Mapping[str, Any], change: Change) -> object:
    return actions.edit_campaign(key, changes, by=change.by, at=change.at)


def _own(
    permission: str,
    do: Callable[[UUID, Mapping[str, Any], Change], object],
    name: str,
    label: str,
    kind: Kind = "text",
    known: Callable[[Seen], Pairs] | None = None,
) -> Edit:
    """A field that the action calls as the table does."""

    def fields(record: Any, seen: Seen) -> tuple[Field, ...]:
        return (
            field(
                name, _present(record, name), kind, list(known(seen)) if known else None, label=gettext(label)
            ),
        )

    def act(key: UUID, typed: Typed, change: Change) -> object:
        return do(key, {name: _value(typed.get(name, ""), kind)}, change)

    return Edit(permission, fields, act)


def _spend() -> Edit:
    """An amount with its currency; without an amount there is none."""

    def fields(campaign: Campaign | None, seen: Seen) -> tuple[Field, ...]:
        spend = campaign.spend if campaign else None
        currency = campaign.currency if campaign else seen.book.playbook.currency
        return (
            field("amount", f"{spend:f}" if spend is not None else "", "number", label=gettext("Spend")),
            field("currency", currency, label=gettext("Currency"), required=True),
        )

    def act(key: UUID, typed: Typed, change: Change) -> object:
        amount = typed.get("amount", "").replace(",", "").strip()
        spend = {"amount": amount, "currency": typed.get("currency", "").strip()} if amount else None
        return _campaign(key, {"spend": spend}, change)

    return Edit("campaign.edit", fields, act)


def _people(*roles: Role) -> Callable[[Seen], Pairs]:
    return lambda seen: choices(*roles)


def _present(record: Any, name: str) -> str:
    value = getattr(record, name) if record else None
    if name == "owner":
        return value.handle if value else ""
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _value(text: str, kind: Kind) -> Any:
    """A number or a day that is left empty is none; what is no number is said to be none by the action's reader."""
    written = text.strip()
    if kind == "number":
        return int(written) if written.isdigit() else written or None
    return (written or None) if kind == "date" else written


def _of_account(name: str, label: str, *more: Any) -> Edit:
    return _own("account.edit", _account, name, label, *more)


def _of_contact(name: str, label: str, *more: Any) -> Edit:
    return _own("account.edit", _contact, name, label, *more)


def _of_campaign(name: str, label: str, *more: Any) -> Edit:
    return _own("campaign.edit", _campaign, name, label, *more)


ACCOUNTS: Mapping[str, Edit] = {
    "domain": _of_account("domain", N_("Company domain")),
    "industry": _of_account("industry", N_("Industry"), "choice", industries),
    "segment": _of_account("segment", N_("Segment"), "choice", segments),
    "employees": _of_account("employees", N_("Employees"), "number"),
    "country": _of_account("country", N_("Country (two letters)")),
    "region": _of_account("region", N_("Region")),
    "tier": _of_account("tier", N_("Tier")),
    "owner": _of_account("owner", N_("Owner"), "choice", _people(Role.AE, Role.MANAGER, Role.SDR)),
}
CONTACTS: Mapping[str, Edit] = {
    "title": _of_contact("title", N_("Job title")),
    "email": _of_contact("email", N_("E-mail"), "email"),
    "phone": _of_contact("phone", N_("Phone"), "tel"),
    "kana": _of_contact("kana", N_("Name in kana")),
}
CAMPAIGNS: Mapping[str, Edit] = {
    "source": _of_campaign("source", N_("Source"), "choice", sources),
    "message": _of_campaign("message", N_("Message")),
    "offer": _of_campaign("offer", N_("Offer")),
    "audience": _of_campaign("audience", N_("Audience")),
    "spend": _spend(),
    "starts_on": _of_campaign("starts_on", N_("Starts on"), "date"),
    "ends_on": _of_campaign("ends_on", N_("Ends on"), "date"),
}
