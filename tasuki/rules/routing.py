"""Who gets the lead, and why everybody else did not (RT-1 … RT-11).

The rows of ``[[route]]`` are tried in the playbook's order; a row whose condition does not hold, or whose strategy
finds nobody, passes the lead on to the next. A row's ``to`` names a strategy of `STRATEGIES` (most specific first:
account owner, opportunity owner, segment, territory, industry, skill, round robin, fallback) and its ``target``
narrows it: the segment, territory, industry or skill wanted instead of the lead's own; the role or skill of a round
robin's pool; the role or person of a fallback. Fallbacks come last wherever they stand, and one is built in: a lead
stays without an owner only where nobody of RevOps, management or administration is active.

Owner matches answer for activity, role and absence only: an account's owner keeps it at full capacity and at night,
and takes no turn in the rotation. Pools skip whoever is outside working hours; but when nobody at work can take the
lead, the turn goes round among the others before any fallback, because an owner of last resort at midnight is no help.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal, overload

from tasuki.rules.conditions import Comparison, Condition, Opposite
from tasuki.rules.decision import Standing
from tasuki.rules.dossier import Dossier
from tasuki.rules.fields import value_at
from tasuki.rules.playbook import Route
from tasuki.rules.wording import N_, Sentence, Text

Run = Literal["sdr", "ae"]
_FALLBACK_ROLES = ("revops", "manager", "admin")
_OWNING_ROLES = frozenset({"sdr", "ae", *_FALLBACK_ROLES})
_NEVER = datetime.min.replace(tzinfo=UTC)


class Status(StrEnum):
    """How the run ended; after the last two the fallback answered, where there is one (RT-4)."""

    ASSIGNED = "assigned"
    NO_RULE_MATCHED = "no_rule_matched"
    NOBODY_MATCHED = "nobody_matched"


class Passed(StrEnum):
    """Why a candidate was passed over (RT-4)."""

    INACTIVE = "inactive"
    LACKS_PERMISSION = "lacks_permission"
    WRONG_ROLE = "wrong_role"
    ABSENT = "absent"
    AT_CAPACITY = "at_capacity"
    TAKES_NO_TURNS = "takes_no_turns"
    NO_MATCH = "no_match"
    OUTSIDE_WORKING_HOURS = "outside_working_hours"
    NOT_THEIR_TURN = "not_their_turn"


WORDED: Mapping[Passed, Sentence] = {
    Passed.INACTIVE: Sentence(N_("Is no longer active.")),
    Passed.LACKS_PERMISSION: Sentence(N_("May not own leads.")),
    Passed.WRONG_ROLE: Sentence(N_("Has another role than this step needs.")),
    Passed.ABSENT: Sentence(N_("Is absent.")),
    Passed.AT_CAPACITY: Sentence(N_("Has as many open leads as agreed.")),
    Passed.TAKES_NO_TURNS: Sentence(N_("Has a weight of 0 and takes no turns.")),
    Passed.NO_MATCH: Sentence(N_("Does not match what this rule looks for.")),
    Passed.OUTSIDE_WORKING_HOURS: Sentence(N_("Is outside working hours.")),
    Passed.NOT_THEIR_TURN: Sentence(N_("Has had more turns for their weight, or a later one.")),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as routing sees them. ``assigned_count`` counts the turns taken in the window that fairness is kept
    over (a returned slot is subtracted by whoever returns it, RT-10); a newcomer starts at the others' level.
    ``capacity`` None is unlimited; ``weight`` is a share relative to the others'. Instants are UTC."""

    person: str
    roles: frozenset[str]
    active: bool = True
    absent_until: datetime | None = None
    open_leads: int = 0
    capacity: int | None = None
    weight: int = 1
    last_assigned_at: datetime | None = None
    assigned_count: int = 0
    territories: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    works_now: bool = True
    turn: tuple[float, datetime, str] = field(init=False, repr=False, compare=False)
    """Whose turn comes first: the fewest turns for their weight, then the longest wait, then the id.

    One division of whole numbers is rounded correctly: equal shares compare equal, and different ones of fewer than
    2**26 turns compare different.
    """

    def __post_init__(self) -> None:
        share = self.assigned_count / max(self.weight, 1)
        object.__setattr__(self, "turn", (share, self.last_assigned_at or _NEVER, self.person))


