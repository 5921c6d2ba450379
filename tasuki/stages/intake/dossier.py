"""From rows to the dossier: the lead with its company, person and touchpoints, from ``.values()`` or JSON alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tasuki.rules.dossier import Acceptance, CompanyFacts, LeadFacts, PersonFacts, Touch
from tasuki.rules.scoring import highest

Row = Mapping[str, Any]


def lead_facts(row: Row, touches: tuple[Touch, ...], campaign: str = "") -> LeadFacts:
    """The lead's facts; ``campaign`` is its code. The row is a `Lead` as ``.values()`` or ``to_jsonb`` give it."""
    return LeadFacts(
        id=str(row["id"]),
        state=row["state"],
        source=row["source"],
        campaign=campaign,
        message=row["message"],
        segment=row["segment"],
        industry=row["industry"],
        country=row["country"],
        region=row["region"],
        company=_company(row),
        person=_person(row),
        fit=row["fit"],
        intent=row["intent"],
        intent_tier=highest(one.get("tier", 0) for one in row["score_reasons"]),
        why_now=row["why_now"],
        captured_at=instant(row["captured_at"]),
        recycled_at=instant(row["recycled_at"]),
        origin=row["origin"],
        touches=touches,
        duplicate_of=str(row["merged_into_id"]) if row["merged_into_id"] else None,
        acceptance=Acceptance(
            str(row["accepted_by_id"] or ""), instant(row["entered_sal_at"]), row["accepted_rationale"]
        ),
        fields=row["fields"],
    )


def touches_from(rows: Iterable[Row]) -> tuple[Touch, ...]:
    """Touchpoints as facts, in the order given."""
    return tuple(
        Touch(
            kind=row["kind"],
            at=_known_instant(row["at"]),
            direction=row["direction"],
            two_way=row["two_way"],
            content=row["content"],
            signal=row["signal"],
        )
        for row in rows
    )


def _company(row: Row) -> CompanyFacts:
    return CompanyFacts(
        name=row["company_name"],
        domain=row["company_domain"],
        employees=row["employees"],
        industry=row["industry"],
        segment=row["segment"],
        country=row["country"],
        region=row["region"],
        technologies=tuple(row["technologies"]),
        business_model=row["business_model"],
        tier=row["tier"],
        background=row["background"],
    )


def _person(row: Row) -> PersonFacts:
    return PersonFacts(
        name=row["name"],
        family_name=row["family_name"],
        given_name=row["given_name"],
        title=row["title"],
        email=row["email"],
        phone=row["phone"],
    )


def instant(value: datetime | str | None) -> datetime | None:
    """A moment from the database, whichever way it came."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _known_instant(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
