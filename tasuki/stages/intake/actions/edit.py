from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.etag import require_version
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Clash, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Campaign, Lead
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.kinds.kind import full_name
from tasuki.stages.intake.importing.terms import region_of
from tasuki.stages.intake.incoming import columns_of, given_columns, normalised, read_incoming
from tasuki.stages.intake.keys import found_by
from tasuki.stages.intake.likeness import person_facts_of
from tasuki.stages.intake.scores import put_scores, row_of, scores_of, touches_of

_IDENTITY = frozenset(
    {"name", "family_name", "given_name", "kana", "email", "phone", "company_name", "company_domain"}
)


def edit(
    lead_id: UUID | str, changes: Mapping[str, Any], *, by: Actor, at: datetime, version: int | None = None
) -> Lead:
    """Change the fields that ``changes`` names, in the shape of contract/lead.json; "" or null empties one.

    ``fields`` are merged, a null removes one. ``version`` is what the caller has seen. Nothing changed, nothing
    written. Raises `Forbidden`, `NotFound`, `Outdated`, `Invalid`, `Clash` (the external id belongs to another lead).
    """
    try:
        with transaction.atomic():
            return _edit(lead_id, changes, by, at, version)
    except IntegrityError:
        raise Clash(Sentence(N_("Another lead has this external id already."))) from None


def _edit(
    lead_id: UUID | str, changes: Mapping[str, Any], by: Actor, at: datetime, version: int | None
) -> Lead:
    lead = locked_lead(lead_id)
    ask_about(lead, by, "lead.edit")
    require_version(version, lead.version)
    book = in_force()
    incoming = read_incoming(_without_nulls(changes))
    named = given_columns(changes)
    columns = normalised(
        {**columns_of(incoming), "country": _country(incoming.company.country, lead)},
        region_of(book.playbook.zone),
    )
    said = {name: value for name, value in columns.items() if name in named}
    if {"family_name", "given_name"} & named and "name" not in named:
        said["name"] = full_name(
            "", said.get("family_name", lead.family_name), said.get("given_name", lead.given_name)
        )
    if "campaign" in changes:
        said["campaign_id"] = _campaign(incoming.campaign)
    if "fields" in changes:
        merged = {**lead.fields, **(changes["fields"] or {})}
        said["fields"] = {name: value for name, value in merged.items() if value is not None}
    if "captured_at" in changes:
        raise invalid("/captured_at", N_("When a lead was captured is history and is not edited."))
    if changes.get("consent") is not None:
        said["consent"] = {**lead.consent, **changes["consent"]}
    apply_changes(lead, said, by=by, at=at)
    return lead


def apply_changes(lead: Lead, said: Mapping[str, Any], *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Set what differs, score and journal it; the names of the changed fields. The lead must be locked."""
    before = {name: getattr(lead, name) for name, value in said.items() if getattr(lead, name) != value}
    if not before:
        return ()
    for name in before:
        setattr(lead, name, said[name])
    book = in_force()
    if _IDENTITY & before.keys():
        for name, value in found_by(person_facts_of(row_of(lead)), book.free_mail).items():
            setattr(lead, name, value)
    campaign = lead.campaign.code if lead.campaign else ""
    rescored = put_scores(lead, scores_of(row_of(lead), touches_of(lead), campaign, book, at))
    lead.version += 1
    lead.save()
    common: dict[str, Any] = {
        "by": by,
        "at": at,
        "subject": "lead",
        "subject_id": lead.pk,
        "lead_id": lead.pk,
        "playbook": book.stamp,
    }
    changed = tuple(sorted(name.removesuffix("_id") for name in before))
    words = {"before": _shown(before), "after": _shown({name: said[name] for name in before})}
    append(
        Entry("lead.edited", **common, data={"fields": list(changed), "version": lead.version}, words=words)
    )
    if rescored:
        append(Entry("lead.scored", **common, data={"fit": lead.fit, "intent": lead.intent}))
    return changed


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}


def _campaign(code: str) -> UUID | None:
    if not code:
        return None
    found = Campaign.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise invalid("/campaign", N_("There is no campaign with the code “%(found)s”."), found=code)
    return found


def _country(given: str, lead: Lead) -> str:
    return given or lead.country


def _without_nulls(source: Mapping[str, Any]) -> dict[str, Any]:
    """The reader's schema has no nulls; a null here says “empty”."""
    return {
        name: _without_nulls(value) if isinstance(value, Mapping) and name != "fields" else value
        for name, value in source.items()
        if value is not None
    }
