from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import ForeignKey, Model, Q, UniqueConstraint

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.etag import require_version
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import NotPossibleNow, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import ask_about, enter, locked_lead
from tasuki.rules import lifecycle
from tasuki.rules.wording import N_
from tasuki.stages.intake.keys import joined_words
from tasuki.stages.intake.models import Suspect

_OWN_STORY = frozenset({
    "id", "external_id", "state", "origin", "version", "created_at", "captured_at", "state_since", "evidence_seq",
    "match_keys", "search_text", "fields", "merged_into_id", "import_id", "score_reasons", "fit", "intent",
    "on_hold", "times_recycled", "owner_id", "ae_id", "opportunity_id",
})  # fmt: skip
# Promises are the flow's to stop, suspects are settled below.
_STAYS = frozenset({"sla.Clock", "intake.Suspect"})


@transaction.atomic
def merge(
    lead_id: UUID | str,
    survivor_id: UUID | str,
    *,
    by: Actor,
    at: datetime,
    rationale: str = "",
    version: int | None = None,
) -> Lead:
    """Two leads are one: what hangs on ``lead_id`` moves to the survivor, whose empty fields it fills (AR-5).

    What can be there only once per lead (answers and their evidence, an open handoff) moves as a whole where the
    survivor has none, and else stays with the merged lead. Returns the survivor. Raises `Forbidden`, `NotFound`,
    `Outdated`, `Invalid` (itself, or a survivor that is merged away), `NotPossibleNow`.
    """
    first, second = sorted((str(lead_id), str(survivor_id)))
    if first == second:
        raise invalid("/survivor", N_("A lead cannot be merged into itself."))
    rows = {str(row.pk): row for row in (locked_lead(first), locked_lead(second))}
    lead, survivor = rows[str(UUID(str(lead_id)))], rows[str(UUID(str(survivor_id)))]
    for one in (lead, survivor):
        ask_about(one, by, "lead.merge")
    require_version(version, lead.version)
    if survivor.merged_into_id:
        text = N_("That lead was merged into %(survivor)s; name that one.")
        raise invalid("/survivor", text, "AR-5", survivor=str(survivor.merged_into_id))
    try:
        move = lifecycle.move("lead", "merge", lead.state)
    except lifecycle.NotFromHere as refused:
        raise NotPossibleNow(refused.because) from None
    filled = _fill(survivor, lead)
    moved, left = _repoint(lead, survivor)
    _settle_suspects(lead, survivor, at)
    lead.merged_into = survivor
    enter(lead, move.to_state, at)
    lead.save()
    survivor.version += 1
    survivor.save()
    append(
        Entry(
            "lead.merged", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=in_force().stamp, reason="duplicate",
            data={"survivor": str(survivor.pk), "filled": filled, "moved": dict(moved), "left": dict(left)},
            words={"rationale": rationale} if rationale else {},
        )
    )  # fmt: skip
    return survivor


def _fill(survivor: Lead, lead: Lead) -> list[str]:
    """The survivor's empty fields take the other's values; its own values are never touched."""
    filled = []
    for column in Lead._meta.concrete_fields:
        name = column.attname
        if name in _OWN_STORY or name.startswith(
            ("entered_", "exit_", "accepted_", "reengage_", "recycled_", "nurture_")
        ):
            continue
        if getattr(survivor, name) in ("", None, [], {}) and getattr(lead, name) not in ("", None, [], {}):
            setattr(survivor, name, getattr(lead, name))
            filled.append(name.removesuffix("_id"))
    survivor.fields = {**lead.fields, **survivor.fields}
    survivor.match_keys = sorted({*survivor.match_keys, *lead.match_keys})
    survivor.search_text = joined_words(survivor.search_text, lead.search_text)
    survivor.captured_at = min(survivor.captured_at, lead.captured_at)
    survivor.evidence_seq = max(survivor.evidence_seq, lead.evidence_seq)
    return filled


def _repoint(lead: Lead, survivor: Lead) -> tuple[Counter[str], Counter[str]]:
    """Every row that refers to the lead, found in the model registry, so that no stage has to be known here."""
    moved: Counter[str] = Counter()
    left: Counter[str] = Counter()
    by_app: dict[str, list[tuple[type[Model], str]]] = defaultdict(list)
    for model, column in _references():
        if _once_per_lead(model, column):
            by_app[model._meta.app_label].append((model, column))
        else:
            moved[model._meta.label] += _rows(model, column, lead).update(**{column: survivor})
    for references in by_app.values():
        taken = any(_rows(model, column, survivor).exists() for model, column in references)
        for model, column in references:
            rows = _rows(model, column, lead)
            if taken:
                left[model._meta.label] += rows.count()
            else:
                moved[model._meta.label] += rows.update(**{column: survivor})
    return +moved, +left


def _references() -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        if model is Lead or model._meta.label in _STAYS:
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, ForeignKey) and column.related_model is Lead:
                yield model, column.name


def _rows(model: type[Model], column: str, lead: Lead) -> Any:
    return model._base_manager.filter(**{column: lead})


def _once_per_lead(model: type[Model], column: str) -> bool:
    return any(isinstance(one, UniqueConstraint) and column in one.fields for one in model._meta.constraints)


def _settle_suspects(lead: Lead, survivor: Lead, at: datetime) -> None:
    """The pair is settled as merged; what else the lead was suspected of is no question any more."""
    pair = Q(lead=lead, other=survivor) | Q(lead=survivor, other=lead)
    Suspect.objects.filter(pair, settled_at=None).update(settled_at=at, settled_as="merged")
    Suspect.objects.filter(Q(lead=lead) | Q(other=lead), settled_at=None).delete()