class Candidates(Sequence[Candidate]):
    """Those who could be chosen. What keeps each from a turn is worked out once, and anew for whoever changes.

    ``changes`` counts what changes who may be chosen at all; whose turn comes next changes with every lead.
    """

    def __init__(self, people: Iterable[Candidate]) -> None:
        self._people = list(people)
        self._places = {one.person: place for place, one in enumerate(self._people)}
        self._barred: dict[tuple[Run, datetime, bool], dict[str, Passed]] = {}
        self.changes = 0

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)

    @overload
    def __getitem__(self, place: int) -> Candidate: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Candidate]: ...
    def __getitem__(self, place: int | slice) -> Candidate | Sequence[Candidate]:
        return self._people[place]

    def named(self, person: str | None) -> Candidate | None:
        place = self._places.get(person) if person is not None else None
        return None if place is None else self._people[place]

    def first_of(self, places: Iterable[int]) -> Candidate:
        """Whose turn it is among those at these places."""
        return min(map(self._people.__getitem__, places), key=turn_of)

    def put(self, one: Candidate) -> None:
        """They are like this from now on."""
        place = self._places[one.person]
        before, self._people[place] = self._people[place], one
        different = _STAYS(one) != _STAYS(before)
        for asked, barred in self._barred.items():
            why = why_no_turn(one, *asked)
            different = different or why is not barred.get(one.person)
            _note(barred, one, why)
        self.changes += different

    def barred(self, facts: RoutingFacts) -> Mapping[str, Passed]:
        """Who may take no turn now, and why."""
        asked = (facts.run, facts.at, facts.at_any_hour)
        if asked not in self._barred:
            barred = self._barred[asked] = {}
            for one in self._people:
                _note(barred, one, why_no_turn(one, *asked))
        return self._barred[asked]


_STAYS = attrgetter(
    "roles", "active", "absent_until", "weight", "territories", "segments", "industries", "skills", "works_now"
)  # fmt: skip


def _note(barred: dict[str, Passed], one: Candidate, why: Passed | None) -> None:
    if why is None:
        barred.pop(one.person, None)
    else:
        barred[one.person] = why


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """One run for one lead: to an SDR at MQL, to an AE at booking or submit (RT-11).

    ``same_account_owner`` owns another open lead of the same account (RT-6); ``partner_manager`` looks after the
    partner for whom the company is protected (DG-2). Owners are person ids; ``at`` is UTC. ``at_any_hour`` takes
    everybody's turn, whether they are at work or not.
    """

    dossier: Dossier
    run: Run
    at: datetime
    account_owner: str | None = None
    opportunity_owner: str | None = None
    same_account_owner: str | None = None
    partner_manager: str | None = None
    at_any_hour: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of a row's condition: what was wanted, what the lead holds, and how that stands."""

    field: str
    operator: str
    wanted: Any
    value: Any
    standing: Standing


@dataclass(frozen=True, slots=True)
class Step:
    """One row tried: its condition in parts, and what its strategy looked for and found."""

    route: str
    strategy: str
    standing: Standing
    checks: tuple[Check, ...]
    because: Sentence
    chosen: str | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    person: str
    code: Passed
    because: Sentence


@dataclass(frozen=True, slots=True)
class Pool:
    """Those among whom whose turn it is decides, in the candidates' order, and how it is told of whoever it is."""

    able: tuple[str, ...]
    told: str
    values: Mapping[str, object]
    off_work: bool = False

    def because(self, person: str) -> Sentence:
        because = Sentence(self.told, {**self.values, "person": person})
        return Sentence(_OFF_WORK, {"because": because}) if self.off_work else because


@dataclass(frozen=True, slots=True)
class Assignment:
    """The choice with its reasons. ``route`` is empty when the built-in fallback answered; ``uses_turn`` says whether
    the rotation moves on; ``passed`` has everybody else, each with the reason of the last row that judged them.
    ``pool`` is among whom the turn decided, if it did; ``like`` is an earlier choice that went the same way.
    """

    person: str | None
    route: str
    strategy: str
    because: Sentence
    trace: tuple[Step, ...]
    passed: Mapping[str, Passed]
    uses_turn: bool = False
    status: Status = Status.ASSIGNED
    pool: Pool | None = field(default=None, repr=False, compare=False)
    like: Assignment | None = field(default=None, repr=False, compare=False)

    @property
    def passed_over(self) -> tuple[PassedOver, ...]:
        return tuple(PassedOver(person, code, WORDED[code]) for person, code in self.passed.items())


@dataclass(frozen=True, slots=True)
class Found:
    """What a strategy answers: the person, or why nobody."""

    person: str | None
    because: Sentence
    passed: Mapping[str, Passed]
    pool: Pool | None = None


Strategy = Callable[[RoutingFacts, Route, Candidates], Found]


