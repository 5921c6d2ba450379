"""What the record knows stands in the conversion's form, as what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.records.naming import called
from tasuki.rules.decision import Standing
from tasuki.rules.dossier import Money, OpportunityFacts
from tasuki.rules.wording import Language
from tasuki.stages.conversion.actions import preview
from tasuki.stages.conversion.input import ConvertInput

As = Callable[[Person], Actor]
Ready = Callable[..., Lead]
SAID = Money(Decimal(3_000_000), "JPY")


def _budget(level: int) -> dict[str, object]:
    return {"budget": {"level": level, "amount": {"amount": "3000000", "currency": "JPY"}}}


def test_an_amount_that_was_only_assumed_is_filled_in_as_the_guess_that_it_is(
    ready: Ready, ren: Person, as_: As, at: datetime
) -> None:
    made = preview(ready(_budget(1)).pk, ConvertInput(), by=as_(ren), at=at)
    assert (made.given.amount, made.given.amount_basis) == (SAID, "guess")
    (found,) = [one for one in made.decision.findings if one.rule == "O-6"]
    assert (found.standing, found.pointer) == (Standing.UNMET, "/opportunity/amount_basis")


def test_an_amount_that_was_confirmed_is_filled_in_and_its_basis_is_asked_for(
    ready: Ready, ren: Person, as_: As, at: datetime
) -> None:
    given = preview(ready(_budget(2)).pk, ConvertInput(), by=as_(ren), at=at).given
    assert (given.amount, given.amount_basis) == (SAID, "")


def test_another_amount_than_the_budget_does_not_become_a_guess(
    ready: Ready, ren: Person, as_: As, at: datetime
) -> None:
    own = ConvertInput(opportunity=OpportunityFacts(amount=Money(Decimal(5), "JPY")))
    given = preview(ready(_budget(1)).pk, own, by=as_(ren), at=at).given
    assert (given.amount, given.amount_basis) == (Money(Decimal(5), "JPY"), "")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_without_a_use_case_the_name_says_the_industry_in_the_language_of_the_agreement(
    ready: Ready, ren: Person, as_: As, at: datetime, asked: ConvertInput, language: Language
) -> None:
    lead = ready()
    asked = replace(
        asked, opportunity=replace(asked.opportunity, use_case="", industry_vertical="manufacturing")
    )
    made = preview(lead.pk, asked, by=as_(ren), at=at)
    book = replace(made.book, playbook=replace(made.book.playbook, language=language))
    industry = {"ja": "製造業", "en": "manufacturing"}[language]
    assert called(made.dossier, book) == f"{made.given.company} - Planner - {industry}"
    assert "manufacturing" not in called(made.dossier, made.book)
