"""Create and edit campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Clash, NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.actions.changing import changed, plain, require_fit, taken
from tasuki.records.models import Campaign
from tasuki.rules.dossier import Money
from tasuki.rules.reading import Problem, read
from tasuki.rules.wording import N_, Sentence

MOST_SPENT = Decimal(10) ** 14


@dataclass(frozen=True, slots=True)
class CampaignFields:
    """What marketing paid for, and what it said to whom (K-16, K-18)."""

    name: str = ""
    source: str = ""
    message: str = ""
    offer: str = ""
    audience: str = ""
    spend: Money | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewCampaign(CampaignFields):
    """``code`` is the name by which leads refer to it; it stays."""

    code: str = ""


@transaction.atomic
def create_campaign(asked: NewCampaign, *, by: Actor, at: datetime) -> Campaign:
    """A new campaign. Raises Forbidden, Invalid, Clash (the code is taken)."""
    ask_any(by, "campaign.edit")
    values = _values({one.name: getattr(asked, one.name) for one in fields(CampaignFields)})
    code = asked.code.strip()
    codeless = [] if code else [Problem("/code", "missing", Sentence(N_("A campaign has a code.")))]
    require_fit(Campaign, values | {"code": code}, *codeless, *_troubles(values))
    if Campaign.objects.filter(code=code).exists():
        text = Sentence(N_("There is a campaign “%(code)s” already."), {"code": code})
        raise Clash(text, [Problem("/code", "taken", text)])
    values["name"] = values["name"] or code
    values.setdefault("currency", in_force().playbook.currency)
    campaign = Campaign(id=new_id(at), code=code, created_at=at, **values)
    _save(campaign)
    append(Entry("campaign.created", at, by, "campaign", campaign.pk, data={"code": code}))
    return campaign


@transaction.atomic
def edit_campaign(campaign_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> Campaign:
    """Change the fields that are named. Raises Forbidden, NotFound, Invalid, Clash."""
    ask_any(by, "campaign.edit")
    asked = read(CampaignFields, changes)
    campaign = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
    if campaign is None:
        raise NotFound("campaign", campaign_id)
    values = changed(campaign, _values({name: getattr(asked, name) for name in changes}))
    dates = {name: values.get(name, getattr(campaign, name)) for name in ("starts_on", "ends_on")}
    require_fit(Campaign, values, *_troubles(dates | values))
    for name, value in values.items():
        setattr(campaign, name, value)
    if values:
        _save(campaign)
        data = {"code": campaign.code, "fields": plain([*values])}
        append(Entry("campaign.edited", at, by, "campaign", campaign.pk, data=data))
    return campaign


def _values(asked: dict[str, Any]) -> dict[str, Any]:
    """The columns behind the fields that were given."""
    values = dict(asked)
    if "spend" in values:
        spend: Money | None = values.pop("spend")
        values["spend"] = spend.amount if spend else None
        if spend:
            values["currency"] = spend.currency
    if "external_id" in values:
        values["external_id"] = values["external_id"] or None
    return values


def _troubles(values: Mapping[str, Any]) -> list[Problem]:
    problems = []
    spend, starts, ends = values.get("spend"), values.get("starts_on"), values.get("ends_on")
    if spend is not None and not 0 <= spend < MOST_SPENT:
        text = Sentence(N_("An amount lies between 0 and %(most)s."), {"most": MOST_SPENT})
        problems.append(Problem("/spend/amount", "out_of_range", text))
    if starts and ends and ends < starts:
        problems.append(Problem("/ends_on", "order", Sentence(N_("It cannot end before it starts."))))
    return problems


def _save(campaign: Campaign) -> None:
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError as error:
        raise taken(error, campaign.external_id) from error
