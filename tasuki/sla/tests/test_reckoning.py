"""A new agreement moves open clocks and leaves closed ones as they were judged (SL-24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.presets import preset_toml
from tasuki.records.models import Lead
from tasuki.rules.calendar import add_business
from tasuki.rules.playbook import read_playbook
from tasuki.sla.actions import reckon_anew, settle, tick
from tasuki.sla.models import Clock
from tasuki.sla.reckoning import reckon
from tasuki.sla.terms import calendar_of

Hear = Callable[..., None]
Find = Callable[[str], Clock]
Told = Callable[[], list[tuple[str, str]]]


def _agree(before: str, after: str, at: datetime) -> None:
    """The next version of the article's agreement, in force at once."""
    now = PlaybookVersion.objects.get(state="in_force")
    now.state = "retired"
    now.save()
    toml = now.toml.replace("version = 1\n", "version = 2\n", 1).replace(before, after)
    assert after in toml
    PlaybookVersion.objects.create(
        name=now.name, number=2, state="in_force", toml=toml, drafted_at=at, in_force_at=at
    )


def test_a_tighter_agreement_brings_open_promises_nearer(hear: Hear, clock: Find, at: datetime) -> None:
    hear("lead.accepted")
    _agree('within = "48 h"', 'within = "24 h"', at)
    assert reckon_anew(at + timedelta(hours=1)) == 1
    moved = clock("SL-4")
    assert moved.due_at == at + timedelta(hours=24)
    assert (moved.playbook, moved.within) == ("article@2", "24 h")
    assert tick(at + timedelta(hours=13)) == 1


def test_a_laxer_agreement_takes_a_breach_back(hear: Hear, clock: Find, at: datetime) -> None:
    hear("lead.accepted")
    tick(at + timedelta(hours=49))
    _agree('within = "48 h"', 'within = "96 h"', at)
    reckon_anew(at + timedelta(hours=50))
    assert clock("SL-4").breached_at is None
    assert clock("SL-4").next_at == at + timedelta(hours=72), "the warning at half of it has been given"


def test_what_was_judged_stays_judged(hear: Hear, clock: Find, at: datetime) -> None:
    hear("lead.accepted")
    hear("meeting.booked", when=at + timedelta(hours=30), kind="discovery")
    _agree('within = "48 h"', 'within = "24 h"', at)
    reckon_anew(at + timedelta(hours=31))
    assert (clock("SL-4").outcome, clock("SL-4").due_at) == ("met", at + timedelta(hours=48))


def test_new_events_start_clocks_under_the_new_agreement_at_once(
    hear: Hear, clock: Find, at: datetime
) -> None:
    hear("lead.assigned", run="sdr")
    _agree('within = "48 h"', 'within = "24 h"', at)
    hear("lead.accepted")
    assert clock("SL-4").playbook == "article@2"


def test_a_gap_is_settled_by_whoever_judged_it(
    hear: Hear, clock: Find, told: Told, lead: Lead, at: datetime
) -> None:
    hear("gate.overridden", expires_on="2026-11-27")
    assert settle(lead.pk, "gate.overridden", "answer.recorded", by=SYSTEM, at=at + timedelta(days=1))
    assert (clock("SL-12").outcome, clock("SL-12").stopped_by) == ("met", "answer.recorded")
    assert told() == [("sla.met", "SL-12")]
    assert not settle(lead.pk, "gate.overridden", "answer.recorded", by=SYSTEM, at=at)


def test_a_half_day_of_the_agreement_counts_the_hours_that_it_has(agreement: None, at: datetime) -> None:
    half = "\nhalf_days = [{ on = 2026-11-24, hours = [{ start = 09:00:00, end = 12:00:00 }] }]\n\n[calendar.hours]"
    book = read_playbook(preset_toml("article").replace("\n\n[calendar.hours]", half, 1))
    office = calendar_of(book, "office", at)
    # Friday 15:00, a weekend and a holiday, three hours on Tuesday, and then Wednesday.
    assert add_business(office, at, timedelta(hours=7)) == datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def test_what_lies_beyond_all_calendars_is_refused(agreement: None, at: datetime) -> None:
    long_ago = datetime(888, 3, 1, tzinfo=UTC)
    with pytest.raises(Invalid) as refused:
        reckon("SL-3", long_ago, by=SYSTEM, at=at)
    assert [one.pointer for one in refused.value.problems] == ["/started_at"]
    with pytest.raises(Invalid) as refused:
        reckon("SL-3", at, by=SYSTEM, at=at, no_later_than=datetime(9999, 1, 1, tzinfo=UTC))
    assert [one.pointer for one in refused.value.problems] == ["/no_later_than"]


def test_a_version_that_another_process_published_counts_at_once(
    hear: Hear, clock: Find, lead: Lead, at: datetime
) -> None:
    """Whoever reckons running clocks anew has passed by then: what began under the old version would keep it."""
    hear("lead.accepted")
    PlaybookVersion.objects.filter(state="in_force").update(state="retired")
    toml = preset_toml("article").replace("version = 1\n", "version = 2\n", 1)
    quicker = toml.replace('within = "48 h"', 'within = "24 h"', 1)
    row = PlaybookVersion(
        name="article", number=2, state="in_force", toml=quicker, drafted_at=at, in_force_at=at
    )
    PlaybookVersion.objects.bulk_create([row])  # tells this process nothing
    Clock.objects.all().delete()
    hear("lead.accepted", when=at + timedelta(seconds=30))
    assert (clock("SL-4").playbook, clock("SL-4").within) == ("article@2", "24 h")
