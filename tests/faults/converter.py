"""A process of its own that makes ready leads, or converts them one by one, so that a test can kill it in the middle.

``python -m tests.faults.converter prepare 40`` prints the leads and a token for Ren. ``… convert`` reads tasks from
standard input and prints each outcome as soon as it has it; a database that is gone is asked again until it is back.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

PAUSE_SECONDS = 0.05
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Task:
    """One caller's wish: convert this lead, as often as it takes, with one key."""

    lead_id: str
    request: dict[str, Any]
    key: str


def command(*words: str) -> list[str]:
    """How to start this module from the repository's folder (`ROOT`)."""
    return [sys.executable, "-m", "tests.faults.converter", *words]


def prepare(count: int, start: int) -> dict[str, Any]:
    """Ready leads numbered from ``start``, and the secret of a token that converts them."""
    from bench.company import people, ready_leads, request_for
    from tasuki.platform.access import tokens
    from tasuki.platform.access.actor import Actor
    from tasuki.platform.people.models import Person
    from tasuki.platform.time.now import now

    sdr, ren = Person.objects.filter(handle="aoi").first(), Person.objects.filter(handle="ren").first()
    if sdr is None or ren is None:
        sdr, ren = people()
    at = now()
    leads = ready_leads(count, sdr, ren, start, at)
    _, secret = tokens.create(ren, by=Actor.of(ren, "cli"), at=at, scopes=frozenset({"all"}))
    tasks = [
        Task(lead, request_for(number, at), f"key-{number}") for number, lead in enumerate(leads, start=start)
    ]
    return {"token": secret, "tasks": [asdict(task) for task in tasks]}


def convert_all(tasks: Sequence[Task]) -> None:
    from django.db import InterfaceError, OperationalError, connection

    from tasuki.platform.access.actor import Actor
    from tasuki.platform.people.models import Person

    waiting = list(tasks)
    while waiting:
        try:
            ren = Actor.of(Person.objects.get(handle="ren"), "worker")
            while waiting:
                print(json.dumps(_convert(waiting[0], ren)), flush=True)
                waiting.pop(0)
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(PAUSE_SECONDS)


def _convert(task: Task, by: Any) -> dict[str, Any]:
    from tasuki.platform.time.now import now
    from tasuki.stages.conversion.actions import convert
    from tasuki.stages.conversion.input import read_input

    asked = read_input(task.request)
    return convert(UUID(task.lead_id), asked, by=by, at=now(), idempotency_key=task.key).spoken()


def main(words: Sequence[str]) -> None:
    from tasuki.cli.product import open_product

    open_product()
    if words[0] == "prepare":
        print(json.dumps(prepare(int(words[1]), int(words[2]))))
    else:
        convert_all([Task(**json.loads(line)) for line in sys.stdin])


if __name__ == "__main__":
    main(sys.argv[1:])
