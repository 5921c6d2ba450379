"""Issue an edition: its reports are asked once, worded in both languages, and never change again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from tasuki.insight.asked import Asked
from tasuki.insight.asking import PRIMARY, asking
from tasuki.insight.editions.kinds import KINDS, EditionKind, Kind, Part, last_period
from tasuki.insight.editions.sections import figures_of, section_of
from tasuki.insight.models import Edition
from tasuki.insight.registry import report_named
from tasuki.insight.report import Answer, answer
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import NotFound, invalid
from tasuki.playbooks.queries import in_force
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Language


def issue(kind: str, *, by: Actor, at: datetime, as_of: date | None = None) -> tuple[Edition, bool]:
    """The edition of the last whole period before ``as_of`` (left out: today), and whether it is new.

    One that was issued already is returned as it is. Raises Forbidden, NotFound, and Invalid for a day to come: what is
    frozen before its period is over stays wrong.
    """
    ask(by, "edition.issue")
    if kind not in KINDS:
        raise NotFound("edition", kind)
    book = in_force()
    today = at.astimezone(ZoneInfo(book.playbook.zone)).date()
    described = KINDS[kind]
    if as_of is not None and as_of > today:
        fix = N_("An edition is about a period that is over: name a day up to today.")
        raise invalid("/as_of", N_("%(day)s is still to come."), fix=fix, day=as_of)
    since, until = last_period(described.key, as_of or today)
    known = Edition.objects.filter(kind=kind, until=until).first()
    if known is not None:
        return known, False
    try:
        with asking(PRIMARY):
            return _write(described, since, until, book, by, at), True
    except IntegrityError:  # somebody issued it at the same moment
        return Edition.objects.get(kind=kind, until=until), False


@transaction.atomic
def _write(
    described: EditionKind, since: date, until: date, book: Playbook, by: Actor, at: datetime
) -> Edition:
    edition = Edition.objects.create(
        kind=described.key, since=since, until=until, issued_at=at, issued_by_id=by.person_id, playbook=book.stamp,
        body=_body(described, since, until, book, at),
    )  # fmt: skip
    told = {"kind": described.key, "since": str(since), "until": str(until)}
    append(Entry("edition.issued", at, by, "edition", edition.pk, playbook=book.stamp, data=told))
    return edition


def _body(described: EditionKind, since: date, until: date, book: Playbook, at: datetime) -> dict[str, Any]:
    last = _figures_before(described.key, since)
    answers = [
        answer(
            report_named(part.report),
            Asked(_first(part, since, until), until, at, book.playbook.zone, part.by),
            book,
        )
        for part in described.parts
    ]
    return {
        "sections": {language: _sections(answers, book, language, last) for language in get_args(Language)},
        "figures": {one.report.key: figures_of(one) for one in answers},
    }


def _first(part: Part, since: date, until: date) -> date:
    return until - timedelta(days=part.days - 1) if part.days else since


def _sections(
    answers: list[Answer], book: Playbook, language: Language, last: dict[str, Any]
) -> list[dict[str, Any]]:
    return [section_of(one, book, language, last.get(one.report.key, {})) for one in answers]


def _figures_before(kind: Kind, since: date) -> dict[str, Any]:
    before = Edition.objects.filter(kind=kind, until__lt=since).order_by("-until").first()
    return before.body["figures"] if before else {}