def choose(facts: RoutingFacts, routes: Iterable[Route], candidates: Iterable[Candidate]) -> Assignment:
    """The owner for this run, with the trace of every row tried and the reason for every candidate passed over."""
    candidates = candidates if isinstance(candidates, Candidates) else Candidates(candidates)
    trace: list[Step] = []
    passed: dict[str, Passed] = {}
    held: list[tuple[Route, tuple[Check, ...]]] = []
    for route in routes:
        if route.run not in ("both", facts.run):
            continue
        standing = route.when.standing(facts.dossier)
        checks = tuple(checks_of(route.when.condition, facts.dossier))
        if standing is Standing.MET:
            held.append((route, checks))
        else:
            because = _NOT_KNOWN if standing is Standing.UNKNOWN else _NOT_FOR_THIS
            trace.append(Step(route.key, route.to, standing, checks, because))
            continue
        if route.to == "fallback":
            continue
        found = strategy_named(route.to)(facts, route, candidates)
        trace.append(Step(route.key, route.to, standing, checks, found.because, found.person))
        passed |= found.passed
        if found.person is not None:
            return _assigned(facts, route, found, trace, candidates, passed, Status.ASSIGNED)
    return _last_resort(facts, held, candidates, trace, passed)


def _last_resort(
    facts: RoutingFacts,
    held: Sequence[tuple[Route, tuple[Check, ...]]],
    candidates: Candidates,
    trace: list[Step],
    passed: dict[str, Passed],
) -> Assignment:
    """Whoever's turn it is although off work, then the playbook's fallbacks, then the one that is built in."""
    if Passed.OUTSIDE_WORKING_HOURS in passed.values():
        at_any_hour = replace(facts, at_any_hour=True)
        for route, checks in held:
            if route.to in _POOLS:
                found = STRATEGIES[route.to](at_any_hour, route, candidates)
                if found.person is not None and found.pool is not None:
                    pool = replace(found.pool, off_work=True)
                    found = replace(found, because=pool.because(found.person), pool=pool)
                    trace.append(Step(route.key, route.to, Standing.MET, checks, found.because, found.person))
                    passed = {**passed, **found.passed}
                    return _assigned(facts, route, found, trace, candidates, passed, Status.ASSIGNED)
    tried = any(route.to != "fallback" for route, _ in held)
    status = Status.NOBODY_MATCHED if tried else Status.NO_RULE_MATCHED
    for route, checks in [
        *((route, checks) for route, checks in held if route.to == "fallback"),
        (_BUILT_IN, ()),
    ]:
        found = fallback(facts, route, candidates)
        trace.append(Step(route.key, "fallback", Standing.MET, checks, found.because, found.person))
        if found.person is not None:
            break
    return _assigned(facts, route, found, trace, candidates, {**found.passed, **passed}, status)


def _assigned(
    facts: RoutingFacts,
    route: Route,
    found: Found,
    trace: list[Step],
    candidates: Candidates,
    passed: Mapping[str, Passed],
    status: Status,
) -> Assignment:
    others = {
        one.person: passed.get(one.person) or why_not_owner(one, facts.run, facts.at) or Passed.NO_MATCH
        for one in candidates
        if one.person != found.person
    }
    turn = route.to in _POOLS
    return Assignment(
        found.person, route.key, route.to, found.because, tuple(trace), others, turn, status, found.pool
    )


def checks_of(condition: Condition | None, dossier: Dossier) -> Iterable[Check]:
    """The comparisons inside a condition, flattened, each with the value it met in the dossier."""
    if condition is None:
        return
    if isinstance(condition, Comparison):
        value = value_at(dossier, condition.field)
        standing = condition.standing(dossier)
        yield Check(condition.field, condition.operator, condition.wanted, value, standing)
        return
    for part in (condition.part,) if isinstance(condition, Opposite) else condition.parts:
        yield from checks_of(part, dossier)


def account_owner(facts: RoutingFacts, route: Route, candidates: Candidates) -> Found:
    """The account's owner, or whoever already works another contact of the same account (RT-1, RT-6)."""
    if facts.account_owner is not None:
        return _owner(facts, facts.account_owner, candidates, N_("%(person)s owns the account."))
    told = N_("%(person)s already works with another contact of this account.")
    return _owner(facts, facts.same_account_owner, candidates, told)


def opportunity_owner(facts: RoutingFacts, route: Route, candidates: Candidates) -> Found:
    told = N_("%(person)s owns an open opportunity of this account.")
    return _owner(facts, facts.opportunity_owner, candidates, told)


