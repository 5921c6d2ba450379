"""A lead comes in, with what it did to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from tasuki.cli.demo.campaigns import campaign_for
from tasuki.cli.demo.words import one_of
from tasuki.cli.demo.world import Case, World
from tasuki.stages.intake.actions import capture, merge
from tasuki.stages.intake.incoming import CaptureInput, Consent, IncomingCompany, IncomingPerson
from tasuki.stages.intake.queries import suspects_of
from tasuki.stages.qualification.actions import log_touch

CAME_BY: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "inbound": (
        ("form", "demo_request", "デモ依頼"),
        ("form", "talk_to_sales", "相談フォーム"),
        ("visit", "pricing_page", "料金ページ"),
    ),
    "content": (("download", "content_download", "ガイド"),),
    "referral": (("email", "talk_to_sales", "紹介のメール"),),
    "event": (("event", "event_visit", "業務改革展のブース"),),
    "webinar": (("webinar", "webinar_attended", "ウェビナー"),),
}
"""Source → what the buyer did: kind of touch, signal, content."""


def arrive(case: Case, world: World, at: datetime, **fields: Any) -> None:
    """Capture the lead and log what it did; from there on the product delivers and assigns it by itself."""
    by = world.as_("sora")
    lead = capture(_incoming(case, fields), by=by, at=at)
    case.lead_id = lead.pk
    ways = CAME_BY.get(case.origin.source)
    if ways:
        kind, signal, content = case.dice.choice(ways)
        log_touch(lead.pk, kind, by=by, at=at, direction="inbound", signal=signal, content=content)


def touch(
    case: Case,
    world: World,
    at: datetime,
    kind: Literal["call", "email"] = "call",
    *,
    answered: bool = False,
    note: str = "",
) -> None:
    """Whoever works the lead calls or writes; ``answered``: the buyer was there."""
    by = world.sdr_of(case.lead_id)
    log_touch(
        case.lead_id, kind, by=by, at=at, two_way=answered, note=note, signal="reply" if answered else ""
    )


def merge_into_the_other(case: Case, world: World, at: datetime) -> None:
    """The two leads are one person: this one goes into the one that was here first."""
    suspect = next(iter(suspects_of(case.lead_id, 1)), None)
    if suspect is not None:
        merge(
            case.lead_id,
            suspect.other_id,
            by=world.as_("sora"),
            at=at,
            rationale="同じ方の二つ目のメールアドレス",
        )


def _incoming(case: Case, fields: Mapping[str, Any]) -> CaptureInput:
    buyer, company = case.buyer, case.buyer.company
    campaign, message = campaign_for(case.origin.source, case.dice)
    return CaptureInput(
        person=IncomingPerson(
            name=buyer.name,
            family_name=buyer.family_name,
            given_name=buyer.given_name,
            kana=buyer.kana,
            title=fields.get("title", buyer.title),
            email=buyer.email,
            phone=buyer.phone,
        ),
        company=IncomingCompany(
            name=company.name,
            country=company.country,
            region=company.region,
            industry=company.industry,
            segment=company.segment,
            employees=fields.get("employees", company.employees),
        ),
        source=case.origin.source,
        source_detail=campaign,
        campaign=campaign,
        message=message,
        why_now=one_of(case.dice, "conversations", buyer.tongue, "changes")
        if case.dice.random() < 0.6
        else "",
        consent=Consent(marketing=True, tracking=case.dice.random() < 0.6),
        fields=fields.get("flags", {}),
    )
