"""The page for operators: what failed is seen, and tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tasuki.desk.tests.test_inbox import notice_of
from tasuki.desk.tests.visitor import Visitor
from tasuki.notices.models import Delivery
from tasuki.platform.ids import new_id
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead

Visit = Callable[..., Visitor]


@pytest.fixture
def failed(empty_queue: None) -> int:
    """A job that was tried to the end."""
    enqueue("notices.send", "one")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 5")
    return int(ProcrastinateJob.objects.get().pk)


def test_an_operator_sees_what_failed_and_lets_it_be_tried_again(
    kei: Person, aoi: Person, accepted: Lead, failed: int, visit: Visit, at: datetime
) -> None:
    letter = Delivery.objects.create(
        id=new_id(at), notice=notice_of(aoi, accepted, at), person=aoi, channel="email", state="failed", due_at=at,
        tried_at=at, attempts=7, error="550 nobody here",
    )  # fmt: skip
    desk, place = visit(kei, "en"), "/settings/worker"
    page = desk.read(place)
    for said in ("Nobody works", "notices.send", "550 nobody here"):
        assert said in page
    assert "The job waits again." in desk.fill(place, f"{place}/jobs/{failed}/retry")
    assert ProcrastinateJob.objects.get(pk=failed).status == "todo"
    assert "The letter leaves once more." in desk.fill(place, f"{place}/letters/{letter.pk}/again")
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("waiting", 0)
    assert visit(aoi).client.get(place).status_code == 403
    assert visit(kei).client.post(f"{place}/jobs/{failed}/retry").status_code == 404
