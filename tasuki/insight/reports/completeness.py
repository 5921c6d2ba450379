"""Which fields of our leads are empty or only look filled, and where do they come from?"""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.insight.columns import Column, Count, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import RECORDS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.quality import quoted
from tasuki.insight.tables import Table
from tasuki.records.noting import FIELDS, LOOKS_FILLED, key_of, numbers_of
from tasuki.rules.placeholders import texts_that_say_nothing
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

LABELS: Mapping[str, str] = {
    "person": N_("Name"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "company": N_("Company"),
    "title": N_("Job title"),
    "industry": N_("Industry"),
    "country": N_("Country"),
    "source": N_("Source"),
    "employees": N_("Number of employees"),
}


def _lacks(book: Playbook) -> str:
    """What a record lacks, as it was noted by these placeholders; else as it is found now."""
    words = ", ".join(quoted(word) for word in texts_that_say_nothing(book))
    numbers = ", ".join(map(str, numbers_of(book)))
    found = f"what_lead_lacks(f.lead_id, ARRAY[{words}]::text[], ARRAY[{numbers}]::int[])"
    bits = f"CASE WHEN f.noted = {key_of(book)} THEN f.lacks ELSE {found} END"
    return f"CROSS JOIN LATERAL (SELECT {bits} AS bits OFFSET 0) lacks"


def _lacking() -> tuple[Column, ...]:
    any_field = LOOKS_FILLED - 1
    return (
        Count("leads", N_("Leads")),
        Share("whole", N_("say everything"), f"lacks.bits & {any_field} = 0"),
        Share("placeholder", N_("with a placeholder"), f"lacks.bits & {LOOKS_FILLED} <> 0"),
        *(
            Share(f"no_{key}", LABELS[key], f"lacks.bits & {1 << place} <> 0")
            for place, key in enumerate(FIELDS)
        ),
    )


def _table(book: Playbook, key: str, label: str, *also: str) -> Table:
    cut = Cut(RECORDS, "captured_at", so.LEADS, along=_lacks(book))
    return Table(key, label, cut, _lacking(), also=also)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (
        _table(book, "together", N_("Leads whose record lacks a field, or says nothing in it")),
        _table(book, "by_source", N_("By source"), "source"),
        _table(book, "by_owner", N_("By SDR"), "sdr"),
    )


REPORT = Report(
    key="completeness",
    question=N_(
        "Which fields of our leads are empty or only look filled, and where do such leads come from?"
    ),
    definition=N_(
        "Distinct leads captured in the period, as their records stand now. A field lacks where it is empty or "
        "holds a placeholder of the agreement, such as TBD or 未定. What is asked for and never filled is better "
        "asked later, or not at all."
    ),
    rules=("HY-11", "HB-3", "O-2"),
    family="volume",
    tables=_tables,
    chart=Chart("together", tuple(f"no_{key}" for key in FIELDS)),
)
