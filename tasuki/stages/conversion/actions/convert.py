"""Preview and convert: the same plan, shown or carried out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, announce
from tasuki.platform.refusals import Clash, Forbidden, GateRefused, NotFound, NotPossibleNow
from tasuki.platform.sql import run
from tasuki.rules import lifecycle
from tasuki.rules.decision import Verdict
from tasuki.rules.validation.approvals import whose_yes
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.approvers import approver_for
from tasuki.stages.conversion.claiming import (
    Company,
    company_keys,
    contacts_of,
    keys_claimed,
    leads_held,
    named_in,
    person_keys,
)
from tasuki.stages.conversion.freeze import frozen
from tasuki.stages.conversion.gather import Gathered, Wanted, as_ids, companies_of, gather, hold
from tasuki.stages.conversion.input import ConvertInput
from tasuki.stages.conversion.joining import POINTER
from tasuki.stages.conversion.models import Conversion
from tasuki.stages.conversion.outcome import Outcome, outcome_of
from tasuki.stages.conversion.placed import no_such
from tasuki.stages.conversion.plan import Plan, plan
from tasuki.stages.conversion.queries import offers_of
from tasuki.stages.conversion.settling import settle
from tasuki.stages.conversion.write import Document, document_of, write


def preview(lead_id: UUID, asked: ConvertInput, *, by: Actor, at: datetime) -> Plan:
    """What a conversion would create, link, ask and leave behind. Writes nothing and takes no lock.

    Raises Forbidden, NotFound, Invalid, and NotPossibleNow for a lead that is not in discovery.
    """
    gathered = _gathered(lead_id, asked, by, lock=False)
    _ask(gathered, asked, by)
    _in_discovery(gathered)
    made = plan(gathered, asked, by=by, at=at)
    return replace(made, offers=offers_of(made.account, by))


def convert(
    lead_id: UUID, asked: ConvertInput, *, by: Actor, at: datetime, idempotency_key: str | None = None
) -> Outcome:
    """G-04, O-15: one lead, one transaction, one opportunity; a second call returns the first one's result.

    Raises GateRefused with every finding, Forbidden, NotFound, Invalid, NotPossibleNow, and Clash when the
    idempotency key was used for another request.
    """
    digest = digest_of(lead_id, asked) if idempotency_key else ""
    try:
        with transaction.atomic():
            return _convert(lead_id, asked, by=by, at=at, key=idempotency_key, digest=digest)
    except IntegrityError:
        # The unique constraints are the last word: somebody converted between our reading and our writing.
        with transaction.atomic():
            return _convert(lead_id, asked, by=by, at=at, key=idempotency_key, digest=digest)


def _convert(
    lead_id: UUID, asked: ConvertInput, *, by: Actor, at: datetime, key: str | None, digest: str
) -> Outcome:
    gathered = _gathered(lead_id, asked, by, lock=True)
    earlier = earlier_outcome(gathered, asked, by, key, digest)
    if earlier is not None:
        return earlier
    made = judged(gathered, asked, by=by, at=at)
    document, entries = documented(made, asked, by=by, key=key, digest=digest)
    if not write(document):
        raise Clash(Sentence(N_("The lead was changed by somebody else at this very moment; look again.")))
    settle(made, document, by=by)
    announce(*entries)
    return outcome_from(made, document)


def judged(gathered: Gathered, asked: ConvertInput, *, by: Actor, at: datetime) -> Plan:
    """The plan of one conversion; reads nothing more. Raises GateRefused and whatever else stands against it."""
    _in_discovery(gathered)
    made = plan(gathered, asked, by=by, at=at)
    if not made.decision.verdict.lets_through:
        raise GateRefused(made.decision)
    return made


def documented(
    made: Plan, asked: ConvertInput, *, by: Actor, key: str | None, digest: str
) -> tuple[Document, tuple[Entry, ...]]:
    """The rows to write, and the events that tell of them; where the deal needs an approval, for whom."""
    approver = None
    if made.decision.verdict is Verdict.NEEDS_REVIEW:
        named = asked.override.approver if asked.override else ""
        rank = whose_yes(made.dossier, made.book, made.today)
        approver = approver_for(by.person_id, named, made.owner_id, rank, made.decision.at)
    return document_of(made, by=by, key=key, digest=digest, approver=approver)


def earlier_outcome(
    gathered: Gathered, asked: ConvertInput, by: Actor, key: str | None, digest: str
) -> Outcome | None:
    """What an earlier call has already made of this lead. Raises Forbidden, Clash."""
    _ask(gathered, asked, by)
    earlier = _earlier(gathered, by, key, digest)
    return outcome_of(earlier, created=False) if earlier is not None else None


def digest_of(lead_id: UUID, asked: ConvertInput) -> str:
    """The fingerprint of a request, so that one idempotency key never answers for two different ones."""
    words = json.dumps([str(lead_id), frozen(asked)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def _gathered(lead_id: UUID, asked: ConvertInput, by: Actor, *, lock: bool) -> Gathered:
    company = companies_of(leads_held(lead_id, asked), lock=lock).get(lead_id)
    if company is None:
        raise NotFound("lead", lead_id)
    wanted = wanted_for(lead_id, asked, by, company)
    if not lock:
        return gather([replace(wanted, claims=())])[lead_id]
    hold([asked.into_opportunity])
    return gather([wanted])[lead_id]


def wanted_for(lead_id: UUID, asked: ConvertInput, by: Actor, company: Company) -> Wanted:
    """What this request wants looked up beside the lead."""
    facts = asked.opportunity
    mailboxes = {
        one.strip().lower() for one in (company.email, *(one.email for one in named_in(asked))) if one
    }
    handles = {facts.owner, *(step.owner for step in facts.next_steps)} - {""}
    return Wanted(
        lead_id=lead_id,
        keys=person_keys(asked, company),
        company_keys=company_keys(company),
        accounts=as_ids([asked.account.id]),
        contacts=as_ids(one.id for one in contacts_of(asked)),
        handles=tuple(sorted(handles)),
        people=(str(by.person_id),) if by.person_id else (),
        currency=facts.amount.currency if facts.amount else "",
        by=by.person_id,
        emails=tuple(sorted(mailboxes | {company.email} - {""})),
        opportunity=next(iter(as_ids([asked.into_opportunity])), None),
        attach=as_ids(asked.attach_leads),
        sees=by.reach("lead.read") or "",
        team=by.team_id,
        claims=keys_claimed(asked, company),
    )


def _ask(gathered: Gathered, asked: ConvertInput, by: Actor) -> None:
    lead = gathered.lead
    owners = [UUID(one) for one in (lead["owner_id"], lead["ae_id"]) if one]
    teams = tuple(
        UUID(row["team"]) for row in gathered.people.values() if row["team"] and UUID(row["id"]) in owners
    )
    ask(by, "lead.convert", UUID(lead["ae_id"]) if lead["ae_id"] else None, teams=teams)
    if asked.override is not None:
        ask(by, "gate.override", *owners, teams=teams)
    if asked.into_opportunity:
        _ask_to_join(gathered, asked.into_opportunity, by)


def _ask_to_join(gathered: Gathered, key: str, by: Actor) -> None:
    """The opportunity must be one that they may edit. Raises Invalid where they may not even see it, and Forbidden."""
    row = gathered.document["into"]
    if row is None:
        raise no_such(POINTER, key)
    owner, sdr = (UUID(row[name]) if row[name] else None for name in ("owner_id", "sdr_id"))
    teams = (UUID(row["team"]),) if row["team"] else ()
    try:
        ask(by, "opportunity.read", owner, sdr, teams=teams)
    except Forbidden as hidden:
        raise no_such(POINTER, key) from hidden
    ask(by, "opportunity.edit", owner, teams=teams)


UNDER_THE_KEY = """
SELECT id, request_digest FROM conversion_conversion WHERE by_id = %(by)s AND idempotency_key = %(key)s
"""


def _earlier(gathered: Gathered, by: Actor, key: str | None, digest: str) -> Conversion | None:
    if key is not None:
        for used, request_digest in run(UNDER_THE_KEY, {"by": by.person_id, "key": key}):
            if request_digest != digest:
                text = N_("The idempotency key “%(key)s” was used for a different request.")
                raise Clash(Sentence(text, {"key": key}))
            return _standing(used)
    standing = gathered.document["conversion"]
    if standing is None:
        return None
    return _standing(standing["id"])


def _standing(conversion_id: UUID | str) -> Conversion:
    return Conversion.objects.select_related("opportunity").get(pk=conversion_id)


def _in_discovery(gathered: Gathered) -> None:
    try:
        lifecycle.move("lead", "convert", gathered.lead["state"])
    except lifecycle.NotFromHere as refused:
        raise NotPossibleNow(refused.because) from refused


def outcome_from(made: Plan, document: Document) -> Outcome:
    """The outcome of a plan that was just carried out."""
    conversion = document["conversions"][0]
    opportunity = made.into.row if made.into else document["opportunities"][0]
    return Outcome(
        conversion_id=conversion["id"],
        lead_id=conversion["lead_id"],
        account_id=conversion["account_id"],
        contact_id=conversion["contact_id"],
        opportunity_id=conversion["opportunity_id"],
        state=opportunity["state"],
        created=True,
        decision=conversion["decision"],
        unmapped=made.unmapped,
        approval_id=document["approvals"][0]["id"] if document["approvals"] else None,
        joined=made.into is not None,
    )
