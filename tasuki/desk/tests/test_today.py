"""What the numbers of Today count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tasuki.desk.panels.today import SHOWN, today_page
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead


def test_a_section_counts_everything_that_waits_not_only_what_it_shows(
    aoi: Person, as_: Callable[[Person], Actor], visit: Callable[..., Visitor], at: datetime
) -> None:
    for number in range(SHOWN + 3):
        Lead(
            name=f"担当 {number}", state="mql", owner=aoi, captured_at=at, state_since=at, created_at=at
        ).save()
    page = today_page(by=as_(aoi), at=at)
    first = page.sections[0]
    assert (len(first.items), first.count, first.counted) == (SHOWN, SHOWN + 3, str(SHOWN + 3))
    assert page.waiting == SHOWN + 3
    assert f'<span class="count">{SHOWN + 3}</span>' in visit(aoi).read("/")
