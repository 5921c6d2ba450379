"""What a column of the board is made of, and what hygiene says about a move before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person, Team
from tasuki.playbooks.queries import in_force
from tasuki.records.models import NextStep, Opportunity
from tasuki.rules.playbook import Hygiene
from tasuki.rules.wording import Text
from tasuki.stages.pipeline.actions import advance
from tasuki.stages.pipeline.board import EVERY, Activity, Which, first_deals, sums
from tasuki.stages.pipeline.hygiene import flags_of_move, wip_limit

As = Callable[[Person], Actor]


def test_the_deals_of_a_column_come_by_close_date_and_those_without_one_last(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    dateless = _another(deal, ren, at, close_on=None)
    sooner = _another(deal, ren, at, close_on=date(2027, 1, 8))
    assert first_deals(as_(ren), EVERY, ["discovery"], 9) == [sooner, deal, dateless]
    assert deal.close_on is not None
    assert first_deals(as_(ren), EVERY, ["discovery"], 9, (deal.close_on, deal.pk)) == [dateless]


def test_a_deal_is_as_active_as_its_earliest_open_step(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    deal.next_steps.all().delete()
    today = at.date()
    assert sums(as_(ren), EVERY, today).activity == {"discovery": Activity(0, 0, 1)}
    for days in (3, 0):
        NextStep.objects.create(
            opportunity=deal, action="デモ", owner=ren, due_on=today + timedelta(days=days), created_at=at
        )
    assert sums(as_(ren), EVERY, today).activity == {"discovery": Activity(0, 1, 0)}
    deal.next_steps.filter(due_on=today).update(done_at=at)
    assert sums(as_(ren), EVERY, today).activity == {"discovery": Activity(1, 0, 0)}


def test_what_waits_for_approval_is_counted_apart(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    _another(deal, ren, at, state="pending_approval")
    found = sums(as_(ren), EVERY, at.date())
    assert found.waiting == {"discovery": 1}
    assert [total.count for total in found.totals] == [1]


@pytest.mark.parametrize(
    "which",
    [
        Which(owner="me"),
        Which(owner="ren"),
        Which(team="Tokyo"),
        Which(source="event"),
        Which(segment="enterprise"),
        Which(closes_in=date(2027, 1, 1)),
        Which(text="二件目"),
    ],
    ids=str,
)
def test_each_filter_chooses_the_one_deal(
    which: Which, deal: Opportunity, ren: Person, mio: Person, as_: As, at: datetime
) -> None:
    team = Team.objects.create(name="Tokyo")
    Person.objects.filter(pk=ren.pk).update(team=team)
    Opportunity.objects.filter(pk=deal.pk).update(owner=mio, segment="smb", source="inbound")
    second = _another(
        deal, ren, at, name="二件目", source="event", segment="enterprise", close_on=date(2027, 1, 31)
    )
    by = as_(ren)
    system = Actor(None, "ren")
    assert first_deals(by if which.owner == "me" else system, which, ["discovery"], 9) == [second]
    assert [total.count for total in sums(system, which, at.date()).totals] == [1]


def test_a_jump_is_flagged_before_it_is_made_and_a_single_step_is_not(
    deal: Opportunity, at: datetime
) -> None:
    assert flags_of_move(deal, "qualification", at) == ()
    assert [flag.rule for flag in flags_of_move(deal, "negotiation", at)] == ["HY-6"]


def test_a_step_back_is_flagged_and_an_earlier_jump_is_not_told_again(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    row = advance(deal.pk, "negotiation", by=as_(ren), at=at)
    assert [flag.rule for flag in flags_of_move(row, "evaluation", at)] == ["HY-8"]


def test_a_stage_holds_as_many_deals_as_the_agreement_says(deal: Opportunity) -> None:
    book = in_force()
    assert wip_limit("proposal", book) is None
    limits = (
        Hygiene("HY-WIP", Text("in work"), threshold=Decimal(20)),
        Hygiene("HY-WIP-proposal", Text("proposals in work"), threshold=Decimal(8)),
    )
    limited = replace(book, hygiene=(*book.hygiene, *limits))
    assert (wip_limit("discovery", limited), wip_limit("proposal", limited)) == (20, 8)


def _another(deal: Opportunity, ren: Person, at: datetime, **but: object) -> Opportunity:
    facts = {
        "name": "もう一件", "stage": "discovery", "stage_since": at, "owner": ren, "amount": Decimal(1),
        "created_at": at,
    } | but  # fmt: skip
    row: Opportunity = Opportunity.objects.create(**facts)
    return row
