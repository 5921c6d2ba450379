from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.decision import Standing
from tasuki.rules.dossier import CompanyFacts, Dossier, LeadFacts, read_dossier
from tasuki.rules.mentions import rows_naming
from tasuki.rules.playbook import Playbook, read_playbook
from tasuki.rules.rerouting import dry_run
from tasuki.rules.routing import (
    STRATEGIES,
    Assignment,
    Candidate,
    Candidates,
    Passed,
    RoutingFacts,
    Status,
    choose,
    shares,
    strategy_named,
    with_lead,
    with_turn_taken,
)
from tasuki.rules.routing_alike import LOOKS_AT, Alike

WORKED = tomllib.loads(
    (Path(__file__).parents[3] / "examples" / "worked" / "routing.toml").read_text(encoding="utf-8")
)
BOOK = read_playbook(WORKED["playbook"])
AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
SDR = frozenset({"sdr"})
KEI = Candidate("kei", frozenset({"revops"}))
ANYBODY = RoutingFacts(Dossier(), "sdr", AT)


def table(*rows: str) -> Playbook:
    routes = "".join(f'[[route]]\nkey = "row_{n}"\nlabel = "Row {n}"\n{row}\n' for n, row in enumerate(rows))
    return read_playbook(f'[playbook]\nname = "short"\n{routes}')


TURNS = table('to = "round_robin"')


def team(changes: dict[str, dict[str, Any]]) -> list[Candidate]:
    def person(name: str, told: dict[str, Any]) -> Candidate:
        values: dict[str, Any] = {
            key: frozenset(one) if isinstance(one, list) else one for key, one in told.items()
        }
        return Candidate(name, **values)

    return [person(name, {**told, **changes.get(name, {})}) for name, told in WORKED["team"].items()]


def codes(choice: Assignment) -> dict[str, str]:
    return {one.person: one.code.value for one in choice.passed_over}


@pytest.mark.parametrize("example", WORKED["example"], ids=lambda example: example["says"])
def test_the_worked_examples_hold(example: dict[str, Any]) -> None:
    told = dict(example["given"])
    candidates = team(told.pop("team", {}))
    dossier = read_dossier({"lead": told.pop("lead", {})})
    choice = choose(RoutingFacts(dossier, told.pop("run", "sdr"), AT, **told), BOOK.route, candidates)

    expected = dict(example["expect"])
    passed_over = expected.pop("passed_over", {})
    assert {name: codes(choice)[name] for name in passed_over} == passed_over
    unknown = [step.route for step in choice.trace if step.standing is Standing.UNKNOWN]
    assert unknown == expected.pop("unknown_rows", [*unknown])
    assert choice.person == expected.pop("person", None)
    assert choice.status == expected.pop("status", "assigned")
    assert {name: getattr(choice, name) for name in expected} == expected


@given(st.integers(2, 9), st.integers(1, 60))
def test_equal_weights_never_drift_apart_by_more_than_one_lead(people: int, leads: int) -> None:
    candidates = tuple(Candidate(f"sdr-{n}", SDR) for n in range(people))
    for n in range(leads):
        at = AT + timedelta(minutes=n)
        choice = choose(replace(ANYBODY, at=at), TURNS.route, candidates)
        candidates = with_turn_taken(candidates, choice, at)
    counts = [one.assigned_count for one in candidates]
    assert sum(counts) == leads
    assert max(counts) - min(counts) <= 1


@given(st.lists(st.integers(1, 7), min_size=1, max_size=6), st.integers(1, 5))
def test_after_whole_rounds_everybody_has_exactly_the_turns_of_their_weight(
    weights: list[int], rounds: int
) -> None:
    candidates = tuple(Candidate(f"sdr-{n}", SDR, weight=weight) for n, weight in enumerate(weights))
    for _ in range(rounds * sum(weights)):
        candidates = with_turn_taken(candidates, choose(ANYBODY, TURNS.route, candidates), AT)
    assert [one.assigned_count for one in candidates] == [rounds * weight for weight in weights]
    assert all(share.assigned == share.expected for share in shares(candidates))


person = st.builds(
    Candidate,
    person=st.sampled_from([f"p{n}" for n in range(40)]),
    roles=st.frozensets(st.sampled_from(["sdr", "ae", "manager", "revops", "admin", "marketer"]), max_size=2),
    active=st.booleans(),
    absent_until=st.none() | st.just(AT + timedelta(days=1)) | st.just(AT),
    open_leads=st.integers(0, 3),
    capacity=st.none() | st.integers(0, 3),
    weight=st.integers(0, 3),
    assigned_count=st.integers(0, 9),
    works_now=st.booleans(),
    territories=st.frozensets(st.sampled_from(["jp", "de"])),
)
people = st.lists(person, max_size=9, unique_by=lambda one: one.person)
owner = st.none() | st.sampled_from([f"p{n}" for n in range(40)])


