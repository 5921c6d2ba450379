"""Fairness and trials as the API and the command line tell them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tasuki.rules.rerouting import Rerouted
from tasuki.rules.wording import Sentence
from tasuki.stages.routing.dry_run import Tried
from tasuki.stages.routing.fairness import Fairness

Speak = Callable[[Sentence], str]


def fairness_shape(found: Fairness) -> dict[str, Any]:
    return {
        "run": found.run,
        "since": found.since,
        "until": found.until,
        "people": [
            {
                "person": one.handle,
                "name": one.name,
                "weight": one.weight,
                "turns": one.share.assigned,
                "expected": round(one.share.expected, 2),
                "difference": round(one.difference, 2),
                "by_turn": one.given.by_turn,
                "as_owner": one.given.as_owner,
                "by_hand": one.given.by_hand,
                "returned": one.given.returned,
            }
            for one in found.people
        ],
    }


def tried_shape(tried: Tried, speak: Speak) -> dict[str, Any]:
    """People by their handles; null is nobody."""
    found = tried.found
    people = sorted({*found.before, *found.after}, key=lambda one: one or "")
    return {
        "before": tried.before.stamp,
        "after": tried.after.stamp,
        "looked_at": found.looked_at,
        "shares": [
            {"person": one, "before": found.before.get(one, 0), "after": found.after.get(one, 0)}
            for one in people
        ],
        "moved": [_moved(one, tried, speak) for one in found.moved],
    }


def _moved(one: Rerouted, tried: Tried, speak: Speak) -> Mapping[str, Any]:
    return {
        "lead": one.lead,
        "company": tried.leads[one.lead].company_name,
        "before": one.before,
        "before_route": one.was.route,
        "before_because": speak(one.was.because),
        "after": one.after,
        "after_route": one.would_be.route,
        "after_because": speak(one.would_be.because),
    }
