"""Editions by mail: to whoever asked for them, in their language, with the charts in the text and the paper with it."""

from __future__ import annotations

import logging
from datetime import datetime
from email.mime.image import MIMEImage
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from tasuki.desk.papers.edition import papers_of, told_in
from tasuki.insight.editions.issue import issue
from tasuki.insight.editions.kinds import KINDS, last_period
from tasuki.insight.models import Edition, EditionLetter, EditionReader
from tasuki.insight.pictures import IN_A_LETTER, pngs_of
from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.language import as_language
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.rules.gates import day_of
from tasuki.rules.wording import Language

log = logging.getLogger(__name__)


def issue_due(at: datetime) -> None:
    """Every kind whose last whole period is over is issued, put on paper and sent; what was done is not done again.

    A period before the first lead has nothing to tell.
    """
    first = Lead.objects.order_by("captured_at").values_list("captured_at", flat=True).first()
    if first is None:
        return
    book = in_force()
    for kind in KINDS.values():
        if day_of(first, book) > last_period(kind.key, day_of(at, book))[1]:
            continue
        edition, _ = issue(kind.key, by=SYSTEM, at=at)
        papers_of(edition)
        send_to_readers(edition, at)


def send_to_readers(edition: Edition, at: datetime) -> int:
    """Send it to those who want it and have not had it; returns how many.

    A letter that no server takes holds nobody else's back, and is tried again an hour later.
    """
    if not settings.EMAIL_HOST:
        return 0
    sent = 0
    for person in _waiting(edition):
        try:
            sent += _sent(edition, person, at)
        except OSError as error:
            log.warning("edition %s did not leave for %s: %s", edition.pk, person.pk, error)
    return sent


@transaction.atomic
def _sent(edition: Edition, person: Person, at: datetime) -> bool:
    """Whether it left now; a letter that does not leave leaves no trace."""
    _, is_new = EditionLetter.objects.get_or_create(edition=edition, person=person, defaults={"sent_at": at})
    if is_new:
        letter(edition, person).send()
    return is_new


def _waiting(edition: Edition) -> list[Person]:
    """Active readers with an address who may still read editions."""
    readers = EditionReader.objects.filter(kind=edition.kind).exclude(
        person__in=edition.letters.values("person")
    )
    people = [one.person for one in readers.select_related("person")]
    return [
        one for one in people if one.is_active and one.email and Actor.of(one, "worker").reach("edition.read")
    ]


def letter(edition: Edition, person: Person) -> EmailMultiAlternatives:
    language: Language = as_language(person.language)
    told, pictures = _content(edition, language)
    paper = next(one for one in papers_of(edition) if one.language == language)
    link = f"{settings.TASUKI_URL}/editions/{edition.pk}"
    shown = {"told": told, "link": link, "preferences": f"{settings.TASUKI_URL}/editions"}
    mail = EmailMultiAlternatives(
        f"{told['title']} {told['period']}",
        render_to_string("desk/papers/edition_mail.txt", shown),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{shown['preferences']}>"},
    )
    mail.attach_alternative(render_to_string("desk/papers/edition_mail.html", shown), "text/html")
    for cid, png in pictures.items():
        picture = MIMEImage(png, "png")
        picture.add_header("Content-ID", f"<{cid}>")
        mail.attach(picture)
    mail.attach(f"{edition.kind}-{edition.until}.pdf", bytes(paper.pdf), "application/pdf")
    return mail


@lru_cache(maxsize=4)
def _content(edition: Edition, language: Language) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What a letter says, and its pictures by their ids; drawn once for all readers, since an edition never changes."""
    told = told_in(edition, language)
    for place, section in enumerate(told["sections"]):
        section["cid"] = f"chart-{place}" if section["chart"] else ""
    shown = [section for section in told["sections"] if section["chart"]]
    drawn = pngs_of([section["chart"]["spec"] for section in shown], width=IN_A_LETTER)
    return told, {section["cid"]: png for section, png in zip(shown, drawn, strict=True)}