@given(people, st.sampled_from(["sdr", "ae"]), owner, st.sampled_from(["", "JP", "FR"]))
def test_a_lead_has_an_owner_whenever_an_active_person_can_answer(
    candidates: list[Candidate], run: Any, account_owner: str | None, country: str
) -> None:
    facts = RoutingFacts(Dossier(LeadFacts(country=country)), run, AT, account_owner)
    choice = choose(facts, BOOK.route, candidates)
    last_resorts = [one for one in candidates if one.active and one.roles & {"revops", "manager", "admin"}]
    assert choice.person is not None or not last_resorts
    chosen = [one for one in candidates if one.person == choice.person]
    assert all(one.active for one in chosen)
    if choice.strategy != "fallback":
        assert all(
            run in one.roles and (one.absent_until is None or one.absent_until <= AT) for one in chosen
        )
    if choice.uses_turn:
        assert all(one.capacity is None or one.open_leads < one.capacity for one in chosen)


@given(people, st.sampled_from(["sdr", "ae"]), st.sampled_from(["", "JP", "FR"]))
def test_leads_given_out_together_go_where_they_would_have_gone_one_by_one(
    people: list[Candidate], run: Any, country: str
) -> None:
    facts = RoutingFacts(Dossier(LeadFacts(country=country)), run, AT)
    together, alone = Candidates(people), tuple(people)
    for _ in range(6):
        choice = choose(facts, BOOK.route, together)
        assert choice == choose(facts, BOOK.route, alone)
        chosen = together.named(choice.person)
        if chosen is not None:
            together.put(with_lead(chosen, choice, AT))
        alone = with_turn_taken(alone, choice, AT)


leads = st.builds(
    RoutingFacts,
    dossier=st.builds(
        Dossier,
        lead=st.builds(
            LeadFacts,
            country=st.sampled_from(["", "JP", "FR"]),
            segment=st.sampled_from(["", "enterprise"]),
            fields=st.sampled_from([{}, {"skill": ["fr", "jp"]}]),
        ),
    ),
    run=st.sampled_from(["sdr", "ae"]),
    at=st.just(AT),
    account_owner=owner,
    same_account_owner=owner,
)


@given(people, st.lists(leads, max_size=3), st.lists(st.integers(0, 2), max_size=9))
def test_leads_that_read_alike_go_where_each_would_have_gone_for_itself(
    people: list[Candidate], sorts: list[RoutingFacts], order: list[int]
) -> None:
    candidates, alone = Candidates(people), tuple(people)
    alike = Alike(BOOK.route, candidates)
    for facts in (sorts[n % len(sorts)] for n in order if sorts):
        choice = alike.choose(facts)
        expected = choose(facts, BOOK.route, alone)
        assert choice == expected
        assert list(choice.passed) == list(expected.passed)
        chosen = candidates.named(choice.person)
        if chosen is not None:
            candidates.put(with_lead(chosen, choice, AT))
        alone = with_turn_taken(alone, choice, AT)


def test_what_a_lead_and_its_company_both_say_is_looked_for_once() -> None:
    lead = LeadFacts(country="JP", company=CompanyFacts(country="JP"))
    step = next(
        one
        for one in choose(
            RoutingFacts(Dossier(lead), "sdr", AT), table('to = "territory"').route, [KEI]
        ).trace
        if one.strategy == "territory"
    )
    assert step.because.values == {"sought": ("jp",), "of": "territories"}


def test_the_table_knows_what_each_strategy_looks_at() -> None:
    assert LOOKS_AT.keys() == STRATEGIES.keys()


@given(people, owner)
def test_everybody_who_was_not_chosen_is_told_why(
    candidates: list[Candidate], account_owner: str | None
) -> None:
    choice = choose(replace(ANYBODY, account_owner=account_owner), BOOK.route, candidates)
    assert [one.person for one in choice.passed_over] == [
        one.person for one in candidates if one.person != choice.person
    ]
    assert all(one.because.spoken("en") for one in choice.passed_over)


@given(st.permutations([Candidate(f"sdr-{n}", SDR, assigned_count=n % 2) for n in range(5)]))
def test_the_choice_does_not_depend_on_the_order_of_the_people(candidates: list[Candidate]) -> None:
    assert choose(ANYBODY, TURNS.route, candidates).person == "sdr-0"


