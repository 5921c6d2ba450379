from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.sql import run
from tasuki.rules.escalation import stand_in
from tasuki.sla.company import colleagues
from tasuki.sla.models import Clock

# Running promises of those who are away now, and that fall due before they are back, where no lead can change hands.
OWED_BY_THE_ABSENT = """
SELECT clock.id, clock.owner_id, clock.owner_role FROM people_absence away
JOIN sla_clock clock ON clock.owner_id = away.person_id AND clock.stopped_at IS NULL AND clock.paused_at IS NULL
WHERE away.from_at <= %(at)s AND away.until_at > %(at)s AND clock.due_at < away.until_at
  AND NOT (clock.lead_id IS NOT NULL AND clock.owner_role IN ('sdr', 'ae'))
ORDER BY clock.id LIMIT 500 FOR UPDATE OF clock SKIP LOCKED
"""


@transaction.atomic
def hand_on(at: datetime) -> int:
    """Promises of managers and RevOps do not wait for those who are away: whoever stands in owes them (SL-21).

    A lead's SDR and AE are relieved with the lead itself, by routing. Returns how many promises changed hands.
    """
    owed = run(OWED_BY_THE_ABSENT, {"at": at})
    people = colleagues((owner for _, owner, _ in owed), at) if owed else {}
    heirs: dict[UUID, list[UUID]] = {}
    for key, owner, role in owed:
        heir = stand_in(people[owner], role, people)
        if heir is not None:
            heirs.setdefault(heir, []).append(key)
    for heir, keys in heirs.items():
        Clock.objects.filter(pk__in=keys).update(owner=heir)
    return sum(len(keys) for keys in heirs.values())