def partner_manager(facts: RoutingFacts, route: Route, candidates: Candidates) -> Found:
    """Who looks after the partner that has registered the company, while it is protected (DG-2)."""
    told = N_("%(person)s looks after the partner that has registered this company.")
    return _owner(facts, facts.partner_manager, candidates, told)


def segment(facts: RoutingFacts, route: Route, candidates: Candidates) -> Found:
    lead = facts.dossier.lead
    return _specialist(facts, candidates, _wanted(route, lead.segment, lead.company.segment), "segments")


def territory(facts: RoutingFacts, route: Route, candidates: Candidates) -> Found:
    lead, company = facts.dossier.lead, facts.dossier.lead.company
    wanted = _wanted(route, lead.region, lead.country, company.region, company.country)
    return _specialist(facts, candidates, wanted, "territories")


def industry(facts: RoutingFacts, route: Route, candidates: Candidates) -> Found:
    lead = facts.dossier.lead
    return _specialist(facts, candidates, _wanted(route, lead.industry, lead.company.industry), "industries")


def skill(facts: RoutingFacts, route: Route, candidates: Candidates) -> Found:
    """The row's target, or the company's own lead field ``skill`` (one, or a list of alternatives)."""
    named = facts.dossier.lead.fields.get("skill", "")
    several = named if isinstance(named, list | tuple) else (named,)
    return _specialist(facts, candidates, _wanted(route, *(str(one) for one in several)), "skills")


def round_robin(facts: RoutingFacts, route: Route, candidates: Candidates) -> Found:
    """Whoever has had the fewest turns for their weight; ``target`` limits the pool to a role or skill."""
    target = route.target
    pool = [one for one in candidates if not target or target in one.roles or target in one.skills]
    return _next_turn(facts, candidates, pool, {}, N_("It is the turn of %(person)s."), {})


def fallback(facts: RoutingFacts, route: Route, candidates: Candidates) -> Found:
    """An active person of RevOps, management or administration, in that order; whoever is absent comes last."""
    wanted = (route.target,) if route.target else _FALLBACK_ROLES
    passed: dict[str, Passed] = {}
    able: list[tuple[tuple[object, ...], str]] = []
    for one in candidates:
        rank = next((n for n, name in enumerate(wanted) if name == one.person or name in one.roles), None)
        if not one.active:
            passed[one.person] = Passed.INACTIVE
        elif rank is not None:
            passed[one.person] = Passed.NOT_THEIR_TURN
            able.append(((_absent(one, facts.at), rank, *one.turn), one.person))
    if not able:
        return Found(None, Sentence(N_("Nobody of %(wanted)s is active."), {"wanted": wanted}), passed)
    person = min(able)[1]
    return Found(
        person, Sentence(N_("No other rule found anybody: %(person)s answers."), {"person": person}), passed
    )


STRATEGIES: Mapping[str, Strategy] = {
    "account_owner": account_owner,
    "opportunity_owner": opportunity_owner,
    "partner_manager": partner_manager,
    "segment": segment,
    "territory": territory,
    "industry": industry,
    "skill": skill,
    "round_robin": round_robin,
    "fallback": fallback,
}
"""A new strategy is one function and one row here, in the order from the most specific to the last resort."""

_POOLS = frozenset({"segment", "territory", "industry", "skill", "round_robin"})
_LEAD_FIELD: Mapping[str, Sentence] = {
    "segments": Sentence(N_("segment")),
    "territories": Sentence(N_("territory")),
    "industries": Sentence(N_("industry")),
    "skills": Sentence(N_("required skill")),
}
_BUILT_IN = Route("", Text(), "fallback")
_NOT_FOR_THIS = Sentence(N_("The row is not meant for this lead."))
_OFF_WORK = N_("Nobody at work can take it. %(because)s")
_NOT_KNOWN = Sentence(N_("Not known yet whether the row is meant for this lead."))


def strategy_named(name: str) -> Strategy:
    """Raises LookupError naming the strategies there are."""
    if name not in STRATEGIES:
        raise LookupError(f"No routing strategy “{name}”; known: {', '.join(STRATEGIES)}.")
    return STRATEGIES[name]


def why_not_owner(one: Candidate, run: Run, at: datetime) -> Passed | None:
    """What keeps a person from owning this lead at all, whoever's turn it is; None when nothing does."""
    if not one.active:
        return Passed.INACTIVE
    if run not in one.roles:
        return Passed.WRONG_ROLE if one.roles & _OWNING_ROLES else Passed.LACKS_PERMISSION
    return Passed.ABSENT if _absent(one, at) else None


