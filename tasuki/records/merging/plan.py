"""What a merge would do: the same plan is shown by a dry run and carried out by the merge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasuki.platform.refusals import Invalid
from tasuki.records.merging.fields import FieldPlan, plan_fields
from tasuki.records.merging.following import Fate, Option, followers_of, objections_to
from tasuki.records.merging.pair import Pair
from tasuki.rules.problem import Problem, not_among
from tasuki.rules.wording import Sentence


@dataclass(frozen=True, slots=True)
class MergePlan:
    """``fields`` in which the two differ, ``options`` beyond columns, ``parts`` of rows, and what stands in the way."""

    pair: Pair
    fields: tuple[FieldPlan, ...]
    options: tuple[Option, ...]
    parts: tuple[Fate, ...]
    notes: tuple[Sentence, ...]
    blockers: tuple[Problem, ...]

    @property
    def filled(self) -> list[str]:
        """The fields that change on the record that stays."""
        return [one.name for one in self.fields if one.changes]


def plan_of(pair: Pair, notes: tuple[Sentence, ...] = ()) -> MergePlan:
    """Reads only. Raises `Invalid` for a choice of a field in which the two do not differ."""
    followers = followers_of(pair.subject)
    fields = plan_fields(pair)
    options = tuple(option for one in followers for option in one.options(pair))
    _require_known(
        pair.choices, {one.name for one in fields if not one.fixed} | {one.name for one in options}
    )
    parts = tuple(fate for one in followers if not (fate := one.look(pair)).is_nothing)
    return MergePlan(pair, fields, options, parts, notes, tuple(objections_to(pair)))


def _require_known(choices: Mapping[str, Any], known: set[str]) -> None:
    problems: list[Problem] = []
    for name, side in choices.items():
        if name not in known:
            problems.append(not_among(f"/choices/{name}", name, sorted(known)))
        elif side not in ("survivor", "gone"):
            problems.append(not_among(f"/choices/{name}", side, ["survivor", "gone"]))
    if problems:
        raise Invalid(problems)
