"""/opportunities/{id}/next-steps: what happens next, by whom, by when (O-12)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body as InBody
from ninja import Field, Router

from tasuki.platform.http.call import Call
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.hiding import hiding
from tasuki.platform.http.json import answer
from tasuki.platform.http.schemas import Body
from tasuki.platform.refusals import NotFound
from tasuki.records.models import NextStep
from tasuki.rules import dossier
from tasuki.stages.pipeline import actions
from tasuki.stages.pipeline.api.shapes import StepOut, step
from tasuki.stages.pipeline.queries import opportunity_for

router = Router(tags=["opportunities"])


class NewStep(Body):
    action: str = Field(max_length=300, examples=["デモ"])
    due_on: date
    owner: str = Field("", max_length=60, description="handle; else the deal's owner")


StepChanges = Annotated[
    dict[str, Any], shaped_like(dossier.NextStep, {"due_on": "2026-12-04", "owner": "ren"}), InBody()
]


@router.post("/{uuid:opportunity_id}/next-steps", response={201: StepOut})
def add_next_step(request: Call, opportunity_id: UUID, payload: NewStep) -> HttpResponse:
    """What happens next, by whom, by when (O-12)."""
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        made = actions.add_next_step(opportunity_id, by=request.auth, at=request.at, **payload.model_dump())
    return answer(step(made), 201)


@router.patch("/{uuid:opportunity_id}/next-steps/{uuid:step_id}", response=StepOut)
def change_next_step(
    request: Call, opportunity_id: UUID, step_id: UUID, payload: StepChanges
) -> HttpResponse:
    """Say it better, give it to somebody else, or another day ahead."""
    _require(opportunity_id, step_id)
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        changed = actions.change_next_step(step_id, payload, by=request.auth, at=request.at)
    return answer(step(changed))


@router.delete("/{uuid:opportunity_id}/next-steps/{uuid:step_id}", response=StepOut)
def cancel_next_step(request: Call, opportunity_id: UUID, step_id: UUID) -> HttpResponse:
    """It will not happen; the journal keeps what it was."""
    _require(opportunity_id, step_id)
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        gone = actions.cancel_next_step(step_id, by=request.auth, at=request.at)
    return answer(step(gone))


@router.post("/{uuid:opportunity_id}/next-steps/{uuid:step_id}/done", response=StepOut)
def finish_next_step(request: Call, opportunity_id: UUID, step_id: UUID) -> HttpResponse:
    """The step was taken."""
    _require(opportunity_id, step_id)
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        done = actions.finish_next_step(step_id, by=request.auth, at=request.at)
    return answer(step(done))


@router.post("/{uuid:opportunity_id}/next-steps/{uuid:step_id}/reopen", response=StepOut)
def reopen_next_step(request: Call, opportunity_id: UUID, step_id: UUID) -> HttpResponse:
    """It was not done after all."""
    _require(opportunity_id, step_id)
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        opened = actions.reopen_next_step(step_id, by=request.auth, at=request.at)
    return answer(step(opened))


def _require(opportunity_id: UUID, step_id: UUID) -> None:
    if not NextStep.objects.filter(pk=step_id, opportunity=opportunity_id).exists():
        raise NotFound("next step", step_id)
