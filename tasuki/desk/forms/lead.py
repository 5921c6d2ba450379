"""The lead's own fields: captured by hand, or edited later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, chosen, retyped, told
from tasuki.desk.forms.labels import label_of, prose
from tasuki.desk.refused import Refused
from tasuki.desk.words import segment_word, spoken, word
from tasuki.records.models import Campaign, Lead
from tasuki.rules.labels import INDUSTRIES
from tasuki.rules.playbook import Playbook

PERSON = ("name", "kana", "title", "email", "phone")
COMPANY = (
    "name", "domain", "industry", "employees", "segment", "country", "region", "business_model", "technologies", "tier",
    "background",
)  # fmt: skip
ORIGIN = ("source", "campaign", "message", "why_now")
FIELDS = ("product", "product_line", "use_case")
SEGMENTS = ("smb", "mid_market", "enterprise")


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    fields: tuple[Field, ...]
    folded: bool = False


def lead_fields(
    lead: Lead | None, book: Playbook, refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[Group, ...]:
    """The fields in groups, with the values of ``lead``."""
    groups = (
        Group(gettext("Person"), tuple(lead_field(f"person/{name}", lead, book) for name in PERSON)),
        Group(gettext("Company"), tuple(lead_field(f"company/{name}", lead, book) for name in COMPANY)),
        Group(gettext("Where it comes from"), tuple(lead_field(name, lead, book) for name in ORIGIN)),
        Group(
            gettext("What they are interested in"),
            tuple(lead_field(f"fields/{name}", lead, book) for name in FIELDS),
        ),
    )
    return tuple(Group(one.title, told(retyped(one.fields, typed), refused)) for one in groups)


def lead_json(post: Mapping[str, str], zone: ZoneInfo, *, edited: bool = False) -> dict[str, Any]:
    """What was typed in the shape of contract/lead.json. ``edited``: a field left empty empties it."""
    made: dict[str, Any] = {"person": {}, "company": {}, "fields": {}}
    for name in (*(f"person/{one}" for one in PERSON), *(f"company/{one}" for one in COMPANY), *ORIGIN):
        _put(made, name, _value(name, post.get(name, "").strip()), edited)
    for name in FIELDS:
        _put(made, f"fields/{name}", post.get(f"fields/{name}", "").strip() or None, edited)
    return made


def _put(made: dict[str, Any], name: str, value: Any, edited: bool) -> None:
    if value in (None, "", []) and not edited:
        return
    *path, last = name.split("/")
    branch = made
    for step in path:
        branch = branch[step]
    branch[last] = value


def _value(name: str, text: str) -> Any:
    if name == "company/employees":
        return int(text) if text.isdigit() else (text or None)
    if name == "company/technologies":
        return [line.strip() for line in text.splitlines() if line.strip()]
    return text


def changed_json(name: str, text: str) -> dict[str, Any]:
    """One field alone in the shape of contract/lead.json; an empty text empties it."""
    *path, last = name.split("/")
    made: Any = {last: _value(name, text.strip())}
    for step in reversed(path):
        made = {step: made}
    return dict(made)


def lead_field(name: str, lead: Lead | None, book: Playbook) -> Field:
    """One field of the lead's form, with its present value."""
    value = _known(name, lead)
    choices = _choices(name, book)
    if choices is not None:
        return chosen(name, label_of(name), value, choices)
    if name == "company/technologies":
        return Field(name, label_of(name), "lines", value, help=gettext("One per line."))
    kinds = {"person/email": "email", "person/phone": "tel", "company/employees": "number"}
    kind: Any = kinds.get(name, "area" if prose(name) else "text")
    return Field(name, label_of(name), kind, value)


def _choices(name: str, book: Playbook) -> list[tuple[str, str]] | None:
    if name == "source":
        return [(source.key, spoken(source.label)) for source in book.source]
    if name == "campaign":
        return list(Campaign.objects.order_by("-created_at").values_list("code", "name")[:200])
    if name == "company/industry":
        return [(key, word(key, INDUSTRIES)) for key in INDUSTRIES]
    if name == "company/segment":
        return [(key, segment_word(key)) for key in SEGMENTS]
    return None


def _known(name: str, lead: Lead | None) -> str:
    if lead is None:
        return ""
    group, _, last = name.rpartition("/")
    if group == "fields":
        return str(lead.fields.get(last, "") or "")
    if name == "campaign":
        return lead.campaign.code if lead.campaign else ""
    own = group == "company" and last in ("name", "domain")
    value = getattr(lead, f"company_{last}" if own else last)
    if isinstance(value, list):
        return "\n".join(value)
    return "" if value is None else str(value)
