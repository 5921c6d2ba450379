"""The jobs of a worker that was killed are taken over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from tasuki.platform.jobs.jobs import take_over

ABANDONED = """
WITH silent AS (
  INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id)
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, status, worker_id)
SELECT 'default', 'sla.hand_on', lock, lock, 'doing', id
FROM silent, unnest(%s::text[]) WITH ORDINALITY AS held (lock, place) ORDER BY place
"""
WAITING = """
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, status)
VALUES ('default', 'sla.hand_on', %s, %s, 'todo')
"""
STANDING = "SELECT lock, status::text FROM procrastinate_jobs WHERE task_name = 'sla.hand_on' ORDER BY id"


@pytest.mark.usefixtures("committed")
def test_a_job_whose_successor_waits_lets_go_and_those_behind_it_are_taken_over_as_well() -> None:
    """The next of a schedule waits for the lock that the killed one holds: it would wait for ever."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute(ABANDONED, [["each five minutes", "once"]])
        cursor.execute(WAITING, ["each five minutes"] * 2)
    context = cast(Any, SimpleNamespace(app=app))
    async_to_sync(take_over.func)(context, 0)
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        standing = cursor.fetchall()
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert standing == [("each five minutes", "aborted"), ("once", "todo"), ("each five minutes", "todo")]
