"""Two leads are one: the suspicion is settled, and what the one was suspected of is asked of the other."""

from __future__ import annotations

from django.db.models import Q

from tasuki.records.merging.following import Changes, Fate, Follower, register
from tasuki.records.merging.pair import Pair
from tasuki.records.models.merge import Merge
from tasuki.rules.wording import N_
from tasuki.stages.intake.models import Suspect


class Suspicions(Follower):
    subject = "lead"
    place = "intake.Suspect"
    label = N_("suspected duplicates")
    columns = ("lead_id", "other_id", "settled_at", "settled_as")
    restorable = """NOT EXISTS (SELECT FROM intake_suspect o WHERE o.id <> t.id
        AND o.lead_id = coalesce((c.before ->> 'lead_id')::uuid, t.lead_id)
        AND o.other_id = coalesce((c.before ->> 'other_id')::uuid, t.other_id))"""

    def look(self, pair: Pair) -> Fate:
        return Fate(self.place, self.label, len(_asked_of_the_survivor(pair)))

    def follow(self, pair: Pair, merge: Merge) -> None:
        changes = Changes(merge, self.place)
        for suspect in _between(pair):
            changes.change(suspect, settled_at=pair.at, settled_as="merged")
        for suspect in _asked_of_the_survivor(pair):
            column = "lead_id" if suspect.lead_id == pair.gone.pk else "other_id"
            changes.change(suspect, **{column: pair.survivor.pk})
        changes.save()


def _open_of(pair: Pair) -> list[Suspect]:
    rows = Suspect.objects.filter(Q(lead=pair.gone.pk) | Q(other=pair.gone.pk), settled_at=None)
    return list(rows.order_by("pk"))


def _between(pair: Pair) -> list[Suspect]:
    return [one for one in _open_of(pair) if pair.survivor.pk in (one.lead_id, one.other_id)]


def _asked_of_the_survivor(pair: Pair) -> list[Suspect]:
    """Suspicions about third leads that the survivor does not share already."""
    ours = Suspect.objects.filter(Q(lead=pair.survivor.pk) | Q(other=pair.survivor.pk))
    known = {one for row in ours.values_list("lead_id", "other_id") for one in row}
    found = []
    for one in _open_of(pair):
        third = one.other_id if one.lead_id == pair.gone.pk else one.lead_id
        if third not in known | {pair.survivor.pk}:
            known.add(third)
            found.append(one)
    return found


register(Suspicions())
