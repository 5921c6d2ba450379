"""/webhooks: where events go, and the log of what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from tasuki.integrations.webhooks import actions
from tasuki.integrations.webhooks.models import Attempt, Endpoint, Message
from tasuki.integrations.webhooks.queries import endpoint_for, endpoints, log_of
from tasuki.integrations.webhooks.sending import id_of
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema

router = Router(tags=["webhooks"])


class WebhookOut(Schema):
    id: UUID
    url: str = Field(examples=["https://erp.example.com/hooks/tasuki"])
    description: str
    codes: list[str] = Field(description="events it hears of; empty: all", examples=[["opportunity.won"]])
    owner: str = Field(description="handle; told when it fails for good")
    created_at: datetime
    disabled_at: datetime | None = None
    disabled_because: str = Field(description="by_hand, gone (410) or failing (5 days)")
    failures: int = Field(description="in a row")
    failing_since_at: datetime | None = None
    old_until_at: datetime | None = Field(None, description="until when the secret before signs as well")


class FreshWebhook(WebhookOut):
    secret: str = Field(description="shown this once", examples=["whsec_…"])


class NewWebhook(Body):
    url: str = Field(max_length=2000, examples=["https://erp.example.com/hooks/tasuki"])
    codes: list[str] = Field([], max_length=200, examples=[["opportunity.won", "opportunity.lost"]])
    description: str = Field("", max_length=200)


class WebhookChange(Body):
    """What is left out stays."""

    url: str | None = Field(None, max_length=2000)
    codes: list[str] | None = Field(None, max_length=200)
    description: str | None = Field(None, max_length=200)


class Since(Body):
    since: AwareDatetime


class HowManyMessages(Schema):
    count: int


class AttemptOut(Schema):
    at: datetime
    milliseconds: int
    status: int = Field(description="0: nobody answered")
    error: str
    request_headers: dict[str, str]
    request_body: str
    response_headers: dict[str, str]
    response_body: str


class MessageOut(Schema):
    id: UUID
    webhook_id: str = Field(
        description="the header's; the same for every attempt and replay", examples=["evt_815"]
    )
    code: str
    state: str = Field(examples=["sent"], description="waiting, sent or failed")
    made_at: datetime
    due_at: datetime
    attempts: list[AttemptOut]


@router.get("", response=page_schema(WebhookOut))
def list_webhooks(request: Call, paging: Query[Paging]) -> HttpResponse:
    """Every endpoint, the newest first."""
    rows = endpoints(request.auth)
    keys, following = page_of(rows, paging, "id", order=("-created_at", "-id"))
    page = rows.filter(pk__in=[row["id"] for row in keys])
    return answer({"items": [webhook_shape(row) for row in page], "next_cursor": following})


@router.post("", response={201: FreshWebhook})
def create_webhook(request: Call, payload: NewWebhook) -> HttpResponse:
    """Another program hears of events from now on. The secret is shown this once."""
    endpoint, secret = actions.add(
        payload.url, by=request.auth, at=request.at, codes=payload.codes, description=payload.description
    )
    shown = {**webhook_shape(endpoint), "secret": secret}
    return answer(shown, 201, location=f"{request.path}/{endpoint.pk}")


@router.get("/{uuid:webhook_id}", response=WebhookOut)
def get_webhook(request: Call, webhook_id: UUID) -> HttpResponse:
    return answer(webhook_shape(endpoint_for(request.auth, webhook_id)))


@router.patch("/{uuid:webhook_id}", response=WebhookOut)
def change_webhook(request: Call, webhook_id: UUID, payload: WebhookChange) -> HttpResponse:
    """Its address, its events, what it is for."""
    given = payload.model_dump(exclude_none=True)
    return answer(webhook_shape(actions.edit(webhook_id, by=request.auth, at=request.at, **given)))


@router.delete("/{uuid:webhook_id}", response={204: None})
def remove_webhook(request: Call, webhook_id: UUID) -> HttpResponse:
    """It is gone, and its log with it."""
    actions.remove(webhook_id, by=request.auth, at=request.at)
    return HttpResponse(status=204)


@router.post("/{uuid:webhook_id}/rotate", response=FreshWebhook)
def rotate_webhook_secret(request: Call, webhook_id: UUID) -> HttpResponse:
    """A new secret, shown this once; the one before signs as well for 24 hours."""
    endpoint, secret = actions.rotate(webhook_id, by=request.auth, at=request.at)
    return answer({**webhook_shape(endpoint), "secret": secret})


@router.post("/{uuid:webhook_id}/enable", response=WebhookOut)
def enable_webhook(request: Call, webhook_id: UUID) -> HttpResponse:
    """It hears again, and what waits for it is sent."""
    return answer(webhook_shape(actions.enable(webhook_id, by=request.auth, at=request.at)))


@router.post("/{uuid:webhook_id}/disable", response=WebhookOut)
def disable_webhook(request: Call, webhook_id: UUID) -> HttpResponse:
    """Nothing is sent there any more."""
    return answer(webhook_shape(actions.disable(webhook_id, by=request.auth, at=request.at)))


@router.post("/{uuid:webhook_id}/test", response={202: MessageOut})
def test_webhook(request: Call, webhook_id: UUID) -> HttpResponse:
    """A message of type webhook.tested is on its way."""
    return answer(message_shape(actions.send_test(webhook_id, by=request.auth, at=request.at)), 202)


@router.post("/{uuid:webhook_id}/replay", response={202: HowManyMessages})
def replay_webhook_messages(request: Call, webhook_id: UUID, payload: Since) -> HttpResponse:
    """Every event since a moment once more, with the same ids."""
    return answer(
        {"count": actions.replay_since(webhook_id, payload.since, by=request.auth, at=request.at)}, 202
    )


@router.get("/{uuid:webhook_id}/messages", response=page_schema(MessageOut))
def list_webhook_messages(request: Call, webhook_id: UUID, paging: Query[Paging]) -> HttpResponse:
    """What was and is to be sent, with every attempt, the newest first."""
    rows = log_of(request.auth, webhook_id)
    keys, following = page_of(
        Message.objects.filter(endpoint=webhook_id), paging, "id", order=("-made_at", "-id")
    )
    page = rows.filter(pk__in=[row["id"] for row in keys])
    return answer({"items": [message_shape(row) for row in page], "next_cursor": following})


@router.post("/{uuid:webhook_id}/messages/{uuid:message_id}/replay", response={202: MessageOut})
def replay_webhook_message(request: Call, webhook_id: UUID, message_id: UUID) -> HttpResponse:
    """One message once more, with the same id."""
    found = actions.replay(webhook_id, message_id, by=request.auth, at=request.at)
    return answer(message_shape(found), 202)


def webhook_shape(row: Endpoint) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": row.url,
        "description": row.description,
        "codes": row.codes,
        "owner": row.owner.handle,
        "created_at": row.created_at,
        "disabled_at": row.disabled_at,
        "disabled_because": row.disabled_because,
        "failures": row.failures,
        "failing_since_at": row.failing_since_at,
        "old_until_at": row.old_until_at,
    }


def message_shape(row: Message) -> dict[str, Any]:
    tries = sorted(row.tries.all(), key=lambda one: (one.at, one.pk))
    return {
        "id": row.pk,
        "webhook_id": id_of(row),
        "code": row.code,
        "state": row.state,
        "made_at": row.made_at,
        "due_at": row.due_at,
        "attempts": [_attempt(one) for one in tries],
    }


def _attempt(row: Attempt) -> dict[str, Any]:
    names = (
        "at",
        "milliseconds",
        "status",
        "error",
        "request_headers",
        "request_body",
        "response_headers",
        "response_body",
    )
    return {name: getattr(row, name) for name in names}
