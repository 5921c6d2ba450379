"""Webhooks, received by a server of our own and verified by the standard's own library."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tasuki.integrations.webhooks import actions, sending
from tasuki.integrations.webhooks.models import Attempt, Endpoint, Message
from tasuki.integrations.webhooks.schedule import GIVEN_UP_AFTER, RETRIES
from tasuki.integrations.webhooks.telling import tell
from tasuki.notices.tests.sinks import Answer, Received, http_server
from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal import append as journal
from tasuki.platform.journal.append import Entry
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow

As = Callable[[Person], Actor]
SECOND = timedelta(seconds=1)


@dataclass
class Receiver:
    """A program that hears of events: what it was sent, and what it answers."""

    url: str = ""
    says: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    box: list[Received] = field(default_factory=list)

    def respond(self, request: Received) -> Answer:
        self.box.append(request)
        return self.says, self.headers, b"seen"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.TASUKI_WEBHOOK_ALLOW = "127.0.0.0/8"
    here = Receiver()
    with http_server(here.respond) as address:
        here.url = f"{address}/hooks"
        yield here


@pytest.fixture
def kei_(kei: Person, as_: As) -> Actor:
    return as_(kei)


@pytest.fixture
def happen(db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Event]:
    """``happen("opportunity.won")``: it stands in the journal and was told to those who listen."""
    monkeypatch.setattr(journal, "_listeners", [])

    def told(code: str, origin: str = "native") -> Event:
        with transaction.atomic():
            journal.append(Entry(code, at, SYSTEM, "lead", new_id(at), origin=origin, data={"n": 1}))
        event = Event.objects.latest("seq")
        tell([event], at)
        return event

    return told


def verified(request: Received, secret: str) -> Any:
    """By the standard's own library, whose clock is asked to stand where ours does."""
    return Webhook(secret).verify(request.body, dict(request.headers))


@pytest.fixture(autouse=True)
def _the_receivers_clock(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from standardwebhooks import webhooks as standard

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return at.astimezone(tz)

    monkeypatch.setattr(standard, "datetime", Clock)


def test_an_event_arrives_signed_as_the_standard_says_in_its_public_shape(
    receiver: Receiver, kei_: Actor, happen: Callable[..., Event], at: datetime
) -> None:
    endpoint, secret = actions.add(receiver.url, by=kei_, at=at, codes=["opportunity.won"])
    assert secret.startswith("whsec_")
    happen("opportunity.lost")
    event = happen("opportunity.won")
    assert sending.send_due(endpoint.pk, at) == 1
    (request,) = receiver.box
    payload = verified(request, secret)
    assert (payload["type"], payload["timestamp"]) == ("opportunity.won", "2026-11-20T06:00:00Z")
    assert payload["data"] == {
        **payload["data"],
        "id": event.seq,
        "code": "opportunity.won",
        "data": {"n": 1},
    }
    assert request.headers["webhook-id"] == f"evt_{event.seq}"
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 43 + "=").verify(request.body, dict(request.headers))


def test_while_a_secret_is_replaced_both_verify_and_afterwards_only_the_new_one(
    receiver: Receiver, kei_: Actor, happen: Callable[..., Event], at: datetime
) -> None:
    endpoint, before = actions.add(receiver.url, by=kei_, at=at)
    _, after = actions.rotate(endpoint.pk, by=kei_, at=at, overlap=timedelta(hours=1))
    happen("lead.captured")
    sending.send_due(endpoint.pk, at)
    for secret in (before, after):
        assert verified(receiver.box[0], secret)
    Endpoint.objects.update(old_until_at=at)
    happen("lead.captured")
    sending.send_due(endpoint.pk, at)
    assert verified(receiver.box[1], after)
    with pytest.raises(WebhookVerificationError):
        verified(receiver.box[1], before)


def test_a_receiver_that_fails_is_tried_again_later_and_later_with_the_same_id(
    receiver: Receiver, kei_: Actor, happen: Callable[..., Event], at: datetime
) -> None:
    endpoint, _ = actions.add(receiver.url, by=kei_, at=at)
    happen("lead.captured")
    receiver.says, moment = 503, at
    for wait in RETRIES:
        assert sending.send_due(endpoint.pk, moment) == 0
        assert Message.objects.get().due_at == moment + wait
        moment += wait
    sending.send_due(endpoint.pk, moment)
    assert Message.objects.get().state == "failed"
    assert len({request.headers["webhook-id"] for request in receiver.box}) == 1
    assert list(Attempt.objects.values_list("status", flat=True)) == [503] * (len(RETRIES) + 1)


