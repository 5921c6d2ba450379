"""The page is true: every name on it exists, and the picture shows what it says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from procrastinate.contrib.django import app

from tasuki.flow import conditions as it
from tasuki.flow.diagram import PAGE, page
from tasuki.flow.look import HowItStands, Look
from tasuki.flow.process import PROCESS
from tasuki.flow.row import EVERYTHING, LATER, NOW, SOON, Row, rows_for
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry
from tasuki.platform.journal.catalogue import EVENT_CODES


@pytest.mark.parametrize("name", sorted({row.then for row in PROCESS if row.run in (NOW, LATER)}))
def test_every_action_on_the_page_exists(name: str) -> None:
    assert callable(next(row for row in PROCESS if row.then == name).action)


def test_every_job_on_the_page_exists() -> None:
    assert {row.then for row in PROCESS if row.run == SOON} <= set(app.tasks)


def test_every_event_on_the_page_is_in_the_catalogue() -> None:
    assert {row.code for row in PROCESS} - EVENT_CODES == {EVERYTHING}


def test_of_the_clocks_own_events_only_an_escalation_has_consequences_and_no_clock_hears_it() -> None:
    assert {row.code for row in PROCESS if row.code.startswith("sla.")} == {"sla.escalated"}


def test_what_follows_later_costs_the_transaction_of_the_event_nothing() -> None:
    assert [row for row in PROCESS if row.run == LATER]
    assert not [row for code in EVENT_CODES for row in rows_for(PROCESS, code) if row.run == LATER]


@pytest.mark.parametrize(
    "row", [row for row in PROCESS if row.only_if], ids=lambda row: f"{row.code} {row.then}"
)
def test_every_condition_can_be_read_in_the_picture(row: Row) -> None:
    assert (row.only_if.__doc__ or "").strip()


@pytest.mark.parametrize(
    ("state", "written"), [("sal", True), ("sql", True), ("mql", False), ("recycled", False)]
)
def test_a_brief_is_looked_at_again_only_while_it_may_be_written(state: str, written: bool) -> None:
    lead = new_id()
    touched = Entry(
        "touch.logged", datetime(2026, 11, 20, 6, 0, tzinfo=UTC), SYSTEM, "lead", lead, lead_id=lead
    )
    look = Look(touched, {lead: HowItStands(state, has_draft=True)})
    assert it.has_a_draft(look) is written


def test_the_documented_process_is_the_one_that_runs() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(PROCESS), "python -m tasuki.flow writes the page anew"
