"""Read a brief out in one language: what a page, a mail or the command line shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_currency

from tasuki.platform.countries import country_in
from tasuki.platform.dates import day_in, moment_in
from tasuki.rules.labels import INDUSTRIES, SEGMENTS
from tasuki.rules.wording import N_, Language
from tasuki.stages.handoff.brief import Body

Translate = Callable[[str], str]

TITLE = N_("Opportunity handoff brief")
SECTION_TITLES: Mapping[str, str] = {
    "company": N_("Company"),
    "contact": N_("Contact"),
    "source": N_("Lead source"),
    "summary": N_("Qualification summary"),
    "discovery": N_("Discovery notes"),
    "engagement": N_("Engagement history"),
    "next_step": N_("Recommended next steps"),
    "assessment": N_("SDR assessment"),
}
# In the order in which a line tells them; the database keeps none.
FACTS: Mapping[str, str] = {
    "background": N_("background"),
    "industry": N_("industry"),
    "employees": N_("employees"),
    "segment": N_("segment"),
    "country": N_("country"),
    "region": N_("region"),
    "business_model": N_("business model"),
    "technologies": N_("technologies"),
    "fit": N_("fit score"),
    "intent": N_("intent score"),
    "accepted_because": N_("accepted because"),
    "status": N_("status"),
    "context": N_("context"),
    "amount": N_("amount"),
    "approval_process": N_("approval process"),
    "budget_controller": N_("who controls the budget"),
    "next_cycle_on": N_("next budget cycle"),
    "decision_maker": N_("decision maker"),
    "decision_unit": N_("decision-making unit"),
    "path_to_decision_maker": N_("path to the decision maker"),
    "contact_role": N_("role of our contact"),
    "problem": N_("problem"),
    "cost_of_inaction": N_("cost of not solving it"),
    "target_on": N_("target date"),
    "forcing_function": N_("what forces the date"),
    "forcing_event": N_("forcing event"),
    "forcing_on": N_("date of the event"),
    "level": N_("evidence level"),
    "evidence": N_("evidence"),
    "at": N_("date"),
    "method": N_("method"),
    "direction": N_("direction"),
    "by_kind": N_("touchpoints"),
    "answered": N_("answered"),
    "content": N_("content"),
    "signals": N_("signals"),
    "last_at": N_("last contact"),
    "found": N_("concerns"),
    "checked_how": N_("how it was checked"),
    "name": N_("name"),
    "title": N_("job title"),
}
WORDS: Mapping[str, str] = {
    "confirmed": N_("confirmed"),
    "allocated": N_("allocated"),
    "path_identified": N_("path identified"),
    "estimated": N_("estimated"),
    "none": N_("none"),
    "unknown": N_("unknown"),
    "economic_buyer": N_("economic buyer"),
    "champion": N_("champion"),
    "influencer": N_("influencer"),
    "technical_evaluator": N_("technical evaluator"),
    "signer": N_("signer"),
    "user": N_("user"),
    "business_event": N_("business event"),
    "contract_renewal": N_("contract renewal"),
    "compliance_deadline": N_("compliance deadline"),
    "strategic_initiative": N_("strategic initiative"),
    "other": N_("other"),
    "inbound": N_("inbound"),
    "outbound": N_("outbound"),
    "low": N_("low"),
    "medium": N_("medium"),
    "high": N_("high"),
    "call": N_("call"),
    "email": N_("e-mail"),
    "meeting": N_("meeting"),
    "form": N_("form"),
    "webinar": N_("webinar"),
    "download": N_("download"),
    "event": N_("event"),
    "chat": N_("chat"),
    "visit": N_("visit"),
    "letter": N_("letter by post"),
    "note": N_("note"),
    "document": N_("document"),
    "recording": N_("recording"),
    "sms": N_("text message"),
}
_PLACES = {fact: place for place, fact in enumerate(FACTS)}
_CODED = frozenset(
    {"status", "contact_role", "forcing_function", "direction", "method", "by_kind", "likelihood"}
)
_LABELLED: Mapping[str, Mapping[str, str]] = {"industry": INDUSTRIES, "segment": SEGMENTS}
_MOMENTS = frozenset({"at", "last_at"})


def tell(body: Body, language: Language, translate: Translate = str) -> dict[str, Any]:
    """The brief in ``language``: title, sections and lines with their texts; moments in the playbook's zone."""
    reader = _Reader(language, translate, ZoneInfo(body["zone"]))
    return {
        "title": translate(TITLE),
        "playbook": body["playbook"],
        "completeness": body["completeness"],
        "sections": [
            {
                "key": section["key"],
                "title": translate(SECTION_TITLES.get(section["key"], section["key"])),
                "lines": [reader.line(line) for line in section["lines"]],
            }
            for section in body["sections"]
        ],
    }


