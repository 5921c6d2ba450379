"""What is wrong with our funnel: too early, too late, badly handed over, incomplete, or not agreed upon?

The tables hold every number on which `rules.diagnosis` judges; the notes are its five verdicts.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasuki.insight.diagnosing import diagnoses_of
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports.terms import Terms
from tasuki.insight.signs import agreement, early, handoff, late, transfer
from tasuki.insight.tables import Table
from tasuki.rules.diagnosis import Diagnosis, leak_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence


def _tables(book: Playbook) -> tuple[Table, ...]:
    so_called = Terms(book)
    return (
        early.made(so_called),
        transfer.pipeline(so_called),
        late.closed(so_called),
        *late.ready(so_called),
        *handoff.handoffs(so_called),
        *agreement.delivered(so_called),
    )


def _verdicts(found: Sequence[Diagnosis]) -> tuple[Sentence, ...]:
    """The five, and what they add up to."""
    leak = leak_of(found)
    return (*(one.says() for one in found), *([leak.says()] if leak else []))


REPORT = Report(
    key="diagnosis",
    question=N_("What is wrong with our funnel, and what does it cost?"),
    definition=N_(
        "The five troubles of the article, each told from several signs. A sign is there only when its whole 95 % "
        "interval lies beyond the limit of the agreement, and with fewer than 30 records nothing is said. Money is a "
        "range: what was lost with opportunities that were never real, leads that bought elsewhere, handoffs that came "
        "back and leads that were turned away; nothing is counted twice. What the records do not tell is not guessed."
    ),
    rules=("K-10", "K-11", "K-12", "X-6", "HY-11"),
    family="value",
    tables=_tables,
    by=(),
    narrows=EVERYWHERE,
    days=365,
    chart=Chart("pipeline", ("stuck", "fields_missing", "guessed", "without_role", "source_lost")),
    examine=diagnoses_of,
    sum_up=_verdicts,
)
