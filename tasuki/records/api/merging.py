"""The shapes of a merge and of its undoing, and the endpoints of accounts and contacts."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.platform.http.call import Call
from tasuki.platform.http.etag import expected_version
from tasuki.platform.http.json import answer
from tasuki.platform.http.schemas import Body, FieldError
from tasuki.platform.language import language_of, translator
from tasuki.records.actions import merging
from tasuki.records.merging.parting import Parted
from tasuki.records.merging.plan import MergePlan
from tasuki.records.merging.telling import told_parting, told_plan

Side = Literal["survivor", "gone"]


class Merging(Body):
    survivor_id: UUID = Field(description="the record that stays")
    rationale: str = Field("", max_length=5000)
    choices: dict[str, Side] = Field(
        {}, description="field → whose value is taken, unlike the plan", examples=[{"email": "gone"}]
    )
    dry_run: bool = Field(False, description="answer with the plan and write nothing")


class MergedField(Schema):
    name: str = Field(examples=["email"], description="also fields.NAME and answers.CRITERION")
    label: str
    survivor: Any
    gone: Any
    takes: Side
    because: str = Field(examples=["a person entered it on the one that stays"])


class MergedRows(Schema):
    place: str = Field(examples=["records.Touchpoint"])
    label: str = Field(examples=["touchpoints"])
    moves: int
    stays: int
    notes: list[str]


class MergePlanOut(Schema):
    """What a merge would do: the fields in which the two differ, the rows that follow, and what stands in the way."""

    subject: Literal["lead", "account", "contact"]
    survivor_id: UUID
    gone_id: UUID
    possible: bool
    blockers: list[FieldError]
    notes: list[str]
    fields: list[MergedField]
    rows: list[MergedRows]


class WhichUnmerge(Schema):
    dry_run: bool = Field(False, description="tell what would go back, and put nothing back")


class RestoredRows(Schema):
    place: str
    label: str
    rows: int


class KeptRow(Schema):
    place: str
    id: UUID
    reason: str


class UnmergeOut(Schema):
    """What went back, the survivor's fields that got their earlier value, and what could not be put back."""

    merge_id: UUID
    survivor_id: UUID
    gone_id: UUID
    fields: list[str]
    restored: list[RestoredRows]
    kept: list[KeptRow]


def plan_answer(plan: MergePlan, request: Call) -> HttpResponse:
    language = language_of(request)
    return answer(told_plan(plan, language, translator(language)))


def parted_answer(parted: Parted, request: Call) -> HttpResponse:
    language = language_of(request)
    return answer(told_parting(parted, language, translator(language)))


def add_merging(router: Router, subject: merging.Company, out: type[Schema], show: Any) -> None:
    """``POST /{id}/merge`` and ``POST /{id}/unmerge`` of accounts or contacts; ``show`` answers with one record."""

    def merge_record(request: Call, record_id: UUID, payload: Merging) -> HttpResponse:
        """This record is the same as another: what refers to it refers to the survivor, which comes back."""
        by, at, choices = request.auth, request.at, payload.choices
        if payload.dry_run:
            plan = merging.plan_merge(subject, record_id, payload.survivor_id, by=by, at=at, choices=choices)
            return plan_answer(plan, request)
        survivor = merging.merge(
            subject, record_id, payload.survivor_id, by=by, at=at, rationale=payload.rationale,
            version=expected_version(request), choices=choices,
        )  # fmt: skip
        found: HttpResponse = show(survivor.pk)
        return found

    def unmerge_record(request: Call, record_id: UUID, which: Query[WhichUnmerge]) -> HttpResponse:
        """Take a merge back: what followed goes back, unless somebody has changed it since."""
        parted = merging.unmerge(subject, record_id, by=request.auth, at=request.at, dry_run=which.dry_run)
        return parted_answer(parted, request)

    merge_record.__name__, unmerge_record.__name__ = f"merge_{subject}", f"unmerge_{subject}"
    router.post("/{uuid:record_id}/merge", response={200: out | MergePlanOut})(merge_record)
    router.post("/{uuid:record_id}/unmerge", response=UnmergeOut)(unmerge_record)
