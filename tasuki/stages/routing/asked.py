"""What the latest leads ask for: their territories, segments, industries and skills, with how many have each."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.platform.sql import run
from tasuki.rules.coverage import Dimension

LOOKED_AT = 1000

# The newest leads only, along their index, so that the answer costs the same however many there are. A territory is the
# region where the lead has one, else the country, as routing reads it.
_ASKED = """
SELECT value, count(*) FROM (
  SELECT {value} AS value FROM records_lead ORDER BY captured_at DESC, id DESC LIMIT %(looked_at)s) AS latest
WHERE value <> '' GROUP BY value ORDER BY 2 DESC, 1
"""
ASKED: Mapping[Dimension, str] = {
    "territories": _ASKED.format(value="coalesce(nullif(region, ''), country)"),
    "segments": _ASKED.format(value="segment"),
    "industries": _ASKED.format(value="industry"),
    "skills": _ASKED.format(value="coalesce(fields->>'skill', '')"),
}


def asked_for(dimension: Dimension) -> list[tuple[str, int]]:
    """Values with how many of the latest leads have them, the most wanted first."""
    return [(value, count) for value, count in run(ASKED[dimension], {"looked_at": LOOKED_AT})]