def line_in(line: Mapping[str, Any], language: Language, translate: Translate, zone: str) -> dict[str, Any]:
    """One line in ``language``, for what has changed."""
    return _Reader(language, translate, ZoneInfo(zone)).line(line)


class _Reader:
    """Speaks values in one language."""

    def __init__(self, language: Language, translate: Translate, zone: ZoneInfo) -> None:
        self._language = language
        self._translate = translate
        self._zone = zone
        self._called: Mapping[str, Mapping[str, str]] = {}
        self._comma, self._colon, self._break = (
            ("、", ":", " / ") if language == "ja" else (", ", ": ", " / ")
        )

    def line(self, line: Mapping[str, Any]) -> dict[str, Any]:
        self._called = line.get("called", {})
        return {
            "key": line["key"],
            "label": line["label"][self._language],
            "text": line["said"][self._language]
            if line.get("said")
            else self.text(line["value"], line["key"]),
            "required": line["required"],
            "standing": line["standing"],
            "pointer": line["pointer"],
        }

    def text(self, value: Any, name: str = "") -> str:
        if value is None or value == {}:
            return ""
        if isinstance(value, Mapping):
            return self._facts(value, name)
        if isinstance(value, list):
            return self._comma.join(self.text(one, name) for one in value)
        if name in _LABELLED:
            return self._translate(_LABELLED[name].get(value, value))
        if name in _CODED:
            return self._translate(WORDS.get(value, value))
        if name == "country":
            return country_in(value, self._language)
        if value in self._called:
            return str(self._called[value][self._language])
        if name in _MOMENTS:
            return moment_in(datetime.fromisoformat(value).astimezone(self._zone), self._language)
        if name.endswith("_on"):
            return self._day(str(value))
        return str(value)

    def _day(self, written: str) -> str:
        """A date; what was written instead of one stands as it is."""
        try:
            return day_in(date.fromisoformat(written), self._language)
        except ValueError:
            return written

    def _facts(self, facts: Mapping[str, Any], name: str) -> str:
        if set(facts) == {"amount", "currency"}:
            return format_currency(Decimal(facts["amount"]), facts["currency"], locale=self._language)
        if name == "by_kind":
            return self._comma.join(f"{self.text(kind, name)} {count}" for kind, count in facts.items())
        if name == "evidence":
            return self._proof(facts)
        if name == "decision_maker":
            return self._comma.join(str(one) for one in facts.values())
        return self._break.join(
            f"{self._translate(FACTS.get(fact, fact))}{self._colon}{self.text(value, fact)}"
            for fact, value in sorted(facts.items(), key=_place)
        )

    def _proof(self, facts: Mapping[str, Any]) -> str:
        """Which call or paper, of when, and where it is kept."""
        kind, at = facts.get("kind", ""), facts.get("at")
        said = (
            self._translate(WORDS.get(kind, kind)),
            self.text(at, "at") if at else "",
            facts.get("ref", ""),
        )
        return " ".join(one for one in said if one)


def _place(fact: tuple[str, Any]) -> int:
    return _PLACES.get(fact[0], len(_PLACES))
