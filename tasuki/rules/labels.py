"""What people call the gates and the kinds of records that a refusal names by their keys."""

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
    "account": N_("account"),
    "approval": N_("approval"),
    "batch": N_("batch of conversions"),
    "brief": N_("handoff brief"),
    "campaign": N_("campaign"),
    "clock": N_("clock"),
    "contact": N_("contact"),
    "conversion": N_("conversion"),
    "discovery": N_("discovery meeting"),
    "handoff": N_("handoff"),
    "import": N_("import"),
    "lead": N_("lead"),
    "meeting": N_("meeting"),
    "next step": N_("next step"),
    "opportunity": N_("opportunity"),
    "person": N_("person"),
    "playbook": N_("playbook"),
    "playbook in force": N_("playbook in force"),
    "question": N_("question"),
    "source": N_("source"),
    "suspect": N_("suspected duplicate"),
    "task": N_("task"),
    "token": N_("token"),
}


def gate_called(key: str) -> Sentence:
    """The gate in the reader's language; a key that nobody worded stands as it is."""
    return Sentence(GATES.get(key, "%(key)s"), {} if key in GATES else {"key": key})


def record_called(kind: str) -> Sentence:
    """The kind of record in the reader's language; one that nobody worded stands as it is."""
    return Sentence(RECORDS.get(kind, "%(kind)s"), {} if kind in RECORDS else {"kind": kind})
