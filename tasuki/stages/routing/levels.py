"""At how many turns somebody stands in the rotation: as many as they took, unless they were not there to take them.

A newcomer, and whoever comes back from an absence, joins at the level of the others. Else the rotation would give them
every lead until they had made up for the time before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in the rotation of a run. ``turns`` None: none yet. ``served`` is what they are specialised in."""

    person: str
    turns: int | None
    weight: int
    away: bool = False
    came_back: bool = False
    served: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_settled(self) -> bool:
        """Whether their turns say how far the rotation is."""
        return self.turns is not None and self.weight > 0 and not self.away and not self.came_back


def levels_of(people: Sequence[Standing]) -> Mapping[str, int]:
    """The turns that count for each person."""
    settled = [one for one in people if one.is_settled]
    return {one.person: _level(one, settled) for one in people}


def _level(one: Standing, settled: Sequence[Standing]) -> int:
    own = one.turns or 0
    if one.is_settled or (one.turns is not None and not one.came_back):
        return own
    peers = [other for other in settled if other.served & one.served] or settled
    if not peers:
        return own
    # The one in the middle: neither somebody at capacity, who lags, nor somebody who worked a holiday alone decides.
    middle = sorted(peers, key=_turns_for_weight)[(len(peers) - 1) // 2]
    return max(own, (middle.turns or 0) * one.weight // middle.weight)


def _turns_for_weight(one: Standing) -> float:
    return (one.turns or 0) / one.weight
