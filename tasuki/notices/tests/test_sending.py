"""Letters leave: by mail through a real server, when and as often as their reader wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from time import monotonic
from typing import Any

import pytest

from tasuki.notices import actions, resting
from tasuki.notices.actions.choose import Chosen
from tasuki.notices.keeping import KEPT_READ, KEPT_UNREAD, forget_old
from tasuki.notices.models import Delivery, Notice
from tasuki.notices.sending import ON_ITS_WAY, ask_for_a_postman, send, send_due, take_the_next
from tasuki.notices.tests.conftest import Tell
from tasuki.notices.tests.sinks import Answer, Post, Received, http_server, post_office
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.rules.notices import RETRIES

As = Callable[[Person], Actor]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = office.host, office.port, False
        settings.TASUKI_URL = "https://sales.example.com"
        yield office


@pytest.fixture
def ren(ren: Person) -> Person:
    ren.email = "ren@example.co.jp"
    ren.save()
    return ren


def parts(post: Post, which: int = 0) -> tuple[str, str]:
    mail = post.box[which]
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_a_notice_arrives_by_mail_in_its_readers_language_as_text_and_as_html(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime
) -> None:
    (notice,) = happen("handoff.submitted", by=aoi)
    assert send_due(at) == 1
    text, html = parts(post)
    assert (
        post.box[0]["Subject"].strip() == "引き継ぎ(トスアップ)がAEの判断を待っています · 青空物流 山田 花子"
    )
    for said in (
        "林 蓮 様",
        "青空物流 山田 花子",
        "2026-11-20 15:00",
        f"https://sales.example.com/notices/{notice.pk}",
    ):
        assert said in text
        assert said in html
    assert post.box[0]["Message-ID"] == f"<{Delivery.objects.get().pk}@localhost>"
    assert Delivery.objects.get().state == "sent"
    assert send_due(at + 9 * MINUTE) == 0


def test_an_english_reader_is_written_to_in_english(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime
) -> None:
    Person.objects.filter(pk=ren.pk).update(language="en")
    happen("handoff.submitted", by=aoi)
    send_due(at)
    assert "Dear 林 蓮," in parts(post)[0]
    assert "A handoff awaits the AE's answer" in parts(post)[0]


def test_what_is_wanted_daily_leaves_together_in_the_morning(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime, as_: As
) -> None:
    wishes = Chosen(ways={("handoff_submitted", "email"): "daily"}, digest_at=time(9))
    actions.choose(ren.pk, wishes, by=as_(ren))
    happen("handoff.submitted", by=aoi)
    happen("handoff.submitted", by=aoi)
    assert send_due(at) == 0
    morning = at + timedelta(hours=18)  # Saturday, 09:00 in Tokyo
    assert send_due(morning - MINUTE) == 0
    assert send_due(morning) == 2
    assert len(post.box) == 1
    assert post.box[0]["Subject"] == "Tasukiからの通知 2件"


def test_in_quiet_hours_nothing_leaves_until_they_end(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime, as_: As
) -> None:
    actions.choose(ren.pk, Chosen(quiet=(time(14), time(18))), by=as_(ren))
    happen("handoff.submitted", by=aoi)
    assert send_due(at) == 0
    assert send_due(at + timedelta(hours=3)) == 1


def test_what_comes_late_or_is_tried_again_leaves_in_nobodys_quiet_hours(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime, as_: As
) -> None:
    quiet = time(15, 1), time(18)  # it is three in the afternoon in Tokyo
    actions.choose(ren.pk, Chosen(quiet=quiet), by=as_(ren))
    happen("handoff.submitted", by=aoi)
    post.says = "451 try later"
    assert send_due(at) == 0
    post.says = "250 OK"
    assert send_due(at + 2 * MINUTE) == 0, "the next try lies in the quiet hours"
    row = Delivery.objects.get()
    assert (row.due_at, row.attempts) == (at + timedelta(hours=3), 1)
    assert not post.box
    assert send_due(at + timedelta(hours=3)) == 1


def test_a_server_that_is_busy_is_tried_again_later_and_at_last_given_up(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime
) -> None:
    happen("handoff.submitted", by=aoi)
    post.says = "451 try later"
    moment = at
    for wait in RETRIES:
        assert send_due(moment) == 0
        row = Delivery.objects.get()
        assert (row.state, row.due_at) == ("waiting", moment + wait)
        assert "451" in row.error
        moment += wait
    send_due(moment)
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == ("failed", len(RETRIES) + 1)


@pytest.fixture
def slack(settings: Any) -> Iterator[list[Answer]]:
    """What a Slack answers to each message, one after the other; then it takes them all."""
    answers: list[Answer] = []

    def respond(request: Received) -> Answer:
        if "lookupByEmail" in request.path:
            return 200, {}, b'{"ok": true, "user": {"id": "U07"}}'
        return answers.pop(0) if answers else (200, {}, b'{"ok": true}')

    with http_server(respond) as address:
        settings.TASUKI_SLACK_API, settings.TASUKI_SLACK_TOKEN = address, "xoxb-1"
        yield answers


def test_letters_of_a_channel_that_does_not_answer_wait_and_hold_up_no_others(
    aoi: Person, ren: Person, happen: Tell, post: Post, slack: list[Answer], at: datetime, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    reached, settings.EMAIL_HOST = settings.EMAIL_HOST, "127.0.0.2"
    (first,) = happen("handoff.submitted", by=aoi)
    assert send_due(at) == 1, "what is for Slack leaves"
    (second,) = happen("handoff.submitted", by=aoi, when=at + MINUTE / 2)
    assert send_due(at + MINUTE / 2) == 1
    mails = Delivery.objects.filter(channel="email").order_by("notice__at")
    assert [(one.notice, one.attempts) for one in mails] == [(first, 1), (second, 0)]
    assert "Refused" in mails[0].error
    settings.EMAIL_HOST = reached
    assert send_due(at + MINUTE) == 0, "mail rests"
    monkeypatch.setattr(resting, "monotonic", lambda: monotonic() + resting.REST.total_seconds())
    assert send_due(at + MINUTE) == 2
    assert len(post.box) == 1


def test_slack_is_asked_again_no_sooner_than_it_wishes(
    aoi: Person, ren: Person, happen: Tell, slack: list[Answer], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen("handoff.submitted", by=aoi)
    slack.append((429, {"Retry-After": "150"}, b""))
    assert send_due(at) == 0
    assert Delivery.objects.get(channel="slack").due_at == at + timedelta(seconds=150)
    for seconds, sent in ((149, 0), (150, 1)):
        after = timedelta(seconds=seconds)
        monkeypatch.setattr(resting, "monotonic", lambda after=after: monotonic() + after.total_seconds())
        assert send_due(at + after) == sent


def test_a_token_that_slack_does_not_take_loses_no_letter(
    aoi: Person, ren: Person, happen: Tell, slack: list[Answer], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen("handoff.submitted", by=aoi)
    slack.append((200, {}, b'{"ok": false, "error": "invalid_auth"}'))
    assert send_due(at) == 0
    monkeypatch.setattr(resting, "monotonic", lambda: monotonic() + resting.REST.total_seconds())
    assert send_due(at + MINUTE) == 1


def test_an_address_that_does_not_exist_is_given_up_at_once(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime
) -> None:
    happen("handoff.submitted", by=aoi)
    post.says = "550 nobody here"
    send_due(at)
    row = Delivery.objects.get()
    assert (row.state, row.error) == ("failed", "550 nobody here")


def test_a_letter_whose_worker_died_is_carried_by_another_and_keeps_its_id(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime
) -> None:
    happen("handoff.submitted", by=aoi)
    dying = take_the_next(at)
    assert not take_the_next(at)
    send(dying, at)
    Delivery.objects.update(state="waiting")  # it left, and the worker died before it could say so
    assert send_due(at + ON_ITS_WAY) == 1
    assert post.box[0]["Message-ID"] == post.box[1]["Message-ID"]


def test_a_heartbeat_asks_for_one_postman_and_only_where_something_is_due(
    empty_queue: None, aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    asked = ProcrastinateJob.objects.filter(task_name="notices.send")
    ask_for_a_postman(at)
    assert not asked.exists()
    happen("handoff.submitted", by=aoi)
    ask_for_a_postman(at)
    ask_for_a_postman(at)
    assert asked.count() == 1


def test_a_letter_is_dropped_where_its_reader_has_left(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime
) -> None:
    happen("handoff.submitted", by=aoi)
    Person.objects.filter(pk=ren.pk).update(is_active=False)
    assert send_due(at) == 0
    assert Delivery.objects.get().state == "dropped"
    assert not post.box


def test_old_notices_go_with_their_letters_and_what_is_unread_stays_longer(
    aoi: Person, ren: Person, happen: Tell, post: Post, at: datetime, as_: As
) -> None:
    (read,), (unread,) = happen("handoff.submitted", by=aoi), happen("handoff.submitted", by=aoi)
    actions.read(read.pk, by=as_(ren), at=at)
    assert forget_old(at + KEPT_READ) == 0
    assert forget_old(at + KEPT_READ + MINUTE) == 1
    assert list(Notice.objects.all()) == [unread]
    assert forget_old(at + KEPT_UNREAD + MINUTE) == 1
    assert not Delivery.objects.exists()
