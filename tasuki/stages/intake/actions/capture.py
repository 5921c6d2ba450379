from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, transaction

from tasuki.platform import rows
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.once import looking_up_once
from tasuki.platform.refusals import Invalid
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Campaign, Lead
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.actions.edit import apply_changes
from tasuki.stages.intake.importing.kinds.kind import full_name
from tasuki.stages.intake.importing.terms import region_of
from tasuki.stages.intake.incoming import CaptureInput, columns_of, normalised
from tasuki.stages.intake.keys import found_by
from tasuki.stages.intake.likeness import (
    CANDIDATES,
    candidate_params,
    person_facts_of,
    reasons_of,
    resembling,
)
from tasuki.stages.intake.models import Suspect
from tasuki.stages.intake.reachability import domain_of
from tasuki.stages.intake.scores import put_scores, row_of, scores_of

MOST_SUSPECTS = 10
# One look around: the campaign with this code, the lead that has this external id, and whom the person resembles.
_SURROUNDINGS = f"""
    SELECT (SELECT id FROM records_campaign WHERE code = %(campaign)s),
           (SELECT coalesce(merged_into_id, id) FROM records_lead WHERE external_id = %(external_id)s),
           (SELECT coalesce(jsonb_agg(to_jsonb(k)), '[]') FROM ({CANDIDATES}) k)"""


def capture(incoming: CaptureInput, *, by: Actor, at: datetime) -> Lead:
    """A lead comes in, is scored, and is compared with those who are here already (suspects, with reasons).

    With an ``external_id`` that is known the lead is updated instead: what the input says replaces what is there,
    what it leaves out stays, and where nothing changes nothing is written. Raises `Forbidden`, `Invalid`.
    """
    try:
        return _capture(incoming, by, at)
    except IntegrityError:
        if not incoming.external_id:
            raise
        return _capture(incoming, by, at)


@transaction.atomic
@looking_up_once()
def _capture(incoming: CaptureInput, by: Actor, at: datetime) -> Lead:
    ask_any(by, "lead.create")
    book = in_force()
    columns = _complete(normalised(columns_of(incoming), region_of(book.playbook.zone)), book)
    _check(incoming, columns, at)
    facts = person_facts_of(columns)
    found_under = found_by(facts, book.free_mail)
    campaign_id, existing, candidates = _surroundings(incoming, found_under["match_keys"])
    if incoming.campaign and campaign_id is None:
        campaign_id = _campaign(incoming, at, by)
    if existing is not None:
        return _update(existing, incoming, columns, campaign_id, by, at)
    lead = Lead(
        id=new_id(), **columns, campaign=_known(campaign_id, incoming.campaign), consent=_consent(incoming),
        fields=dict(incoming.fields), captured_at=incoming.captured_at or at, state_since=at, created_at=at,
        **found_under,
    )  # fmt: skip
    put_scores(lead, scores_of(row_of(lead), (), incoming.campaign, book, at))
    found = resembling(facts, candidates, book.free_mail)[:MOST_SUSPECTS]
    rows.insert([
        Suspect(
            lead=lead, other_id=one.lead_id, standing=one.match.standing.value, score=one.match.score,
            reasons=reasons_of(one.match), found_at=at,
        )
        for one in found
    ])  # fmt: skip
    common: dict[str, Any] = {
        "by": by,
        "at": at,
        "subject": "lead",
        "subject_id": lead.pk,
        "lead_id": lead.pk,
        "playbook": book.stamp,
    }
    append(
        Entry("lead.captured", **common, data=_captured(incoming, campaign_id, len(found))),
        Entry("lead.scored", **common, data={"fit": lead.fit, "intent": lead.intent}),
        at_hand=[lead],
    )
    if lead._state.adding:  # what follows has not moved it, and thereby written it once for all
        lead.save()
    return lead


def _campaign(incoming: CaptureInput, at: datetime, by: Actor) -> UUID:
    """A code that nobody has entered yet becomes a campaign: no lead waits for it, nor loses where it came from."""
    campaign, made = Campaign.objects.get_or_create(
        code=incoming.campaign,
        defaults={"name": incoming.campaign, "source": incoming.source, "created_at": at},
    )
    if made:
        append(Entry("campaign.created", at, by, "campaign", campaign.pk, data={"code": campaign.code}))
    return campaign.pk


def _known(campaign_id: UUID | None, code: str) -> Campaign | None:
    """The campaign, of which nothing has been read but that it is there."""
    return Campaign.from_db(None, ("id", "code"), (campaign_id, code)) if campaign_id else None


def _complete(columns: dict[str, Any], book: Playbook) -> dict[str, Any]:
    """The name from its parts, and the company's domain from the e-mail address unless it is a free mail provider's."""
    columns["name"] = full_name(columns["name"], columns["family_name"], columns["given_name"])
    host = columns["email"].rpartition("@")[2]
    if not columns["company_domain"] and host and host not in book.free_mail:
        columns["company_domain"] = domain_of(host)
    return columns


def _check(incoming: CaptureInput, columns: Mapping[str, Any], at: datetime) -> None:
    problems = []
    if not any(columns[name] for name in ("external_id", "email", "phone", "name", "company_name")):
        text = Sentence(
            N_("Say who it is: a name, an e-mail address, a telephone number, a company or an external id.")
        )
        problems.append(Problem("/person", "missing", text))
    if incoming.captured_at and incoming.captured_at > at:
        problems.append(
            Problem(
                "/captured_at", "invalid", Sentence(N_("A lead cannot have been captured in the future."))
            )
        )
    if problems:
        raise Invalid(problems)


def _surroundings(
    incoming: CaptureInput, keys: list[str]
) -> tuple[UUID | None, UUID | None, list[dict[str, Any]]]:
    wanted = {
        "campaign": incoming.campaign,
        "external_id": incoming.external_id,
        **candidate_params(keys, None),
    }
    ((campaign_id, existing, candidates),) = run(_SURROUNDINGS, wanted)
    return campaign_id, existing, orjson.loads(candidates)


def _update(
    existing: UUID,
    incoming: CaptureInput,
    columns: dict[str, Any],
    campaign_id: UUID | None,
    by: Actor,
    at: datetime,
) -> Lead:
    lead = locked_lead(existing)
    ask_about(lead, by, "lead.edit")
    said = {
        name: value
        for name, value in columns.items()
        if value not in ("", None, [])
        and name != "external_id"  # by which it was found, or one merged into it
    }
    if campaign_id:
        said["campaign_id"] = campaign_id
    if incoming.consent:
        said["consent"] = _consent(incoming)
    if incoming.fields:
        said["fields"] = {**lead.fields, **incoming.fields}
    apply_changes(lead, said, by=by, at=at)
    return lead


def _consent(incoming: CaptureInput) -> dict[str, Any]:
    given = incoming.consent
    if given is None:
        return {}
    return {
        "marketing": given.marketing, "tracking": given.tracking,
        "given_at": given.given_at.isoformat() if given.given_at else None,
    }  # fmt: skip


def _captured(incoming: CaptureInput, campaign_id: UUID | None, suspects: int) -> dict[str, Any]:
    return {
        "source": incoming.source,
        "campaign": str(campaign_id) if campaign_id else None,
        "suspects": suspects,
    }
