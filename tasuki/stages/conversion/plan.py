"""The plan of a conversion: which records are created, which are linked and why, what stays behind. Writes nothing.

The preview shows it, the conversion carries it out: both are the same plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.refusals import Forbidden, Invalid
from tasuki.rules.decision import Decision
from tasuki.rules.dossier import Dossier, NextStep, OpportunityFacts, Override
from tasuki.rules.gates import day_of, decide
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import Problem
from tasuki.rules.validation import should_the_manager_hear
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.accounts import account_matches, place_account
from tasuki.stages.conversion.comparing import Compared, account_compared, contact_compared
from tasuki.stages.conversion.contacts import grouped, judged_as, place_contacts
from tasuki.stages.conversion.fitting import as_stored, require_fit
from tasuki.stages.conversion.gather import Gathered
from tasuki.stages.conversion.input import ConvertInput
from tasuki.stages.conversion.joining import Into, joined, without_second_primary
from tasuki.stages.conversion.placed import OF_THE_OPPORTUNITY, Offer, Placed, PlacedContact
from tasuki.stages.conversion.prefill import contacts_known, prefilled


@dataclass(frozen=True)
class Plan:
    """Everything that a conversion would do, and whether it may.

    ``given`` is what the request and the lead bring; ``into`` the opportunity that the lead joins, if it joins one;
    ``offers`` are the account's open opportunities, which only a preview looks up; ``attached`` the other leads that
    come to belong to the account, which those that have one already do not.
    """

    gathered: Gathered
    dossier: Dossier
    decision: Decision
    account: Placed
    contacts: tuple[PlacedContact, ...]
    given: OpportunityFacts
    into: Into | None
    owner_id: UUID | None
    step_owners: tuple[UUID | None, ...]
    unmapped: tuple[str, ...]
    strategic: bool
    manager_hears: bool
    offers: tuple[Offer, ...] = ()
    attached: tuple[UUID, ...] = ()

    @property
    def opportunity(self) -> OpportunityFacts:
        """The opportunity as it will stand, which is what the gate judged."""
        return self.dossier.opportunity

    @property
    def steps(self) -> tuple[NextStep, ...]:
        """The next steps that the conversion adds."""
        return self.given.next_steps

    @property
    def book(self) -> Playbook:
        return self.gathered.book

    @property
    def today(self) -> date:
        return day_of(self.decision.at, self.book)

    @cached_property
    def account_fields(self) -> tuple[Compared, ...]:
        row = self._row("accounts", self.account)
        return account_compared(self.account, row, self.gathered.lead)

    @cached_property
    def opportunity_fields(self) -> tuple[Compared, ...]:
        return self.into.compared(self.given) if self.into else ()

    def contact_fields(self, one: PlacedContact) -> tuple[Compared, ...]:
        return contact_compared(one, self._row("contacts", one.placed), self.gathered.lead)

    def _row(self, kind: str, placed: Placed) -> Mapping[str, Any] | None:
        return next((row for row in self.gathered.rows(kind) if row["id"] == str(placed.id)), None)


def plan(gathered: Gathered, asked: ConvertInput, *, by: Actor, at: datetime) -> Plan:
    """Work the plan out. Raises `Invalid` for a request that names people or records that do not exist."""
    book, known = gathered.book, gathered.dossier
    into = joined(gathered, asked)
    given = prefilled(asked.opportunity, known, book, _owner(gathered, by))
    told = asked.contacts or given.contacts or contacts_known(known)
    wanted = as_stored(told, gathered.lead["country"])
    require_fit(asked, given, wanted)
    mailboxes = {gathered.lead["email"], *(one.email for one in wanted)}
    account = _account_of(into, gathered) if into else place_account(gathered, asked.account, mailboxes, at)
    contacts = without_second_primary(into, place_contacts(gathered, wanted, account, at))
    people = tuple(judged_as(one, known.lead.person.name) for one in contacts)
    given = replace(given, account=str(account.id) if account.links else "new", contacts=people)
    attached = _leads_to_attach(gathered, asked.attach_leads, by)
    owners = _people_named(gathered, given, new=into is None)
    dossier = replace(
        known,
        opportunity=into.judged_with(given, people, day_of(at, book)) if into else given,
        override=_with_expiry(asked.override, book, at),
        surroundings=replace(known.surroundings, accounts=account_matches(account, asked.account)),
        at=at,
        playbook=book.stamp,
    )
    return Plan(
        gathered=gathered,
        dossier=dossier,
        decision=decide("opportunity", dossier, book, at),
        account=account,
        contacts=grouped(contacts),
        given=given,
        into=into,
        owner_id=_owner_of(into, owners.get(given.owner)),
        step_owners=tuple(owners.get(step.owner) for step in given.next_steps),
        unmapped=_left_behind(gathered, given),
        strategic=into is None and _is_strategic(dossier, book),
        manager_hears=into is None and should_the_manager_hear(dossier, book),
        attached=attached,
    )


def _account_of(into: Into, gathered: Gathered) -> Placed:
    key = into.row["account_id"]
    names = (str(row["name"]) for row in gathered.rows("accounts") if row["id"] == key)
    return Placed("link", UUID(key), next(names, into.facts.company), OF_THE_OPPORTUNITY)


def _owner_of(into: Into | None, asked: UUID | None) -> UUID | None:
    """An opportunity that stands keeps its owner."""
    if into is None or into.row["owner_id"] is None:
        return asked
    return UUID(into.row["owner_id"])


def _owner(gathered: Gathered, by: Actor) -> str:
    ae = gathered.lead["ae_id"]
    return gathered.handles.get(ae, by.handle) if ae else by.handle


def _with_expiry(override: Override | None, book: Playbook, at: datetime) -> Override | None:
    if override is None or override.expires_on:
        return override
    return replace(override, expires_on=day_of(at, book) + timedelta(days=book.limits.override_days))


def _people_named(gathered: Gathered, facts: OpportunityFacts, *, new: bool) -> dict[str, UUID]:
    """Handles of the owner (of a ``new`` opportunity) and of the next steps' owners → ids.

    An unknown or inactive one is refused by its field.
    """
    named = [("/opportunity/owner", facts.owner)] if new else []
    named += [(f"/opportunity/next_steps/{n}/owner", step.owner) for n, step in enumerate(facts.next_steps)]
    found: dict[str, UUID] = {}
    problems = []
    for pointer, handle in named:
        person = gathered.people.get(handle)
        if handle and (person is None or not person["active"]):
            text = N_("Nobody active is called “%(handle)s”; use a person's handle.")
            problems.append(Problem(pointer, "unknown_person", Sentence(text, {"handle": handle})))
        elif person:
            found[handle] = UUID(person["id"])
    if problems:
        raise Invalid(problems)
    return found


def _leads_to_attach(gathered: Gathered, leads: Iterable[str], by: Actor) -> tuple[UUID, ...]:
    """Only leads that the preview listed and that ``by`` may edit can be attached; returns those without an account.

    Raises `Invalid`.
    """
    offered = {row["id"]: row for row in gathered.rows("stranded")}
    text = N_("This is not another open lead of the company: “%(key)s”.")
    problems = []
    for index, key in enumerate(leads):
        pointer = f"/attach_leads/{index}"
        if key not in offered:
            problems.append(Problem(pointer, "unknown_record", Sentence(text, {"key": key})))
        elif refused := _why_not_edited(offered[key], by):
            problems.append(Problem(pointer, refused.code, refused.title, refused.fix))
    if problems:
        raise Invalid(problems)
    return tuple(UUID(key) for key in sorted(set(leads)) if offered[key]["account_id"] is None)


def _why_not_edited(lead: Mapping[str, Any], by: Actor) -> Forbidden | None:
    owners = [UUID(one) for one in (lead["owner_id"], lead["ae_id"]) if one]
    teams = tuple(UUID(one) for one in lead["teams"] if one)
    try:
        ask(by, "lead.edit", *owners, teams=teams)
    except Forbidden as refused:
        return refused
    return None


CARRIED = frozenset({"product", "product_line", "use_case"})


def _left_behind(gathered: Gathered, facts: OpportunityFacts) -> tuple[str, ...]:
    """The lead's own fields that no field of the opportunity takes over (they stay on the lead)."""
    carried = CARRIED | set(facts.fields)
    return tuple(sorted(name for name in gathered.lead["fields"] if name not in carried))


def _is_strategic(d: Dossier, book: Playbook) -> bool:
    """AC-1: a strategic tier, the segment's top decile where the history is long enough, else the fixed threshold."""
    limits, amounts, amount = book.limits, d.surroundings.amounts, d.opportunity.amount
    if d.lead.company.tier and d.lead.company.tier in limits.strategic_tiers:
        return True
    if amount is None:
        return False
    if amounts.n >= limits.outlier_min_n and amounts.p90 is not None:
        return bool(amount.amount >= amounts.p90)
    return amount.currency == book.playbook.currency and amount.amount >= limits.strategic_amount
