"""Somebody forgot their password. The answer and its time are the same whether anybody of that name is here or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.entry import attempts, mail
from tasuki.platform.entry.passwords import SENT_FOR, make_key
from tasuki.platform.entry.secret import keyed_digest_of
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.people.sign_in import person_signing_in

LONGEST = 254


def ask_for_link(name: str, place: str, *, address: str, at: datetime) -> None:
    """A link goes to the person of this name by mail, if there is one; ``place`` is the page that it leads to, with
    “KEY” where the secret stands. Raises `TooManyAttempts`.
    """
    called = name.strip().casefold()[:LONGEST]
    attempts.count(at, forgotten_name=(called,), forgotten_address=(address,))
    enqueue("entry.send_link", f"entry.send_link:{keyed_digest_of(called)}", name=called, place=place)


def send_link(name: str, place: str, *, at: datetime) -> None:
    """What the job does. Nobody of that name, or without an address: nothing."""
    person = person_signing_in(name)
    if person is None or not person.email or not mail.can_send():
        return
    secret = make_key(person.pk, by=SYSTEM, at=at, lasts=SENT_FOR)
    mail.send_link(person, place.replace("KEY", secret), SENT_FOR // timedelta(hours=1))
