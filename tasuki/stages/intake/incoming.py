"""A lead as it arrives by API, form or command line (contract/lead.json), and the columns that it becomes.

The dataclass is the schema: what it does not know is refused with the nearest name, all problems at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tasuki.platform.refusals import Invalid
from tasuki.records.models import Lead
from tasuki.rules.reading import Problem, Unreadable, read
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.reachability import country_code, domain_of, email_of, phone_of


@dataclass(frozen=True, slots=True)
class IncomingPerson:
    name: str = ""
    family_name: str = ""
    given_name: str = ""
    kana: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class IncomingCompany:
    name: str = ""
    domain: str = ""
    country: str = ""
    region: str = ""
    industry: str = ""
    employees: int | None = None
    segment: str = ""
    business_model: str = ""
    technologies: tuple[str, ...] = ()
    tier: str = ""
    background: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person agreed to, and when (UTC)."""

    marketing: bool | None = None
    tracking: bool | None = None
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaptureInput:
    """``captured_at`` may lie in the past; without one it is the moment of the capture. ``campaign`` is a code."""

    external_id: str | None = None
    person: IncomingPerson = IncomingPerson()
    company: IncomingCompany = IncomingCompany()
    source: str = ""
    source_detail: str = ""
    campaign: str = ""
    message: str = ""
    why_now: str = ""
    captured_at: datetime | None = None
    consent: Consent | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


_COLUMNS: Mapping[str, str] = {
    "/external_id": "external_id",
    **{f"/person/{name}": name for name in ("name", "family_name", "given_name", "kana", "title", "email", "phone")},
    "/company/name": "company_name",
    "/company/domain": "company_domain",
    **{
        f"/company/{name}": name
        for name in (
            "country", "region", "industry", "employees", "segment", "business_model", "technologies", "tier",
            "background",
        )
    },
    **{f"/{name}": name for name in ("source", "source_detail", "message", "why_now")},
}  # fmt: skip
_LONGEST = {column.name: getattr(column, "max_length", None) for column in Lead._meta.concrete_fields}


def read_incoming(source: object) -> CaptureInput:
    """From parsed JSON or TOML. Raises `Invalid` with every problem and its pointer."""
    try:
        return read(CaptureInput, source)
    except Unreadable as unreadable:
        raise Invalid(unreadable.problems) from None


def columns_of(incoming: CaptureInput) -> dict[str, Any]:
    """Lead column → value as given, not yet normalised."""
    columns: dict[str, Any] = {}
    for pointer, column in _COLUMNS.items():
        value: Any = incoming
        for step in pointer.strip("/").split("/"):
            value = getattr(value, step)
        columns[column] = (
            list(value) if isinstance(value, tuple) else value.strip() if isinstance(value, str) else value
        )
    columns["external_id"] = columns["external_id"] or None
    return columns


def given_columns(source: Mapping[str, Any]) -> frozenset[str]:
    """Which columns a partial input names at all, be it to empty them."""
    named = set()
    for pointer, column in _COLUMNS.items():
        at: Any = source
        for step in pointer.strip("/").split("/"):
            at = at.get(step, _ABSENT) if isinstance(at, Mapping) else _ABSENT
        if at is not _ABSENT:
            named.add(column)
    return frozenset(named)


_ABSENT = object()


def normalised(columns: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The spelling that is stored and compared. Raises `Invalid` naming each field that cannot be what it should be."""
    clean = dict(columns)
    problems: list[Problem] = []
    for column, (pointer, spell, template) in _SPELLED.items():
        if typed := columns.get(column):
            clean[column] = spell(typed, columns.get("country") or region)
            if not clean[column]:
                problems.append(Problem(pointer, "invalid", Sentence(template, {"text": typed})))
    for pointer, column in _COLUMNS.items():
        value, most = clean.get(column), _LONGEST.get(column)
        if isinstance(value, str) and most and len(value) > most:
            problems.append(Problem(pointer, "too_long", Sentence(_TOO_LONG, {"most": most})))
        if isinstance(value, str) and _NOT_STORABLE.search(value):
            problems.append(Problem(pointer, "invalid", Sentence(_UNREADABLE)))
    if isinstance(clean.get("employees"), int) and not 0 <= clean["employees"] < 2**31:
        problems.append(Problem("/company/employees", "invalid", Sentence(_COUNT)))
    if problems:
        raise Invalid(problems)
    return clean


_TOO_LONG = N_("At most %(most)s characters fit here.")
_UNREADABLE = N_("This text has characters that cannot be stored.")
_COUNT = N_("Expected a number of employees from 0 on.")
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
_NO_COUNTRY = N_("“%(text)s” is no country; write its code, such as JP.")
_NO_EMAIL = N_("“%(text)s” is not an e-mail address that mail can be sent to.")
_NO_PHONE = N_("“%(text)s” is not a telephone number.")
_NO_DOMAIN = N_("“%(text)s” is not a domain, such as example.co.jp.")
_SPELLED: Mapping[str, tuple[str, Callable[[str, str], str], str]] = {
    "country": ("/company/country", lambda text, _: country_code(text), _NO_COUNTRY),
    "email": ("/person/email", lambda text, _: email_of(text), _NO_EMAIL),
    "phone": ("/person/phone", phone_of, _NO_PHONE),
    "company_domain": ("/company/domain", lambda text, _: domain_of(text), _NO_DOMAIN),
}
