"""Put the brief together from the record, line by line in the order of the article's template (HB-1, HB-2).

The playbook says which lines there are and in which section; a line that joins several facts (the budget with its
context, the touchpoints) is composed here. The result is JSON and says nothing in any one language: labels carry
both, and `tasuki.stages.handoff.telling` reads it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tasuki.rules.brief import BriefItemStanding, BriefStanding, completeness
from tasuki.rules.conditions import is_filled
from tasuki.rules.dossier import Dossier
from tasuki.rules.fields import value_at
from tasuki.rules.frameworks import view
from tasuki.rules.playbook import BriefItem, Playbook
from tasuki.rules.wording import Text

Body = dict[str, Any]
SECTIONS = ("company", "contact", "source", "summary", "discovery", "engagement", "next_step", "assessment")
"""The article's template, from top to bottom; sections that only a company's playbook has follow."""


SOURCE = ("lead.source",)
"""A line that only names the source says it as the agreement calls it."""


def assemble(d: Dossier, book: Playbook, today: date) -> Body:
    """The brief as it stands in the record today (the playbook's day)."""
    standing = completeness(d, book)
    lines = [_line(item, one, d, book) for item, one in zip(book.brief, standing.items, strict=True)]
    own = dict.fromkeys(line["section"] for line in lines if line["section"] not in SECTIONS)
    return {
        "playbook": book.stamp,
        "zone": book.playbook.zone,
        "completeness": _share(standing),
        "sections": [
            {"key": section, "lines": [line for line in lines if line["section"] == section]}
            for section in (*SECTIONS, *own)
            if any(line["section"] == section for line in lines)
        ],
        "framework": _through_the_framework(d, book, today),
    }


def lines_of(body: Body) -> dict[str, dict[str, Any]]:
    """The lines of a brief by their keys."""
    return {line["key"]: line for section in body["sections"] for line in section["lines"]}


def _share(standing: BriefStanding) -> dict[str, Any]:
    return {
        "filled": standing.filled,
        "required": standing.required,
        "fraction": round(standing.fraction, 4),
        "missing": [item.key for item in standing.missing],
    }


def _line(item: BriefItem, standing: BriefItemStanding, d: Dossier, book: Playbook) -> dict[str, Any]:
    compose = COMPOSED.get(item.key)
    value = _without_gaps(compose(d)) if compose else _first_filled(item, d)
    said = next((source.label for source in book.source if source.key == value), None)
    signals = value.get("signals", ()) if isinstance(value, dict) else ()
    called = {row.signal: _both(row.label) for row in book.score if row.signal in signals}
    return {
        "key": item.key,
        "section": item.section,
        "label": _both(item.label),
        **({"said": _both(said)} if said and item.any_of == SOURCE else {}),
        "required": item.required,
        "standing": standing.standing.value,
        "filling": standing.filling.value,
        "pointer": standing.pointer,
        "value": value,
        **({"called": called} if called else {}),
    }


def _first_filled(item: BriefItem, d: Dossier) -> Any:
    found = (value_at(d, path) for path in item.any_of)
    return plain(next((value for value in found if is_filled(value)), None))


def _through_the_framework(d: Dossier, book: Playbook, today: date) -> dict[str, Any] | None:
    """The qualification notes in the company's framework (HB-1), where the playbook has it."""
    framework = book.frameworks.get(book.playbook.framework)
    if framework is None:
        return None
    seen = view(d, book, framework.key, today)
    return {
        "key": framework.key,
        "label": _both(framework.label),
        "points": seen.total_points,
        "most": seen.max_points,
        "elements": [
            {"key": one.key, "label": _both(one.label), "level": one.level, "points": one.points}
            for one in seen.elements
        ],
    }


def _both(text: Text) -> dict[str, str]:
    return {"en": text.spoken("en"), "ja": text.spoken("ja")}


def plain(value: Any) -> Any:
    """A fact as JSON, without the fields that stand empty."""
    if is_dataclass(value) and not isinstance(value, type):
        return _without_gaps({one.name: getattr(value, one.name) for one in fields(value)})
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value


def _without_gaps(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in facts.items() if is_filled(value)}


def _company_background(d: Dossier) -> dict[str, Any]:
    company = d.lead.company
    return {
        "background": company.background,
        "industry": company.industry or d.lead.industry,
        "employees": company.employees,
        "segment": company.segment or d.lead.segment,
        "country": company.country or d.lead.country,
        "region": company.region or d.lead.region,
        "business_model": company.business_model,
        "technologies": company.technologies,
    }


def _fit(d: Dossier) -> dict[str, Any]:
    return {"fit": d.lead.fit, "intent": d.lead.intent, "accepted_because": d.lead.acceptance.rationale}


def _budget(d: Dossier) -> dict[str, Any]:
    budget = d.answers.budget
    said = ("status", "context", "amount", "approval_process", "budget_controller", "next_cycle_on")
    return {**{name: getattr(budget, name) for name in (*said, "level")}, **_proofs(d, budget.evidence)}


def _authority(d: Dossier) -> dict[str, Any]:
    authority = d.answers.authority
    said = ("decision_maker", "decision_unit", "path_to_decision_maker", "contact_role", "level")
    return {**{name: getattr(authority, name) for name in said}, **_proofs(d, authority.evidence)}


def _need(d: Dossier) -> dict[str, Any]:
    need = d.answers.need
    said = ("problem", "cost_of_inaction", "level")
    return {**{name: getattr(need, name) for name in said}, **_proofs(d, need.evidence)}


def _timeline(d: Dossier) -> dict[str, Any]:
    timeline = d.answers.timeline
    said = ("target_on", "forcing_function", "forcing_event", "forcing_on", "level")
    return {**{name: getattr(timeline, name) for name in said}, **_proofs(d, timeline.evidence)}


def _proofs(d: Dossier, named: Sequence[str]) -> dict[str, Any]:
    """What an answer stands on, as somebody reads it who was not there: which call or paper, and of when."""
    known = {one.id: one for one in d.evidence}
    found = [known[key] for key in named if key in known]
    return {
        "evidence": tuple(_without_gaps({"kind": one.kind, "at": one.at, "ref": one.ref}) for one in found)
    }


def _first_contact(d: Dossier) -> dict[str, Any]:
    first = min(d.lead.touches, key=lambda touch: touch.at, default=None)
    return {} if first is None else {"at": first.at, "method": first.kind, "direction": first.direction}


def _touchpoints(d: Dossier) -> dict[str, Any]:
    touches = d.lead.touches
    return {
        "by_kind": dict(sorted(Counter(touch.kind for touch in touches).items())),
        "answered": sum(touch.two_way for touch in touches) or None,
        "content": tuple(dict.fromkeys(touch.content for touch in touches if touch.content)),
        "signals": tuple(dict.fromkeys(touch.signal for touch in touches if touch.signal)),
        "last_at": max((touch.at for touch in touches), default=None),
    }


def _red_flags(d: Dossier) -> dict[str, Any]:
    return {"found": d.handoff.red_flags, "checked_how": d.handoff.red_flags_checked_how}


COMPOSED: Mapping[str, Callable[[Dossier], dict[str, Any]]] = {
    "company_background": _company_background,
    "fit_assessment": _fit,
    "budget": _budget,
    "authority": _authority,
    "need": _need,
    "timeline": _timeline,
    "first_contact": _first_contact,
    "touchpoints": _touchpoints,
    "red_flags": _red_flags,
}
"""Lines of the article's template that join several facts, by the line's key."""
