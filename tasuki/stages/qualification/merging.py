"""Two leads are one: answers and the evidence that they stand on, criterion by criterion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tasuki.playbooks.queries import in_force
from tasuki.records.merging.following import Changes, Fate, Follower, Option, Rows, register
from tasuki.records.merging.pair import Pair
from tasuki.records.models.merge import Merge
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.qualification.models import Answer, Evidence

_NUMBERED = re.compile(r"ev-(\d+)")
BETTER_PROVEN = N_("better proven")
PROVEN_AS_WELL = N_("proven as well, and entered here")
CHOSEN = N_("chosen by you")
LONGEST_SHOWN = 120


class Answers(Follower):
    """A criterion that only one of the two has answered keeps that answer; of two the better proven one stays.

    The one that is not taken stays with the lead that goes, so that nothing is lost.
    """

    subject = "lead"
    place = "qualification.Answer"
    label = N_("answers")
    columns = ("lead_id", "level", "body", "evidence", "by_id", "at")
    restorable = "true"

    def look(self, pair: Pair) -> Fate:
        ours, theirs = _answers(pair)
        both = ours.keys() & theirs.keys()
        stay = sum(not _takes_theirs(pair, ours[one], theirs[one]) for one in both)
        return Fate(self.place, self.label, len(theirs) - stay, stay)

    def options(self, pair: Pair) -> Iterable[Option]:
        ours, theirs = _answers(pair)
        book = in_force()
        for criterion in sorted(ours.keys() & theirs.keys()):
            mine, other = ours[criterion], theirs[criterion]
            label = book.criteria[criterion].label if criterion in book.criteria else criterion
            takes = "gone" if _takes_theirs(pair, mine, other) else "survivor"
            chosen = _name(criterion) in pair.choices
            because = CHOSEN if chosen else BETTER_PROVEN if mine.level != other.level else PROVEN_AS_WELL
            yield Option(
                _name(criterion), Sentence(N_("Answer: %(criterion)s"), {"criterion": label}), _in_short(mine),
                _in_short(other), takes, Sentence(because),
            )  # fmt: skip

    def follow(self, pair: Pair, merge: Merge) -> None:
        ours, theirs = _answers(pair)
        keys, changes = _new_keys(pair), Changes(merge, self.place)
        for criterion, answer in theirs.items():
            content = _content(answer, keys)
            mine = ours.get(criterion)
            if mine is None:
                changes.change(answer, lead_id=pair.survivor.pk, **content)
            elif _takes_theirs(pair, mine, answer):
                before = _content(mine, {})
                changes.change(mine, **content)
                changes.change(answer, **before)
        changes.save()


class Proofs(Follower):
    """All evidence moves; what is called like one that is there already gets the next number."""

    subject = "lead"
    place = "qualification.Evidence"
    label = N_("pieces of evidence")
    columns = ("lead_id", "key")
    restorable = """NOT EXISTS (SELECT FROM qualification_evidence o
        WHERE o.lead_id = (c.before ->> 'lead_id')::uuid AND o.key = coalesce(c.before ->> 'key', t.key))"""

    def look(self, pair: Pair) -> Fate:
        return Fate(self.place, self.label, Evidence.objects.filter(lead=pair.gone.pk).count())

    def follow(self, pair: Pair, merge: Merge) -> None:
        keys, changes = _new_keys(pair), Changes(merge, self.place)
        for one in Evidence.objects.filter(lead=pair.gone.pk).order_by("pk"):
            changes.change(one, lead_id=pair.survivor.pk, key=keys.get(one.key, one.key))
        changes.save()
        survivor, gone = pair.leads
        numbers = [int(found[1]) for key in keys.values() if (found := _NUMBERED.fullmatch(key))]
        survivor.evidence_seq = max([survivor.evidence_seq, gone.evidence_seq, *numbers])


def _answers(pair: Pair) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """By criterion, of the survivor and of the lead that goes."""
    rows = Answer.objects.filter(lead__in=(pair.survivor.pk, pair.gone.pk)).order_by("criterion", "pk")
    ours, theirs = dict[str, Answer](), dict[str, Answer]()
    for row in rows:
        (ours if row.lead_id == pair.survivor.pk else theirs)[row.criterion] = row
    return ours, theirs


def _takes_theirs(pair: Pair, ours: Answer, theirs: Answer) -> bool:
    chosen = pair.choices.get(_name(ours.criterion))
    return chosen == "gone" if chosen else theirs.level > ours.level


def _name(criterion: str) -> str:
    return f"answers.{criterion}"


def _content(answer: Answer, keys: Mapping[str, str]) -> dict[str, Any]:
    """What the answer says, with the evidence by its new names."""
    return {
        "level": answer.level, "body": _renamed(answer.body, keys), "by_id": answer.by_id, "at": answer.at,
        "evidence": [keys.get(key, key) for key in answer.evidence],
    }  # fmt: skip


def _renamed(body: Any, keys: Mapping[str, str]) -> Any:
    if isinstance(body, dict):
        return {
            name: [keys.get(one, one) for one in value] if name == "evidence" and isinstance(value, list)
            else _renamed(value, keys)
            for name, value in body.items()
        }  # fmt: skip
    return [_renamed(one, keys) for one in body] if isinstance(body, list) else body


def _new_keys(pair: Pair) -> dict[str, str]:
    """Old name → new name of the evidence whose name is taken."""
    rows = Evidence.objects.filter(lead__in=(pair.survivor.pk, pair.gone.pk)).values_list("lead_id", "key")
    ours = {key for lead, key in rows if lead == pair.survivor.pk}
    theirs = {key for lead, key in rows if lead == pair.gone.pk}
    survivor, gone = pair.leads
    number = max(survivor.evidence_seq, gone.evidence_seq)
    found = {}
    for key in sorted(ours & theirs, key=lambda key: (len(key), key)):
        number += 1
        while f"ev-{number}" in ours | theirs:
            number += 1
        found[key] = f"ev-{number}"
    return found


def _in_short(answer: Answer) -> str:
    """The level and the first words of what was said."""
    said = next((value for value in answer.body.values() if isinstance(value, str) and len(value) > 3), "")
    return f"{answer.level} · {said}"[:LONGEST_SHOWN] if said else str(answer.level)


register(
    Answers(),
    Proofs(),
    Rows(
        "lead",
        "qualification.AskedQuestion",
        "lead_id",
        N_("questions that were asked in vain"),
        once=("question",),
    ),
)