def test_a_receiver_that_is_gone_is_disabled_at_once_and_the_owner_is_told(
    receiver: Receiver, kei: Person, kei_: Actor, happen: Callable[..., Event], at: datetime
) -> None:
    endpoint, _ = actions.add(receiver.url, by=kei_, at=at)
    happen("lead.captured")
    receiver.says = 410
    sending.send_due(endpoint.pk, at)
    endpoint.refresh_from_db()
    assert (endpoint.disabled_at, endpoint.disabled_because) == (at, "gone")
    assert Event.objects.get(code="webhook.disabled").data["owner"] == str(kei.pk)
    happen("lead.captured")
    assert Message.objects.count() == 1
    with pytest.raises(NotPossibleNow):
        actions.send_test(endpoint.pk, by=kei_, at=at)


def test_a_receiver_that_takes_nothing_for_five_days_is_disabled_and_one_success_forgives(
    receiver: Receiver, kei_: Actor, happen: Callable[..., Event], at: datetime
) -> None:
    endpoint, _ = actions.add(receiver.url, by=kei_, at=at)
    for says in (500, 200, 500):
        receiver.says = says
        happen("lead.captured")
        sending.send_due(endpoint.pk, at)
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since_at) == (1, at)
    sending.send_due(endpoint.pk, at + GIVEN_UP_AFTER)
    endpoint.refresh_from_db()
    assert endpoint.disabled_because == "failing"


def test_a_redirect_is_not_followed(
    receiver: Receiver, kei_: Actor, happen: Callable[..., Event], at: datetime
) -> None:
    endpoint, _ = actions.add(receiver.url, by=kei_, at=at)
    receiver.says, receiver.headers = 302, {"Location": receiver.url}
    happen("lead.captured")
    assert sending.send_due(endpoint.pk, at) == 0
    assert len(receiver.box) == 1


def test_a_message_is_replayed_with_its_id_and_so_is_everything_since_a_moment(
    receiver: Receiver, kei_: Actor, happen: Callable[..., Event], at: datetime
) -> None:
    early = happen("lead.captured")
    endpoint, _ = actions.add(receiver.url, by=kei_, at=at, codes=["lead.captured"])
    happen("lead.captured")
    assert sending.send_due(endpoint.pk, at) == 1
    actions.replay(endpoint.pk, Message.objects.get().pk, by=kei_, at=at)
    assert sending.send_due(endpoint.pk, at) == 1
    assert receiver.box[0].headers["webhook-id"] == receiver.box[1].headers["webhook-id"]
    assert actions.replay_since(endpoint.pk, at, by=kei_, at=at) == 2
    assert sending.send_due(endpoint.pk, at) == 2
    assert {request.headers["webhook-id"] for request in receiver.box} >= {f"evt_{early.seq}"}


def test_a_test_message_tries_the_receiver_out(receiver: Receiver, kei_: Actor, at: datetime) -> None:
    endpoint, secret = actions.add(receiver.url, by=kei_, at=at)
    actions.send_test(endpoint.pk, by=kei_, at=at)
    assert sending.send_due(endpoint.pk, at) == 1
    assert verified(receiver.box[0], secret)["type"] == "webhook.tested"
    assert Attempt.objects.get().response_body == "seen"


def test_imported_rows_are_not_told_one_by_one(
    receiver: Receiver, kei_: Actor, happen: Callable[..., Event], at: datetime
) -> None:
    actions.add(receiver.url, by=kei_, at=at)
    happen("lead.captured", origin="import")
    assert not Message.objects.exists()


def test_what_cannot_be_an_endpoint_is_refused_with_every_reason(
    kei_: Actor, at: datetime, settings: Any
) -> None:
    settings.TASUKI_WEBHOOK_ALLOW = ""
    for url in (
        "http://example.com",
        "https://10.0.0.1/x",
        "https://localhost/x",
        "https://a:b@example.com",
        "nonsense",
    ):
        with pytest.raises(Invalid) as refused:
            actions.add(url, by=kei_, at=at, codes=["lead.eaten"])
        assert {one.pointer for one in refused.value.problems} == {"/url", "/codes"}


def test_only_revops_and_admin_send_events_elsewhere(aoi: Person, mio: Person, as_: As, at: datetime) -> None:
    for person in (aoi, mio):
        with pytest.raises(Forbidden):
            actions.add("https://example.com/x", by=as_(person), at=at)


def test_the_secret_is_kept_sealed(receiver: Receiver, kei_: Actor, at: datetime) -> None:
    endpoint, secret = actions.add(receiver.url, by=kei_, at=at)
    assert secret not in json.dumps(list(Endpoint.objects.values()), default=str)
    assert sending.keys_of(endpoint, at) == [secret]
