"""What people call gates, kinds of records, industries and segments, which the records name by their keys."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.wording import N_, Sentence

GATES: Mapping[str, str] = {
    "mql": N_("MQL"),
    "sal": N_("SAL"),
    "sql": N_("SQL"),
    "handoff": N_("handoff"),
    "opportunity": N_("opportunity"),
}
RECORDS: Mapping[str, str] = {
    "absence": N_("absence"),
    "account": N_("account"),
    "account plan": N_("account plan"),
    "answer": N_("answer"),
    "approval": N_("approval"),
    "asked question": N_("asked question"),
    "assignment": N_("assignment"),
    "batch": N_("batch of conversions"),
    "brief": N_("handoff brief"),
    "bulk": N_("change of many records"),
    "campaign": N_("campaign"),
    "chapter": N_("chapter"),
    "clock": N_("clock"),
    "committee": N_("buying committee"),
    "column": N_("column"),
    "contact": N_("contact"),
    "contact role": N_("role of a contact"),
    "conversion": N_("conversion"),
    "discovery": N_("discovery meeting"),
    "dispute": N_("dispute"),
    "evidence": N_("piece of evidence"),
    "feedback": N_("weekly feedback"),
    "handoff": N_("handoff"),
    "identity provider": N_("identity provider"),
    "import": N_("import"),
    "job": N_("job"),
    "lead": N_("lead"),
    "letter": N_("letter"),
    "list": N_("list"),
    "mapping": N_("mapping"),
    "message": N_("message"),
    "merge": N_("merge"),
    "meeting": N_("meeting"),
    "next step": N_("next step"),
    "notice": N_("notice"),
    "opportunity": N_("opportunity"),
    "partner": N_("partner"),
    "person": N_("person"),
    "playbook": N_("playbook"),
    "playbook in force": N_("playbook in force"),
    "question": N_("question"),
    "registration": N_("deal registration"),
    "report": N_("report"),
    "edition": N_("edition"),
    "review": N_("joint review"),
    "row": N_("row of the playbook"),
    "session": N_("session"),
    "source": N_("source"),
    "suspect": N_("suspected duplicate"),
    "table": N_("table"),
    "task": N_("task"),
    "team": N_("team"),
    "token": N_("token"),
    "touchpoint": N_("touchpoint"),
    "verb": N_("action"),
    "view": N_("view"),
    "webhook": N_("webhook"),
    "uploaded file": N_("uploaded file"),
}
INDUSTRIES: Mapping[str, str] = {
    "saas": N_("SaaS"),
    "software": N_("software"),
    "it_services": N_("IT services"),
    "professional_services": N_("professional services"),
    "manufacturing": N_("manufacturing"),
    "financial_services": N_("financial services"),
    "retail": N_("retail"),
    "wholesale": N_("wholesale"),
    "logistics": N_("logistics"),
    "construction": N_("construction"),
    "real_estate": N_("real estate"),
    "healthcare": N_("healthcare"),
    "education": N_("education"),
    "energy": N_("energy"),
    "media": N_("media"),
    "telecommunications": N_("telecommunications"),
    "hospitality": N_("hospitality"),
    "food": N_("food"),
    "public_sector": N_("public sector"),
    "other": N_("other"),
}
SEGMENTS: Mapping[str, str] = {
    "smb": N_("small business"),
    "mid_market": N_("mid-market"),
    "enterprise": N_("enterprise"),
}


def gate_called(key: str) -> Sentence:
    """The gate in the reader's language; a key that nobody worded stands as it is."""
    return Sentence(GATES.get(key, "%(key)s"), {} if key in GATES else {"key": key})


def record_called(kind: str) -> Sentence:
    """The kind of record in the reader's language; one that nobody worded stands as it is."""
    return Sentence(RECORDS.get(kind, "%(kind)s"), {} if kind in RECORDS else {"kind": kind})
