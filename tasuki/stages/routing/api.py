"""/leads/{id}/assign and /assignments: who got a lead, why, and why not the others. /routing: how fair, and what if."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any, visible
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.language import language_of, translator
from tasuki.playbooks.queries import book_of, version_stamped
from tasuki.records.seen import lead_as_seen
from tasuki.stages.routing import actions
from tasuki.stages.routing.actions.assign import CHUNK
from tasuki.stages.routing.dry_run import MOST, try_routes
from tasuki.stages.routing.fairness import MOST_DAYS, fairness
from tasuki.stages.routing.models import Assignment
from tasuki.stages.routing.shapes import fairness_shape, tried_shape
from tasuki.stages.routing.trace import passed_over_in, told, traced

router = Router(tags=["routing"])
leads = Router(tags=["routing"])
table = Router(tags=["routing"])
Run = Literal["sdr", "ae"]


class PassedOver(Schema):
    person: str = Field(description="handle")
    code: str = Field(examples=["at_capacity"])
    because: str


class AssignmentOut(Schema):
    """One choice with everything that led to it (RT-4)."""

    id: UUID
    lead_id: UUID
    run: Run
    person: str | None = Field(None, description="handle; null: nobody could be found, because says why")
    route: str
    strategy: str = Field(examples=["round_robin", "manual"])
    because: str
    reason: str = Field(description="what somebody who handed the lead on wrote")
    uses_turn: bool
    playbook: str
    by_id: UUID | None = None
    at: datetime
    returned_at: datetime | None = Field(None, description="when the turn was given back (RT-10)")
    steps: list[dict[str, Any]] = Field(description="every route tried, with its conditions resolved")
    passed_over: list[PassedOver]


class WhichAssignments(Schema):
    lead: UUID | None = None
    person: str | None = Field(None, description="handle; me is the caller")
    run: Run | None = None


class Assigning(Body):
    person: str = Field("", max_length=60, description="handle; empty: the routing table chooses")
    run: Run = "sdr"
    reason: str = Field("", max_length=2000, description="needed with a person", examples=["She knows them."])


_COLUMNS = (
    "id", "lead_id", "run", "person__handle", "route", "strategy", "because", "way__told", "own", "uses_turn",
    "playbook", "by_id", "reason", "at", "returned_at",
)  # fmt: skip


@leads.post("/{uuid:lead_id}/assign", response=AssignmentOut)
def assign_lead(request: Call, lead_id: UUID, payload: Assigning) -> HttpResponse:
    """Let the routing table choose an owner, or hand the lead to a person with a reason."""
    with lead_as_seen(request, lead_id):
        if payload.person:
            made = actions.reassign(
                lead_id,
                payload.person,
                reason=payload.reason,
                by=request.auth,
                at=request.at,
                run=payload.run,
            )
        else:
            made = actions.assign(lead_id, payload.run, by=request.auth, at=request.at)
    return answer(_told(Assignment.objects.filter(pk=made.pk).values(*_COLUMNS)[0], request))


@router.get("", response=page_schema(AssignmentOut))
def list_assignments(request: Call, which: Query[WhichAssignments], paging: Query[Paging]) -> HttpResponse:
    """Every choice about the leads that one may see, with its trace; the latest made first."""
    ask_any(request.auth, "lead.read")
    rows = visible(Assignment.objects.all(), request.auth, "lead.read", "lead__owner", "lead__ae")
    if which.lead:
        rows = rows.filter(lead=which.lead)
    if which.run:
        rows = rows.filter(run=which.run)
    if which.person:
        rows = rows.filter(person__handle=request.auth.handle if which.person == "me" else which.person)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-id",))
    return answer({"items": [_told(item, request) for item in items], "next_cursor": following})


def _told(row: dict[str, Any], request: Call) -> dict[str, Any]:
    language = language_of(request)
    translate = translator(language)

    def speak(stored: Mapping[str, Any]) -> str:
        return told(stored, language, translate) if stored.get("says") else ""

    trace = traced(row.pop("way__told"), row.pop("own"), row["because"])
    return row | {
        "person": row.pop("person__handle"),
        "because": speak(row["because"]),
        "steps": [{**step, "because": speak(step["because"])} for step in trace.get("steps", ())],
        "passed_over": [
            {"person": one.person, "code": one.code.value, "because": one.because.spoken(language, translate)}
            for one in passed_over_in(trace)
        ],
    }


class WhichFairness(Schema):
    run: Run = "sdr"
    days: int = Field(30, ge=1, le=MOST_DAYS, description="what was given in so many days")


class FairOut(Schema):
    person: str = Field(description="handle")
    name: str
    weight: int
    turns: int = Field(description="taken so far, without those given back")
    expected: float = Field(description="what the weights promise of all turns so far")
    difference: float
    by_turn: int
    as_owner: int = Field(description="the company was theirs: no turn")
    by_hand: int
    returned: int = Field(description="of the turns in the period")


class FairnessOut(Schema):
    """Turns against weights (RT-10)."""

    run: Run
    since: datetime
    until: datetime
    people: list[FairOut]


class Trying(Body):
    playbook: str = Field(
        max_length=100, examples=["article@2"], description="the version whose routes are tried"
    )
    run: Run = "sdr"
    last: int = Field(200, ge=1, le=MOST, description="how many of the latest leads")


class ShareOut(Schema):
    person: str | None = Field(None, description="handle; null: nobody")
    before: int
    after: int


class MovedOut(Schema):
    lead: UUID
    company: str
    before: str | None = None
    before_route: str
    before_because: str
    after: str | None = None
    after_route: str
    after_because: str


class TriedOut(Schema):
    """The latest leads by two routing tables (RT-9): how many each person gets, and who would change hands."""

    before: str
    after: str
    looked_at: int
    shares: list[ShareOut]
    moved: list[MovedOut]


@table.get("/fairness", response=FairnessOut)
def get_fairness(request: Call, which: Query[WhichFairness]) -> HttpResponse:
    """How fairly the rotation shares leads: everybody's turns against what their weights promise."""
    found = fairness(which.run, by=request.auth, at=request.at, days=which.days)
    return answer(fairness_shape(found))


class GivingOut(Body):
    run: Run = "sdr"
    most: int = Field(1000, ge=1, le=CHUNK, description="at most so many, the longest waiting first")


class GivenOutOut(Schema):
    assigned: int
    nobody: int = Field(description="for so many nobody could be found; their assignments say why")


@table.post("/assign", response=GivenOutOut)
def assign_waiting(request: Call, payload: GivingOut) -> HttpResponse:
    """Give out leads at work that nobody has, by the routing table and in turn.

    Call again while `assigned` and `nobody` together are `most`; those for whom nobody was found wait on.
    """
    given = actions.assign_waiting(payload.run, by=request.auth, at=request.at, most=payload.most)
    return answer({"assigned": given.assigned, "nobody": given.nobody})


@table.post("/trial", response=TriedOut)
def try_routing(request: Call, payload: Trying) -> HttpResponse:
    """Try another version's routes on the latest leads. Nothing is written, and no turn is taken."""
    ask_any(request.auth, "playbook.read")
    book = book_of(version_stamped(payload.playbook))
    tried = try_routes(book, payload.run, last=payload.last, by=request.auth, at=request.at)
    language = language_of(request)
    translate = translator(language)
    return answer(tried_shape(tried, lambda one: one.spoken(language, translate)))
