"""A version of the playbook as people read it: the written agreement, and every term of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tasuki.platform.refusals import NotFound
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import book_of
from tasuki.playbooks.telling.agreement import Promise, agreement_of, ladder, meetings, promises_of, targets
from tasuki.playbooks.telling.chapter import Chapter, Table, filled
from tasuki.playbooks.telling.chapters import terms_of
from tasuki.playbooks.telling.people import person_called
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Sentence


@dataclass(frozen=True, slots=True)
class Signature:
    """A named yes of one side, and what they said to it (PB-1)."""

    side: Sentence
    name: str
    on: date
    comment: str = ""


@dataclass(frozen=True, slots=True)
class AgreementPage:
    book: Playbook
    version: PlaybookVersion
    signatures: tuple[Signature, ...]
    agreement: Chapter
    targets: Table
    promises: tuple[tuple[Sentence, tuple[Promise, ...]], ...]
    more: tuple[Table, ...]
    terms: tuple[Chapter, ...]

    def chapter(self, key: str) -> Chapter:
        """The chapter with this key, or the first. Raises `NotFound`."""
        found = next((one for one in self.terms if key in ("", one.key)), None)
        if found is None:
            raise NotFound("chapter", key)
        return found


def agreement_page(version: PlaybookVersion) -> AgreementPage:
    book = book_of(version)
    return AgreementPage(
        book,
        version,
        signatures_of(version),
        agreement_of(book),
        targets(book),
        promises_of(book),
        filled((ladder(book), meetings(book))),
        terms_of(book),
    )


def signatures_of(version: PlaybookVersion) -> tuple[Signature, ...]:
    return tuple(
        Signature(person_called(one.side), one.name, timezone.localdate(one.at), one.comment)
        for one in version.sign_offs.order_by("side")
    )
