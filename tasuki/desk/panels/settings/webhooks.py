"""Webhooks: the endpoints and how they do; one endpoint with its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, retyped, ticks, told
from tasuki.desk.refused import Refused
from tasuki.integrations.webhooks.models import Attempt, Endpoint, Message
from tasuki.integrations.webhooks.queries import endpoint_for, endpoints, log_of
from tasuki.integrations.webhooks.sending import TEST, id_of
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.journal.catalogue import EVENTS
from tasuki.rules.wording import N_

SHOWN = 30
STATES: Mapping[str, tuple[str, str]] = {
    "waiting": (N_("waiting"), "pending"),
    "sent": (N_("sent"), "granted"),
    "failed": (N_("failed"), "refused"),
}
BECAUSE: Mapping[str, str] = {
    "by_hand": N_("Disabled by hand."),
    "gone": N_("Disabled because it answered 410: it is gone."),
    "failing": N_("Disabled because nothing arrived for five days."),
}


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    """``is_open``: the list of events is unfolded, because something about it is to be mended."""

    rows: tuple[Endpoint, ...]
    fields: tuple[Field, ...]
    events: tuple[Field, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of the log in words; ``tone`` colours its state."""

    message: Message
    webhook_id: str
    said: str
    state: str
    tone: str
    tries: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """``secret`` is the one just made, which is shown this once."""

    endpoint: Endpoint
    because: str
    fields: tuple[Field, ...]
    events: tuple[Field, ...]
    is_open: bool
    since: tuple[Field, ...]
    log: tuple[Sent, ...]
    following: str | None
    secret: str


def webhooks_page(
    *, by: Actor, refused: Refused | None = None, typed: Mapping[str, str] | None = None
) -> WebhooksPage:
    """Raises `Forbidden`."""
    *fields, events = told(retyped(_fields("", "", ()), typed), refused)
    return WebhooksPage(tuple(endpoints(by)), tuple(fields), (events,), bool(events.problem))


def webhook_page(
    endpoint_id: UUID,
    asked: Mapping[str, str],
    *,
    by: Actor,
    secret: str = "",
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> WebhookPage:
    """Raises `Forbidden`, `NotFound`."""
    endpoint = endpoint_for(by, endpoint_id)
    paging = Paging(cursor=asked.get("cursor") or None, limit=SHOWN)
    keys, following = page_of(
        Message.objects.filter(endpoint=endpoint), paging, "id", order=("-made_at", "-id")
    )
    log = log_of(by, endpoint_id).filter(pk__in=[row["id"] for row in keys])
    asked_for = typed if typed and "url" in typed else None
    *fields, events = told(
        retyped(_fields(endpoint.url, endpoint.description, endpoint.codes), asked_for), refused
    )
    since = (Field("since", gettext("Every event since"), "moment", required=True),)
    return WebhookPage(
        endpoint=endpoint,
        because=gettext(BECAUSE[endpoint.disabled_because]) if endpoint.disabled_because else "",
        fields=tuple(fields),
        events=(events,),
        is_open=bool(events.problem),
        since=told(retyped(since, typed if typed and "since" in typed else None), refused),
        log=tuple(_sent(one) for one in log),
        following=following,
        secret=secret,
    )


def _sent(one: Message) -> Sent:
    label, tone = STATES[one.state]
    said = gettext("A test.") if one.code == TEST else gettext(EVENTS.get(one.code, one.code))
    tries = tuple(sorted(one.tries.all(), key=lambda attempt: (attempt.at, attempt.pk)))
    return Sent(one, id_of(one), said, gettext(label), tone, tries)


def _fields(url: str, description: str, codes: list[str] | tuple[str, ...]) -> tuple[Field, ...]:
    return (
        Field("url", gettext("Address"), value=url, required=True, placeholder="https://"),
        Field("description", gettext("What it is for"), value=description),
        Field(
            "codes",
            gettext("Events"),
            "checks",
            "\n".join(codes),
            ticks(((code, gettext(said)) for code, said in EVENTS.items()), codes),
            help=gettext("None ticked: every event."),
        ),
    )
