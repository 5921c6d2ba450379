"""/conversions: what was decided and on what, undoing it, and batches of any size."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.language import language_of, translator
from tasuki.platform.refusals import Invalid
from tasuki.rules.wording import Language
from tasuki.stages.conversion import actions
from tasuki.stages.conversion.api.converting import item_of
from tasuki.stages.conversion.api.shapes import BatchOut, BatchRequest, ConversionOut, Voiding, VoidPlanOut
from tasuki.stages.conversion.keeping import spoken
from tasuki.stages.conversion.kept_results import told_result
from tasuki.stages.conversion.models import Batch, Conversion
from tasuki.stages.conversion.queries import conversion_for
from tasuki.stages.conversion.undo import VoidPlan

router = Router(tags=["conversion"])


@router.get("/{uuid:conversion_id}", response=ConversionOut)
def get_conversion(request: Call, conversion_id: UUID) -> HttpResponse:
    """The decision, the facts it stood on, and the lineage."""
    return answer(_shown(conversion_for(request.auth, conversion_id), language_of(request)))


@router.get("/{uuid:conversion_id}/void", response=VoidPlanOut)
def plan_void(request: Call, conversion_id: UUID) -> HttpResponse:
    """What a void would undo, what stays, and what stands in its way."""
    return _plan(request, actions.void_plan(conversion_id, by=request.auth, at=request.at))


@router.post("/{uuid:conversion_id}/void", response=VoidPlanOut)
def void_conversion(request: Call, conversion_id: UUID, payload: Voiding) -> HttpResponse:
    """Undo it inside its window: the opportunity is voided, the lead returns to discovery. 409 lists the blockers."""
    return _plan(request, actions.void(conversion_id, reason=payload.reason, by=request.auth, at=request.at))


@router.post("/batches", response={202: BatchOut})
def start_batch(request: Call, payload: BatchRequest) -> HttpResponse:
    """Convert any number of leads in the background; ask for the progress at Location."""
    read_items = [item_of(item, f"/items/{index}/input") for index, item in enumerate(payload.items)]
    problems = [problem for item in read_items if isinstance(item, Invalid) for problem in item.problems]
    if problems:
        raise Invalid(problems)
    items = [item for item in read_items if isinstance(item, actions.Item)]
    batch = actions.start_batch(items, by=request.auth, at=request.at)
    return answer(_progress(batch, language_of(request)), 202, location=f"{request.path}/{batch.pk}")


@router.get("/batches/{uuid:batch_id}", response=BatchOut)
def get_batch(request: Call, batch_id: UUID) -> HttpResponse:
    """How far one's own batch has come."""
    return answer(_progress(actions.batch_for(request.auth, batch_id), language_of(request)))


_OF_OTHERS = ("surroundings",)
"""What the dossier holds about other records and about whoever converted; a draft is tried on it, nobody reads it."""


def _shown(row: Conversion, language: Language) -> dict[str, Any]:
    names = (
        "lead_id", "opportunity_id", "account_id", "contact_id", "at", "by_id", "playbook", "verdict",
        "brief", "fit", "intent", "override", "made", "voidable_until", "voided_at", "voided_by_id",
        "void_reason",
    )  # fmt: skip
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "dossier": {name: facts for name, facts in row.dossier.items() if name not in _OF_OTHERS},
        "decision": spoken(row.decision, language, translator(language)),
        "joined": row.joined,
        "unmapped_fields": row.unmapped,
    }


def _plan(request: Call, plan: VoidPlan) -> HttpResponse:
    language = language_of(request)
    translate = translator(language)
    parts = {"undone": plan.undone, "stays": plan.stays, "blockers": plan.blockers}
    said = {name: [one.spoken(language, translate) for one in part] for name, part in parts.items()}
    return answer({"conversion_id": plan.conversion.pk, **said})


def _progress(batch: Batch, language: Language) -> dict[str, Any]:
    translate = translator(language)
    succeeded = sum(1 for result in batch.results if result["success"])
    return {
        "id": batch.pk,
        "state": batch.state,
        "total": batch.total,
        "done": batch.done,
        "succeeded": succeeded,
        "failed": batch.done - succeeded,
        "asked_at": batch.asked_at,
        "finished_at": batch.finished_at,
        "results": [told_result(one, language, translate) for one in batch.results],
    }
