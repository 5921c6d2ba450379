"""Two leads are one: the promises about the one that goes, and what becomes of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry, append
from tasuki.records.merging.following import Changes, Fate, Follower, register
from tasuki.records.merging.pair import Pair
from tasuki.records.models import Lead
from tasuki.records.models.merge import Merge
from tasuki.rules.merging import Owed, Promises, which_promises
from tasuki.rules.wording import N_, Sentence
from tasuki.sla.models import Clock
from tasuki.sla.telling import of_clock
from tasuki.sla.terms import agreement_stamped

KEPT = ("met", "late")
MERGED = "lead.merged"
_RELEASED = N_("%(promise)s is no longer owed. %(why)s")


class Clocks(Follower):
    """Running clocks move or end; those that have ended stay with the lead that they were about."""

    subject = "lead"
    place = "sla.Clock"
    label = N_("clocks")
    columns = (
        "lead_id", "subject_id", "owner_id", "stopped_at", "stopped_by", "outcome", "next_at",
    )  # fmt: skip
    restorable = """NOT EXISTS (SELECT FROM sla_clock o WHERE o.id <> t.id AND o.sla = t.sla
        AND o.stopped_at IS NULL AND o.subject_id = coalesce((c.before ->> 'subject_id')::uuid, t.subject_id))"""

    def look(self, pair: Pair) -> Fate:
        promises, clocks = _judged(pair)
        stay = sum(
            clock.lead_id == pair.gone.pk and clock.stopped_at is not None for clock in clocks.values()
        )
        said = tuple(
            Sentence(_RELEASED, {"promise": _called(clocks[key]), "why": why})
            for key, why in promises.released
        )
        return Fate(self.place, self.label, len(promises.moved) + len(_others(pair, clocks)), stay, said)

    def follow(self, pair: Pair, merge: Merge) -> None:
        promises, clocks = _judged(pair)
        changes, told = Changes(merge, self.place), list[Entry]()
        survivor, _ = pair.leads

        def tell(code: str, row: Clock, **more: Any) -> None:
            told.append(of_clock(row, code, pair.at, SYSTEM, merge=str(merge.pk), **more))

        for key, _ in promises.released:
            row, stopped_at = clocks[key], max(pair.at, clocks[key].started_at)
            changes.change(row, stopped_at=stopped_at, stopped_by=MERGED, outcome="released", next_at=None)
            tell("sla.released", row, because=MERGED, stopped_at=stopped_at.isoformat())
        for key in promises.moved:
            row, owner = clocks[key], _owner(clocks[key], survivor)
            changes.change(row, lead_id=survivor.pk, subject_id=survivor.pk, owner_id=owner)
            tell("sla.moved", row, survivor=str(survivor.pk), about_id=str(survivor.pk), heir=_said(owner))
        for row in _others(pair, clocks):
            changes.change(row, lead_id=survivor.pk)
            tell("sla.moved", row, survivor=str(survivor.pk))
        changes.save()
        append(*told)


def _judged(pair: Pair) -> tuple[Promises, dict[str, Clock]]:
    survivor, gone = pair.leads
    rows = Clock.objects.filter(lead__in=(survivor.pk, gone.pk)).order_by("started_at", "pk")
    clocks = {str(row.pk): row for row in rows}
    ours, theirs = (
        [_owed(row) for row in clocks.values() if row.subject_id == lead.pk] for lead in (survivor, gone)
    )
    return which_promises(ours, theirs, same_state=survivor.state == gone.state), clocks


def _owed(row: Clock) -> Owed:
    return Owed(str(row.pk), row.sla, row.started_at, row.stopped_at, row.outcome in KEPT)


def _others(pair: Pair, clocks: dict[str, Clock]) -> list[Clock]:
    """Running clocks of what hangs on the lead and has its own, such as a dispute."""
    return [
        clock
        for clock in clocks.values()
        if clock.lead_id == pair.gone.pk and clock.subject_id != pair.gone.pk and clock.stopped_at is None
    ]


def _owner(clock: Clock, survivor: Lead) -> UUID | None:
    of_the_lead = {"sdr": survivor.owner_id, "ae": survivor.ae_id}.get(clock.owner_role)
    return of_the_lead or clock.owner_id


def _said(person: UUID | None) -> str | None:
    return str(person) if person else None


def _called(clock: Clock) -> object:
    promise = agreement_stamped(clock.playbook).promises.get(clock.sla)
    return promise.sla.label if promise else clock.sla


register(Clocks())