def test_equal_turns_go_to_whoever_has_waited_longest_and_a_newcomer_first() -> None:
    aoi = Candidate("aoi", SDR, last_assigned_at=AT - timedelta(hours=1))
    hina = Candidate("hina", SDR, last_assigned_at=AT - timedelta(hours=2))
    assert choose(ANYBODY, TURNS.route, [aoi, hina]).person == "hina"
    assert choose(ANYBODY, TURNS.route, [aoi, hina, Candidate("yui", SDR)]).person == "yui"


def test_an_account_owner_keeps_the_account_at_full_capacity_and_at_night() -> None:
    aoi = Candidate("aoi", SDR, open_leads=9, capacity=9, works_now=False, weight=0)
    choice = choose(replace(ANYBODY, account_owner="aoi"), BOOK.route, [aoi, Candidate("hina", SDR)])
    assert (choice.person, choice.uses_turn) == ("aoi", False)
    after = with_turn_taken([aoi], choice, AT)[0]
    assert (after.assigned_count, after.open_leads, after.last_assigned_at) == (0, 10, None)


def test_an_absence_ends_at_its_moment() -> None:
    aoi = Candidate("aoi", SDR, absent_until=AT)
    assert choose(ANYBODY, TURNS.route, [aoi]).person == "aoi"
    assert choose(replace(ANYBODY, at=AT - timedelta(seconds=1)), TURNS.route, [aoi]).person is None


def test_a_weight_of_nothing_takes_no_turns() -> None:
    choice = choose(
        ANYBODY, TURNS.route, [Candidate("aoi", SDR, weight=0), Candidate("hina", SDR, assigned_count=99)]
    )
    assert choice.person == "hina"
    assert codes(choice) == {"aoi": "takes_no_turns"}


def test_at_night_a_colleague_at_work_in_a_later_row_comes_before_the_sleeping_specialist() -> None:
    book = table('to = "territory"', 'to = "round_robin"')
    facts = replace(ANYBODY, dossier=Dossier(LeadFacts(country="JP")))
    aoi = Candidate("aoi", SDR, territories=frozenset({"jp"}), works_now=False)
    hina = Candidate("hina", SDR, assigned_count=9)
    assert choose(facts, book.route, [aoi, hina]).person == "hina"

    asleep = choose(facts, book.route, [aoi, replace(hina, works_now=False)])
    assert (asleep.person, asleep.route, asleep.uses_turn) == ("aoi", "row_0", True)
    assert asleep.because.spoken("en").startswith("Nobody at work can take it. It is the turn of aoi")


def test_the_trace_shows_what_was_wanted_and_what_the_lead_held() -> None:
    book = table(
        'to = "round_robin"\nwhen = { all = [{ field = "lead.company.employees", at_least = 1000 },'
        ' { not = { field = "lead.source", is = "event" } }] }',
        'to = "round_robin"\nwhen = { field = "lead.industry", is = "saas" }',
        'to = "round_robin"\nrun = "ae"',
    )
    dossier = Dossier(LeadFacts(source="inbound", company=CompanyFacts(employees=850)))
    choice = choose(replace(ANYBODY, dossier=dossier), book.route, [KEI])

    assert [(step.route, step.strategy, step.standing) for step in choice.trace] == [
        ("row_0", "round_robin", Standing.UNMET),
        ("row_1", "round_robin", Standing.UNKNOWN),
        ("", "fallback", Standing.MET),
    ]
    first, second = choice.trace[0].checks
    assert (first.field, first.operator, first.wanted, first.value, first.standing) == (
        "lead.company.employees",
        "at_least",
        1000,
        850,
        Standing.UNMET,
    )
    assert (second.value, second.standing) == ("inbound", Standing.UNMET)
    assert choice.trace[1].checks[0].value == ""
    assert (choice.person, choice.status) == ("kei", Status.NO_RULE_MATCHED)


def test_the_step_that_chose_names_the_person() -> None:
    choice = choose(ANYBODY, BOOK.route, [Candidate("aoi", SDR)])
    assert [step.chosen for step in choice.trace if step.chosen] == ["aoi"]
    assert choice.trace[-1].because == choice.because


def test_a_fallback_prefers_those_present_then_revops_then_the_manager() -> None:
    mio, ada = Candidate("mio", frozenset({"manager"})), Candidate("ada", frozenset({"admin"}))
    away = replace(KEI, absent_until=AT + timedelta(days=3))
    assert choose(ANYBODY, (), [ada, mio, KEI]).person == "kei"
    assert choose(ANYBODY, (), [ada, mio, away]).person == "mio"
    assert choose(ANYBODY, (), [away]).person == "kei"


