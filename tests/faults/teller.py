"""A process of its own in which things happen that people and programs have to hear of.

``python -m tests.faults.teller set-up URL`` makes the cast and a webhook to URL and prints its id and secret.
``… happen 500`` lets so many meetings come near, a few in each transaction, and prints how many notices that are.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAIRS = 4
TOGETHER = 5
"""Events of one transaction; each is told to two people."""


def command(*words: str) -> list[str]:
    """How to start this module from the repository's folder (`ROOT`)."""
    return [sys.executable, "-m", "tests.faults.teller", *words]


def set_up(url: str) -> dict[str, Any]:
    from tasuki.integrations.webhooks import actions
    from tasuki.platform.access.actor import Actor
    from tasuki.platform.ids import new_id
    from tasuki.platform.people.models import Person
    from tasuki.platform.time.now import now
    from tasuki.records.models import Lead

    at = now()
    kei = Person.objects.create(handle="kei", name="桂 圭", roles=["revops"], created_at=at)
    for number in range(PAIRS):
        sdr, ae = (
            Person.objects.create(
                handle=f"{role}{number}", name=f"{role}{number}", roles=[role], created_at=at,
                email=f"{role}{number}@example.co.jp",
            )
            for role in ("sdr", "ae")
        )  # fmt: skip
        Lead.objects.create(
            id=new_id(at), state="sql", name="山田 花子", company_name=f"青空物流{number}", owner=sdr, ae=ae,
            captured_at=at, state_since=at, created_at=at,
        )  # fmt: skip
    endpoint, secret = actions.add(url, by=Actor.of(kei, "cli"), at=at, codes=["meeting.neared"])
    return {"endpoint": str(endpoint.pk), "secret": secret}


def happen(count: int) -> int:
    from django.db import transaction

    from tasuki.platform.access.actor import SYSTEM
    from tasuki.platform.ids import new_id
    from tasuki.platform.journal.append import Entry, append
    from tasuki.platform.time.now import now
    from tasuki.records.models import Lead

    leads = list(Lead.objects.values_list("pk", flat=True))
    for start in range(0, count, TOGETHER):
        at = now()
        with transaction.atomic():
            append(
                *(
                    Entry(
                        "meeting.neared",
                        at,
                        SYSTEM,
                        "meeting",
                        new_id(at),
                        lead_id=leads[number % len(leads)],
                    )
                    for number in range(start, min(start + TOGETHER, count))
                )
            )
    return 2 * count


def main() -> None:
    from tasuki.cli.product import open_product

    open_product()
    verb, given = sys.argv[1:]
    print(json.dumps(set_up(given) if verb == "set-up" else {"notices": happen(int(given))}), flush=True)


if __name__ == "__main__":
    main()
