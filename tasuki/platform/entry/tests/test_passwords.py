"""Passwords: what they must be, the ways to a new one, and the mail that brings it, through a real mail server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from tasuki.config.mail import MailServer, mail_server
from tasuki.platform.access.actor import Actor
from tasuki.platform.entry import forgotten, passwords
from tasuki.platform.entry.models import Key
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow, TooManyAttempts

As = Callable[[Person], Actor]
GOOD = "sixteen green umbrellas"
PLACE = "https://sales.example.com/sign-in/new-password/KEY"


class Post(Message):
    """A mail server that keeps what it was given."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.box: list[EmailMessage] = []

    def handle_message(self, message: Any) -> None:
        self.box.append(message_from_bytes(message.as_bytes(), policy=default))


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    kept = Post()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        host, port = free.getsockname()
    server = Controller(kept, hostname=host, port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_USE_TLS = False
    yield kept
    server.stop()


def codes_of(refusal: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {problem.code for problem in refusal.value.problems}


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("short", {"password_too_short"}),
        ("password123", {"password_too_common"}),
        ("93827401726354", {"password_entirely_numeric"}),
        ("blacktable1", {"password_too_similar"}),
        ("12345678", {"password_too_short", "password_too_common", "password_entirely_numeric"}),
        ("x" * 201, {"too_long"}),
        (GOOD, set()),
    ],
)
def test_everything_wrong_with_a_password_is_said_at_once_with_its_fix(
    password: str, wrong: set[str], aoi: Person
) -> None:
    aoi.email = "blacktable@example.co.jp"
    problems = list(passwords.bad_password(password, aoi))
    assert {problem.code for problem in problems} == wrong
    assert all(problem.remedy for problem in problems)


def test_a_link_lets_its_holder_choose_a_password_once(
    aoi: Person, kei: Person, as_: As, at: datetime
) -> None:
    secret = passwords.make_key(aoi.pk, by=as_(kei), at=at)
    assert not Key.objects.filter(digest__contains=secret).exists()
    assert passwords.holder_of(secret, at) == aoi
    with pytest.raises(Invalid) as refusal:
        passwords.choose_password(secret, "short", "other", at=at)
    assert codes_of(refusal) == {"password_too_short", "mismatch"}
    passwords.choose_password(secret, GOOD, GOOD, at=at)
    aoi.refresh_from_db()
    assert aoi.check_password(GOOD)
    with pytest.raises(Invalid) as refusal:
        passwords.choose_password(secret, GOOD, GOOD, at=at)
    assert codes_of(refusal) == {"unknown_key"}


def test_a_link_runs_out_and_a_newer_one_replaces_it(aoi: Person, kei: Person, as_: As, at: datetime) -> None:
    first = passwords.make_key(aoi.pk, by=as_(kei), at=at)
    with pytest.raises(Invalid):
        passwords.holder_of(first, at + timedelta(days=3))
    second = passwords.make_key(aoi.pk, by=as_(kei), at=at)
    with pytest.raises(Invalid):
        passwords.holder_of(first, at)
    Person.objects.filter(pk=aoi.pk).update(is_active=False)
    with pytest.raises(Invalid):
        passwords.holder_of(second, at)
    with pytest.raises(NotPossibleNow):
        passwords.make_key(aoi.pk, by=as_(kei), at=at)


def test_who_may_make_a_link_for_whom(aoi: Person, mio: Person, kei: Person, as_: As, at: datetime) -> None:
    admin = Person.objects.get(handle="admin")
    for by, whom in ((mio, aoi), (kei, admin)):
        with pytest.raises(Forbidden):
            passwords.make_key(whom.pk, by=as_(by), at=at)


def test_the_mail_is_in_both_languages_and_its_link_works(aoi: Person, post: Post, at: datetime) -> None:
    Person.objects.filter(pk=aoi.pk).update(email="aoi@example.co.jp")
    forgotten.send_link("aoi@example.co.jp", PLACE, at=at)
    (mail,) = post.box
    body = str(mail.get_content())
    assert mail["To"] == "aoi@example.co.jp"
    assert body.index("青木 葵さん") < body.index("Somebody asked for a new password for 青木 葵")
    (secret, again) = re.findall(r"new-password/([\w-]+)", body)
    assert secret == again
    assert passwords.choose_password(secret, GOOD, GOOD, at=at + timedelta(hours=1)) == aoi
    forgotten.send_link("aoi", PLACE, at=at)
    assert len(post.box) == 2
    newest = re.findall(r"new-password/([\w-]+)", post.box[1].get_content())[0]
    with pytest.raises(Invalid):
        passwords.holder_of(newest, at + timedelta(hours=2))


def test_nobody_learns_from_the_mail_who_is_here(aoi: Person, ren: Person, post: Post, at: datetime) -> None:
    Person.objects.filter(pk=ren.pk).update(email="ren@example.co.jp", is_active=False)
    for name in ("nobody@example.co.jp", "ren@example.co.jp", "aoi"):  # unknown, left, without an address
        forgotten.ask_for_link(name, PLACE, address="192.0.2.1", at=at)
        forgotten.send_link(name, PLACE, at=at)
    assert post.box == []


def test_links_are_not_asked_for_without_end(aoi: Person, at: datetime) -> None:
    for _ in range(3):
        forgotten.ask_for_link("aoi", PLACE, address="192.0.2.1", at=at)
    with pytest.raises(TooManyAttempts):
        forgotten.ask_for_link("AOI ", PLACE, address="192.0.2.2", at=at)
    forgotten.ask_for_link("aoi", PLACE, address="192.0.2.1", at=at + timedelta(hours=1))


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("", MailServer()),
        ("smtp://mail.example.com", MailServer("mail.example.com", 587, starttls=True)),
        ("smtps://u%40x:p%2Fw@mail.example.com", MailServer("mail.example.com", 465, "u@x", "p/w", tls=True)),
        ("smtp://127.0.0.1:2525?tls=0", MailServer("127.0.0.1", 2525)),
    ],
)
def test_the_mail_server_is_named_by_an_address(address: str, server: MailServer) -> None:
    assert mail_server(address) == server


def test_what_is_no_mail_server_is_said_when_the_product_starts() -> None:
    with pytest.raises(ValueError, match="TASUKI_SMTP"):
        mail_server("mail.example.com:25")
