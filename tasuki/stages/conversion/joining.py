"""An opportunity that stands already and that a lead joins: judged as one, and never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.rules.conditions import is_filled
from tasuki.rules.dossier import Contact, Discount, Money, NextStep, OpportunityFacts
from tasuki.rules.reading import Problem, read
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.comparing import Compared, compared
from tasuki.stages.conversion.gather import Gathered
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.placed import PlacedContact, no_such

Row = Mapping[str, Any]
POINTER = "/into_opportunity"
_TEXTS = (
    "product", "use_case", "product_line", "industry_vertical", "amount_basis", "close_date_basis",
    "close_date_evidence", "follow_up_plan", "decision_criteria", "competitive_landscape", "risks",
    "qualification_notes",
)  # fmt: skip
SHOWN = (
    "company", "product", "use_case", "amount", *_TEXTS[2:5], "close_on", *_TEXTS[5:], "solution_category", "discount",
)  # fmt: skip
"""What is compared; stage, owner, probability and source stay the opportunity's own."""
_NOT_JUDGED = frozenset({"close_date_evidence"})
"""Evidence is numbered per lead: the gate asks for this lead's."""


@dataclass(frozen=True)
class Into:
    """The opportunity that the lead joins, as its row stands (with its roles and open next steps)."""

    row: Row

    @cached_property
    def id(self) -> UUID:
        return UUID(self.row["id"])

    @cached_property
    def facts(self) -> OpportunityFacts:
        """Its own values."""
        row, own = self.row, self.row["fields"]
        amount = Decimal(str(row["amount"] or 0))
        return OpportunityFacts(
            **{name: row[name] for name in _TEXTS},
            company=row["company_part"],
            owner=row["owner"] or "",
            amount=Money(amount, row["currency"]) if amount else None,
            close_on=date.fromisoformat(row["close_on"]) if row["close_on"] else None,
            solution_category=str(own.get("solution_category") or ""),
            discount=read(Discount, row["discount"]) if row["discount"] else None,
            fields={name: value for name, value in own.items() if name != "solution_category"},
        )

    @cached_property
    def roles(self) -> frozenset[tuple[str, str]]:
        """Contact and role of everybody who is linked already."""
        return frozenset((role["contact_id"], role["role"]) for role in self.row["roles"])

    @property
    def has_primary(self) -> bool:
        return any(role["is_primary"] for role in self.row["roles"])

    def compared(self, given: OpportunityFacts) -> tuple[Compared, ...]:
        """Field by field; an amount, like everything else that stands, stays."""
        ours, theirs = _as_stored(given), self.facts
        return compared((name, getattr(ours, name), getattr(theirs, name)) for name in SHOWN)

    def judged_with(
        self, given: OpportunityFacts, contacts: Sequence[Contact], today: date
    ) -> OpportunityFacts:
        """What the gate judges: the opportunity as it will stand, on this lead's evidence and source."""
        mine = {
            name: value
            for name in (*SHOWN, "owner")
            if name not in _NOT_JUDGED and is_filled(value := getattr(self.facts, name))
        }
        steps = [
            NextStep(step["action"], step["owner"] or "", due_on)
            for step in self.row["steps"]
            if (due_on := date.fromisoformat(step["due_on"])) >= today
        ]
        linked = [
            Contact(name=one["name"], id=one["contact_id"], role=one["role"], primary=one["is_primary"])
            for one in self.row["roles"]
        ]
        return replace(
            given,
            **mine,
            account=self.row["account_id"],
            fields={**given.fields, **self.facts.fields},
            contacts=(*contacts, *linked),
            next_steps=(*given.next_steps, *steps),
        )


def _as_stored(given: OpportunityFacts) -> OpportunityFacts:
    """Facts that share a column of the row."""
    return replace(
        given,
        decision_criteria=given.decision_criteria or given.evaluation_factors,
        risks=given.risks or given.deal_blockers,
    )


def joined(gathered: Gathered, asked: ConvertInput) -> Into | None:
    """The opportunity that the request names. Raises Invalid, and NotPossibleNow for one that is not open."""
    if not asked.into_opportunity:
        return None
    row = gathered.document["into"]
    if row is None:
        raise no_such(POINTER, asked.into_opportunity)
    if row["state"] != "open":
        raise NotPossibleNow(
            Sentence(
                N_("A lead can only join an open opportunity; “%(name)s” is not."), {"name": row["name"]}
            )
        )
    if row["account_id"] is None:
        text = N_("“%(name)s” has no account; give it one first.")
        raise Invalid([Problem(POINTER, "no_account", Sentence(text, {"name": row["name"]}))])
    _require_its_account(asked.account, row)
    if asked.override is not None:
        text = N_(
            "A lead joins with its criteria met: an override would lend against a deal that stands already."
        )
        fix = N_("Close the gap first, or create an opportunity of its own.")
        raise Invalid([Problem("/override", "not_when_joining", Sentence(text), Sentence(fix))])
    return Into(row)


def _require_its_account(choice: AccountChoice, row: Row) -> None:
    if choice.action == "match" or (choice.action == "link" and choice.id == row["account_id"]):
        return
    text = N_("The opportunity “%(name)s” has its own account: leave the account to it, or link %(id)s.")
    values = {"name": row["name"], "id": row["account_id"]}
    raise Invalid([Problem("/account", "other_account", Sentence(text, values))])


def without_second_primary(into: Into | None, contacts: Sequence[PlacedContact]) -> tuple[PlacedContact, ...]:
    """The primary contact that an opportunity has stays its primary contact."""
    if into is None or not into.has_primary:
        return tuple(contacts)
    return tuple(replace(one, primary=False, facts=replace(one.facts, primary=False)) for one in contacts)