def test_a_fallback_may_name_a_person() -> None:
    book = table('to = "fallback"\ntarget = "mio"')
    mio = Candidate("mio", frozenset({"manager"}))
    choice = choose(ANYBODY, book.route, [KEI, mio])
    assert (choice.person, choice.route) == ("mio", "row_0")
    assert choose(ANYBODY, book.route, [KEI, replace(mio, active=False)]).person == "kei"


def test_a_fallback_in_the_middle_of_the_table_still_comes_last() -> None:
    book = table('to = "fallback"', 'to = "round_robin"')
    assert choose(ANYBODY, book.route, [KEI, Candidate("aoi", SDR)]).person == "aoi"


def test_nobody_at_all_is_an_answer_with_a_reason() -> None:
    choice = choose(ANYBODY, BOOK.route, [])
    assert (choice.person, choice.uses_turn, choice.passed_over) == (None, False, ())
    assert choice.because.spoken("en") == "Nobody of revops, manager, admin is active."


def test_a_strategy_nobody_knows_is_named_with_those_there_are() -> None:
    assert list(STRATEGIES) == [
        *("account_owner", "opportunity_owner", "partner_manager", "segment", "territory"),
        *("industry", "skill", "round_robin", "fallback"),
    ]
    with pytest.raises(LookupError, match="No routing strategy “tarot”; known: account_owner"):
        strategy_named("tarot")


def test_a_dry_run_shows_whose_leads_would_change_hands() -> None:
    before, after = table('to = "round_robin"'), table('to = "territory"', 'to = "round_robin"')
    aoi, hina = Candidate("aoi", SDR), Candidate("hina", SDR, territories=frozenset({"jp"}))
    leads = [
        RoutingFacts(Dossier(LeadFacts(id=f"lead-{n}", country=country)), "sdr", AT + timedelta(minutes=n))
        for n, country in enumerate(["JP", "DE", "JP"])
    ]
    found = dry_run(leads, before.route, after.route, [aoi, hina])
    assert [(one.lead, one.before, one.after) for one in found.moved] == [
        ("lead-0", "aoi", "hina"),
        ("lead-1", "hina", "aoi"),
        ("lead-2", "aoi", "hina"),
    ]
    assert (found.looked_at, found.before, found.after) == (3, {"aoi": 2, "hina": 1}, {"aoi": 1, "hina": 2})
    assert dry_run(leads, before.route, before.route, [aoi, hina]).moved == ()


def test_a_person_who_leaves_is_found_in_every_row_that_names_them() -> None:
    book = table('to = "round_robin"', 'to = "fallback"\ntarget = "kei"')
    assert rows_naming(book, "kei", "her-id") == ("route/row_1",)
    assert rows_naming(book, "aoi") == ()
    promised = read_playbook(
        '[playbook]\nname = "short"\n[[sla]]\nid = "SL-1"\nlabel = "Route"\nowner = "kei"\n'
        '[[approval]]\nkey = "large"\nlabel = "Large"\napprover = "kei"\n'
        '[[notice]]\nkey = "won"\non = ["opportunity.won"]\nto = ["sdr", "kei"]\nlabel = "Won"\n'
    )
    assert rows_naming(promised, "kei") == ("sla/SL-1", "approval/large", "notice/won")


def test_fairness_compares_turns_with_what_the_weights_promise() -> None:
    team = [Candidate("aoi", SDR, weight=2, assigned_count=5), Candidate("hina", SDR, assigned_count=4)]
    assert [(one.person, one.assigned, one.expected) for one in shares(team)] == [
        ("aoi", 5, 6.0),
        ("hina", 4, 3.0),
    ]
    assert shares([Candidate("aoi", SDR, weight=0)]) == ()


def test_a_batch_is_spread_over_the_reasons_that_are_true() -> None:
    full = Candidate("aoi", SDR, capacity=1)
    team: tuple[Candidate, ...] = (full, Candidate("hina", SDR), KEI)
    seen: Counter[str | None] = Counter()
    for _ in range(5):
        choice = choose(ANYBODY, TURNS.route, team)
        team = with_turn_taken(team, choice, AT)
        seen[choice.person] += 1
    assert seen == {"aoi": 1, "hina": 4}
    assert codes(choose(ANYBODY, TURNS.route, team))["aoi"] == Passed.AT_CAPACITY