def why_no_turn(one: Candidate, run: Run, at: datetime, at_any_hour: bool = False) -> Passed | None:
    """What keeps a person from taking a turn in a pool; None when nothing does."""
    barred = why_not_owner(one, run, at)
    if barred is not None:
        return barred
    if one.weight <= 0:
        return Passed.TAKES_NO_TURNS
    if one.capacity is not None and one.open_leads >= one.capacity:
        return Passed.AT_CAPACITY
    return None if one.works_now or at_any_hour else Passed.OUTSIDE_WORKING_HOURS


def _absent(one: Candidate, at: datetime) -> bool:
    return one.absent_until is not None and at < one.absent_until


def _owner(facts: RoutingFacts, person: str | None, candidates: Candidates, told: str) -> Found:
    if person is None:
        return Found(None, Sentence(N_("There is no such owner.")), {})
    known = candidates.named(person)
    barred = why_not_owner(known, facts.run, facts.at) if known else Passed.INACTIVE
    if barred is not None:
        because = Sentence(
            N_("%(person)s would be the owner: %(why)s"), {"person": person, "why": WORDED[barred]}
        )
        return Found(None, because, {person: barred} if known else {})
    return Found(person, Sentence(told, {"person": person}), {})


def _wanted(route: Route, *values: str) -> tuple[str, ...]:
    """What is looked for, the first first; a lead and its company mostly say the same."""
    wanted = (route.target,) if route.target else values
    return tuple(dict.fromkeys(value.casefold() for value in wanted if value))


def _specialist(facts: RoutingFacts, candidates: Candidates, wanted: tuple[str, ...], field: str) -> Found:
    """The next turn among those whose ``field`` names one of the wanted values; the first wanted value counts most."""
    if not wanted:
        return Found(
            None, Sentence(N_("The lead's %(field)s is not known."), {"field": _LEAD_FIELD[field]}), {}
        )
    others: dict[str, Passed] = {}
    for value in wanted:
        having = [one for one in candidates if (own := getattr(one, field)) and value in _folded(own)]
        told = N_("It is the turn of %(person)s among those for “%(sought)s”.")
        found = _next_turn(facts, candidates, having, others, told, {"sought": value, "of": field})
        if found.person is not None:
            return found
        others.update(found.passed)
    return Found(
        None,
        Sentence(N_("Nobody for %(sought)s can take it."), {"sought": wanted, "of": field}),
        others,
    )


@lru_cache(maxsize=4096)
def _folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _next_turn(
    facts: RoutingFacts,
    candidates: Candidates,
    pool: Sequence[Candidate],
    passed: Mapping[str, Passed],
    told: str,
    values: Mapping[str, object],
) -> Found:
    barred = candidates.barred(facts)
    able = [one for one in pool if one.person not in barred]
    judged = {one.person: barred.get(one.person, Passed.NOT_THEIR_TURN) for one in pool}
    if not able:
        return Found(None, Sentence(N_("Nobody in the pool can take it.")), {**passed, **judged})
    best = min(able, key=turn_of).person
    open_to = Pool(tuple(one.person for one in able), told, values)
    return Found(best, open_to.because(best), {**passed, **judged}, open_to)


turn_of = attrgetter("turn")


def with_turn_taken(
    candidates: Sequence[Candidate], choice: Assignment, at: datetime
) -> tuple[Candidate, ...]:
    """The candidates after a choice, for a batch or a dry run; an owner match adds a lead and takes no turn."""
    return tuple(with_lead(one, choice, at) if one.person == choice.person else one for one in candidates)


def with_lead(chosen: Candidate, choice: Assignment, at: datetime) -> Candidate:
    """Whoever was chosen, with one more lead."""
    return replace(
        chosen,
        open_leads=chosen.open_leads + 1,
        assigned_count=chosen.assigned_count + choice.uses_turn,
        last_assigned_at=at if choice.uses_turn else chosen.last_assigned_at,
    )


@dataclass(frozen=True, slots=True)
class Share:
    """Turns taken against the turns that the weights promise (RT-10)."""

    person: str
    assigned: int
    expected: float


def shares(candidates: Sequence[Candidate]) -> tuple[Share, ...]:
    """How fair the rotation has been among those who take turns."""
    taking = [one for one in candidates if one.weight > 0]
    turns, weights = sum(one.assigned_count for one in taking), sum(one.weight for one in taking)
    return tuple(Share(one.person, one.assigned_count, turns * one.weight / weights) for one in taking)
