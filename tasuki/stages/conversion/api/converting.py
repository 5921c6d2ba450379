"""/leads/{id}/convert: preview and convert one lead, or many in one call."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Header, Router

from tasuki.platform.access.actor import visible
from tasuki.platform.http.call import Call
from tasuki.platform.http.facts import example_beside, shaped_like
from tasuki.platform.http.json import answer
from tasuki.platform.language import language_of, translator
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, Refusal, invalid
from tasuki.records.models import Lead
from tasuki.records.queries import LEAD_OWNERS
from tasuki.records.seen import lead_as_seen
from tasuki.rules.reading import Unreadable, read
from tasuki.rules.wording import N_
from tasuki.stages.conversion import actions
from tasuki.stages.conversion.actions.bulk import MOST, Result
from tasuki.stages.conversion.api.shapes import BatchItem, BatchRequest, Converted, PreviewOut, Results
from tasuki.stages.conversion.input import ConvertInput, read_input
from tasuki.stages.conversion.kept_results import result_spoken
from tasuki.stages.conversion.outcome import Outcome
from tasuki.stages.conversion.previewing import preview_spoken

router = Router(tags=["conversion"])
EXAMPLE = example_beside(__file__, "convert")
ConvertBody = Annotated[dict[str, Any], shaped_like(ConvertInput, EXAMPLE), Body()]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


@router.post("/{uuid:lead_id}/convert/preview", response=PreviewOut)
def preview_conversion(request: Call, lead_id: UUID, payload: ConvertBody) -> HttpResponse:
    """What a conversion would create, link, ask and leave behind. Writes nothing."""
    asked = read_input(payload)
    with lead_as_seen(request, lead_id):
        plan = actions.preview(lead_id, asked, by=request.auth, at=request.at)
    language = language_of(request)
    return answer(preview_spoken(plan, language, translator(language)))


@router.post("/{uuid:lead_id}/convert", response={200: Converted, 201: Converted, 202: Converted})
def convert_lead(
    request: Call, lead_id: UUID, payload: ConvertBody, idempotency_key: IdempotencyKey = None
) -> HttpResponse:
    """Make the lead an opportunity: 201; 202 when it waits for an approval; 200 when an earlier call did it already.

    409 carries every finding of the gate. Send an ``Idempotency-Key`` and repeat the call as often as you like.
    """
    asked = read_input(payload)
    with lead_as_seen(request, lead_id):
        outcome = actions.convert(
            lead_id, asked, by=request.auth, at=request.at, idempotency_key=idempotency_key or None
        )
    language = language_of(request)
    return answer(
        outcome.spoken(language, translator(language)),
        status_of(outcome),
        location=f"/api/v1/conversions/{outcome.conversion_id}",
    )


def status_of(outcome: Outcome) -> int:
    if not outcome.created:
        return 200
    return 202 if outcome.pending else 201


@router.post("/convert", response=Results)
def convert_leads(request: Call, payload: BatchRequest) -> HttpResponse:
    """Convert up to 200 leads. ``results`` stand in the order of ``items``: some succeed, others are refused."""
    if len(payload.items) > MOST:
        text = N_(
            "At most %(most)s leads in one call, not %(count)s: send them to POST /api/v1/conversions/batches, "
            "which works them off and shows the progress."
        )
        raise invalid("/items", text, "too_many", most=MOST, count=len(payload.items))
    read_items = [item_of(item, f"/items/{index}/input") for index, item in enumerate(payload.items)]
    items = [item for item in read_items if isinstance(item, actions.Item)]
    done = iter(_hiding(actions.convert_many(items, by=request.auth, at=request.at), items, request))
    results = [item if isinstance(item, Refusal) else next(done) for item in read_items]
    language = language_of(request)
    shown = [
        result_spoken(item.lead_id, result, language, translator(language))
        for item, result in zip(payload.items, results, strict=True)
    ]
    return answer({"results": shown})


def item_of(item: BatchItem, pointer: str) -> actions.Item | Invalid:
    """The item as the action takes it, or everything that is wrong with its input."""
    try:
        asked = read(ConvertInput, item.input, pointer)
    except Unreadable as unreadable:
        return Invalid(unreadable.problems)
    return actions.Item(item.lead_id, asked, item.idempotency_key)


def _hiding(results: list[Result], items: list[actions.Item], request: Call) -> list[Result]:
    """Leads that the caller may not even see do not exist."""
    refused = {
        item.lead_id for item, result in zip(items, results, strict=True) if isinstance(result, Forbidden)
    }
    if not refused:
        return results
    rows = visible(Lead.objects.filter(pk__in=refused), request.auth, "lead.read", *LEAD_OWNERS)
    hidden = refused - set(rows.values_list("pk", flat=True))
    return [
        NotFound("lead", item.lead_id) if item.lead_id in hidden else result
        for item, result in zip(items, results, strict=True)
    ]
