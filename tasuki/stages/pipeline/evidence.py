"""Does the evidence of open deals hold today? The criteria of the opportunity gate, by the answers of now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from tasuki.platform.sql import run
from tasuki.rules.playbook import Playbook

# Per deal the criteria whose level is below what the gate asks for. Imported history never passed the gate.
GAPS = """
SELECT deal.id, array_agg(asked.criterion ORDER BY asked.place)
FROM records_opportunity deal
CROSS JOIN unnest(%(criteria)s::varchar[], %(levels)s::int[]) WITH ORDINALITY AS asked(criterion, level, place)
LEFT JOIN qualification_answer answer ON answer.lead_id = deal.lead_id AND answer.criterion = asked.criterion
WHERE deal.id = ANY(%(deals)s) AND deal.origin = 'native' AND deal.lead_id IS NOT NULL
  AND coalesce(answer.level, 0) < asked.level
GROUP BY deal.id
"""
GAPS_BY_OWNER = """
SELECT deal.owner_id, count(DISTINCT deal.id)
FROM records_opportunity deal
CROSS JOIN unnest(%(criteria)s::varchar[], %(levels)s::int[]) AS asked(criterion, level)
LEFT JOIN qualification_answer answer ON answer.lead_id = deal.lead_id AND answer.criterion = asked.criterion
WHERE deal.owner_id = ANY(%(owners)s) AND deal.state = 'open' AND deal.origin = 'native' AND deal.lead_id IS NOT NULL
  AND coalesce(answer.level, 0) < asked.level
GROUP BY deal.owner_id
"""


def gaps_of(deals: Iterable[UUID], book: Playbook) -> Mapping[UUID, tuple[str, ...]]:
    """Deal → the criteria that its evidence does not hold for any more, in the order of the gate."""
    return {deal: tuple(found) for deal, found in run(GAPS, {"deals": list(deals), **_asked(book)})}


def gaps_by_owner(owners: Iterable[UUID], book: Playbook) -> Mapping[UUID, int]:
    """Owner → how many of their open deals have such a gap."""
    return dict(run(GAPS_BY_OWNER, {"owners": list(owners), **_asked(book)}))


def _asked(book: Playbook) -> dict[str, list[object]]:
    required = book.gates["opportunity"].require
    return {"criteria": [one.criterion for one in required], "levels": [one.level for one in required]}
