"""Notices in words: what it is, about which record, and why this person hears of it; read from the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tasuki.notices.models import Notice
from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.journal.catalogue import EVENTS
from tasuki.platform.journal.models import Event
from tasuki.platform.language import translator
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.playbooks.telling.people import person_called
from tasuki.records.models import Lead, Opportunity
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Language, Sentence

BECAUSE = N_("You hear of it as: %(role)s")
FOR_SOMEBODY = N_("You stand in for %(name)s (%(role)s)")


@dataclass(frozen=True, slots=True)
class Worded:
    """One notice as a person reads it; ``about`` is empty where they may not see the record."""

    id: UUID
    at: datetime
    title: str
    about: str
    said: str
    because: str
    is_read: bool
    place: str


def worded(notices: Sequence[Notice], by: Actor, language: Language) -> tuple[Worded, ...]:
    """The notices of one person (``by``), in their language; every record is looked up once."""
    speech = _Speech(notices, by, language)
    return tuple(speech.of(one) for one in notices)


class _Speech:
    def __init__(self, notices: Sequence[Notice], by: Actor, language: Language) -> None:
        self._language: Language = language
        self._events = Event.objects.in_bulk({one.event for one in notices})
        self._leads = _leads({one.lead for one in notices if one.lead}, by)
        self._deals = _deals({one.opportunity for one in notices if one.opportunity}, by)
        try:
            self._book: Playbook | None = in_force()
        except NotFound:
            self._book = None
        self._kinds = {one.key: one.label for one in self._book.notice} if self._book else {}

    def of(self, one: Notice) -> Worded:
        label = self._kinds.get(one.kind)
        said = self._say(Sentence(EVENTS[one.code])) if one.code in EVENTS else ""
        return Worded(
            id=one.pk,
            at=one.at,
            title=label.spoken(self._language) if label else said,
            about=self._deals.get(one.opportunity) or self._leads.get(one.lead) or "",
            said=" ".join(part for part in (said, self._promise(one)) if part),
            because=self._because(one),
            is_read=one.read_at is not None,
            place=_place(one),
        )

    def _promise(self, one: Notice) -> str:
        """Which promise, where the event is about a clock."""
        event = self._events.get(one.event)
        promise = self._book.slas.get(event.data.get("sla", "")) if self._book and event else None
        return promise.label.spoken(self._language) if promise else ""

    def _because(self, one: Notice) -> str:
        role = person_called(one.as_role)
        if one.instead_of is not None:
            return self._say(Sentence(FOR_SOMEBODY, {"name": one.instead_of.name, "role": role}))
        return self._say(Sentence(BECAUSE, {"role": role}))

    def _say(self, sentence: Sentence) -> str:
        return sentence.spoken(self._language, translator(self._language))


def _leads(ids: set[UUID], by: Actor) -> Mapping[UUID | None, str]:
    rows = visible(Lead.objects.filter(pk__in=ids), by, "lead.read", "owner", "ae")
    named = rows.values_list("pk", "company_name", "name")
    return {key: " ".join(part for part in (company, name) if part) for key, company, name in named}


def _deals(ids: set[UUID], by: Actor) -> Mapping[UUID | None, str]:
    rows = visible(Opportunity.objects.filter(pk__in=ids), by, "opportunity.read", "owner", "sdr")
    return dict(rows.values_list("pk", "name"))


def _place(one: Notice) -> str:
    """Where one looks at it."""
    if one.subject == "dispute":
        return f"/disputes/{one.subject_id}"
    if one.opportunity:
        return f"/opportunities/{one.opportunity}"
    if one.lead:
        is_handoff = one.code.startswith("handoff.")
        return f"/leads/{one.lead}/handoff" if is_handoff else f"/leads/{one.lead}"
    if one.subject == "webhook":
        return f"/settings/webhooks/{one.subject_id}"
    return "/playbook" if one.subject == "playbook" else "/notices"
