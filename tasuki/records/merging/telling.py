"""A merge's plan, and its undoing, in their public shape: for the API and the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tasuki.records.merging.fields import FieldPlan
from tasuki.records.merging.following import Option, follower_at
from tasuki.records.merging.pair import MODELS
from tasuki.records.merging.parting import Parted
from tasuki.records.merging.plan import MergePlan
from tasuki.rules.wording import Language, Sentence

Translate = Callable[[str], str]


def told_plan(plan: MergePlan, language: Language, translate: Translate = str) -> dict[str, Any]:
    """``possible`` is false where ``blockers`` stand in the way. A choice names a field and whose value is taken."""

    def speak(said: Sentence) -> str:
        return said.spoken(language, translate)

    return {
        "subject": plan.pair.subject,
        "survivor_id": str(plan.pair.survivor.pk),
        "gone_id": str(plan.pair.gone.pk),
        "possible": not plan.blockers,
        "blockers": [one.spoken(language, translate) for one in plan.blockers],
        "notes": [speak(one) for one in plan.notes],
        "fields": [_told_field(one, speak) for one in _all_fields(plan)],
        "rows": [
            {
                "place": part.place, "label": speak(Sentence(part.label)), "moves": part.moves, "stays": part.stays,
                "notes": [speak(one) for one in part.said],
            }
            for part in plan.parts
        ],
    }  # fmt: skip


def _all_fields(plan: MergePlan) -> tuple[FieldPlan | Option, ...]:
    return (*plan.fields, *plan.options)


def _told_field(one: FieldPlan | Option, speak: Callable[[Sentence], str]) -> dict[str, Any]:
    return {
        "name": one.name, "label": speak(one.label), "survivor": one.survivor, "gone": one.gone, "takes": one.takes,
        "because": speak(one.because),
    }  # fmt: skip


def told_parting(parted: Parted, language: Language, translate: Translate = str) -> dict[str, Any]:
    """What went back, and what did not, with the reason."""
    merge = parted.merge
    return {
        "merge_id": str(merge.pk),
        "survivor_id": str(merge.survivor_id),
        "gone_id": str(merge.gone_id),
        "fields": list(parted.fields),
        "restored": [
            {"place": place, "label": _label(merge.subject, place, language, translate), "rows": count}
            for place, count in parted.restored.items()
        ],
        "kept": [
            {"place": one.place, "id": str(one.row_id), "reason": one.why.spoken(language, translate)}
            for one in parted.kept
        ],
    }  # fmt: skip


def label_of(subject: str, place: str) -> Sentence:
    """What people call the rows of this place."""
    known = next(one for one in MODELS if one == subject)
    return Sentence(follower_at(known, place).label)


def _label(subject: str, place: str, language: Language, translate: Translate) -> str:
    return label_of(subject, place).spoken(language, translate)
