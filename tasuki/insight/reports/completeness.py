"""Which fields of our leads are empty or only look filled, and where do they come from?"""

from __future__ import annotations

from tasuki.insight.columns import Column, Count, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import RECORDS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.quality import quoted
from tasuki.insight.tables import Table
from tasuki.rules.placeholders import EDGES, folded
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

WORDS = (
    ("person", N_("Name")),
    ("email", N_("E-mail")),
    ("phone", N_("Phone")),
    ("company", N_("Company")),
    ("title", N_("Job title")),
    ("industry", N_("Industry")),
    ("country", N_("Country")),
    ("source", N_("Source")),
)


def says_nothing(column: str, book: Playbook) -> str:
    """Whether a text is empty or a placeholder of the agreement, whatever its width, case and edges (O-2, HB-3)."""
    words = ", ".join(sorted({quoted(folded(text)) for text in book.placeholders.texts}))
    bare = f"lower(btrim(btrim(normalize(f.{column}, NFKC)), {quoted(EDGES + ' ')}))"
    return f"(f.{column} = '' OR {bare} = '' OR {bare} IN ({words}))"


def _conditions(book: Playbook) -> dict[str, str]:
    numbers = ", ".join(str(one) for one in book.placeholders.numbers) or "NULL"
    number = f"coalesce(f.employees IN ({numbers}), TRUE)"
    return {**{key: says_nothing(key, book) for key, _ in WORDS}, "employees": number}


def _lacks(book: Playbook) -> str:
    """What a record lacks, found once for each and not again for every column."""
    found = ", ".join(f"{condition} AS {key}" for key, condition in _conditions(book).items())
    return f"CROSS JOIN LATERAL (SELECT {found} OFFSET 0) lacks"


def _lacking(book: Playbook) -> tuple[Column, ...]:
    labels = {**dict(WORDS), "employees": N_("Number of employees")}
    some = " OR ".join(f"lacks.{key}" for key in labels)
    looks = " OR ".join(f"(lacks.{key} AND f.{key} <> '')" for key, _ in WORDS)
    return (
        Count("leads", N_("Leads")),
        Share("whole", N_("say everything"), f"NOT ({some})"),
        Share("placeholder", N_("with a placeholder"), looks),
        *(Share(f"no_{key}", label, f"lacks.{key}") for key, label in labels.items()),
    )


def _table(book: Playbook, key: str, label: str, *also: str) -> Table:
    cut = Cut(RECORDS, "captured_at", so.LEADS, beside=_lacks(book))
    return Table(key, label, cut, _lacking(book), also=also)


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
    chart=Chart("together", tuple(f"no_{key}" for key in (*dict(WORDS), "employees"))),
)
