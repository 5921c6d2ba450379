"""The chapters of the terms, in the order in which a lead meets them. A new table gets its place here."""

from __future__ import annotations

from collections.abc import Callable

from tasuki.playbooks.telling.chapter import Chapter
from tasuki.playbooks.telling.chapters import (
    clocks,
    criteria,
    decisions,
    gates,
    handoff,
    limits,
    profile,
    reasons,
    routing,
    stages,
)
from tasuki.rules.playbook import Playbook

CHAPTERS: tuple[Callable[[Playbook], Chapter], ...] = (
    profile.profile,
    profile.scores,
    gates.gates,
    criteria.criteria,
    handoff.handoff,
    clocks.clocks,
    routing.routes,
    decisions.decisions,
    reasons.reasons,
    stages.stages,
    stages.benchmarks,
    routing.notices,
    limits.limits,
)


def terms_of(book: Playbook) -> tuple[Chapter, ...]:
    """Every table of the playbook in words."""
    return tuple(chapter(book) for chapter in CHAPTERS)
