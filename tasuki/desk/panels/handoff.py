"""The handoff page: the brief as it stands or stood, the checklist, the notes, and the AE's answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, override

from tasuki.desk.formats import moment
from tasuki.desk.forms.endings import ending_fields
from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.forms.shapes import fields_of
from tasuki.desk.panels.judging import Judge
from tasuki.desk.panels.moves import may
from tasuki.desk.panels.people import choices
from tasuki.desk.panels.why_not import WhyNot, why_not
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken, tongue
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.roles import Role
from tasuki.platform.language import translator
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import lead_for
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Language
from tasuki.sla.queries import ClockView, clocks_of
from tasuki.stages.handoff.actions import mark_read
from tasuki.stages.handoff.actions.rate import questions_in_the_brief
from tasuki.stages.handoff.brief import Body
from tasuki.stages.handoff.checklist import ItemStanding
from tasuki.stages.handoff.models import BriefVersion, Handoff
from tasuki.stages.handoff.notes import Notes
from tasuki.stages.handoff.queries import (
    brief_of,
    diff_since_read,
    handoff_checklist,
    is_over,
    latest_handoff,
    latest_version,
)
from tasuki.stages.handoff.telling import line_in, tell
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import next_discovery

NOTES = tuple(one.name for one in fields(Notes))
BETWEEN = re.compile(r"( / |。|\. |\n)")
"""What ends a fact of a line, or a sentence of a text."""
PROMISES = ("SL-5", "SL-6", "SL-7", "SL-13")


@dataclass(frozen=True, slots=True)
class HandoffPage:
    """One lead's handoff, as one person sees it."""

    lead: Lead
    book: Playbook
    handoff: Handoff | None
    version: int | None
    brief: Mapping[str, Any]
    changes: tuple[Mapping[str, Any], ...]
    asked: tuple[tuple[str, str], ...]
    checklist: tuple[ItemStanding, ...]
    why_not: WhyNot | None
    meeting: Meeting | None
    clocks: tuple[ClockView, ...]
    is_draft: bool
    notes: tuple[Field, ...]
    submit: tuple[Field, ...]
    can_write: bool
    can_decide: bool
    can_rate: bool
    can_amend: bool
    reject: tuple[Field, ...]
    recycle: tuple[Field, ...]
    rate: tuple[Field, ...]
    questions: tuple[Mapping[str, str], ...]

    @property
    def completeness(self) -> Mapping[str, Any]:
        return dict(self.brief["completeness"])


def handoff_page(
    lead_id: UUID,
    *,
    by: Actor,
    at: datetime,
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> HandoffPage:
    """The page. Before the submit the brief is put together live, afterwards it is the version that the AE has."""
    lead, book = lead_for(by, lead_id), in_force()
    handoff, version, body = _as_it_stands(lead, at)
    is_draft = _is_draft(handoff, lead)
    judge = Judge(lead, book, by=by, at=at)
    language = tongue()
    writes = is_draft and lead.state in ("sal", "sql") and may(by, "handoff.submit", lead)
    decides = handoff is not None and handoff.state == "submitted" and may(by, "handoff.decide", lead)
    known_notes = judge.dossier.handoff if is_draft else None

    def mine(form: str) -> tuple[Refused | None, Mapping[str, str] | None]:
        return (refused, typed) if refused and refused.form == form else (None, None)

    return HandoffPage(
        lead=lead,
        book=book,
        handoff=handoff,
        version=version.number if version else None,
        brief=tell(body, language, translator(language)),
        changes=_changes(handoff, by, body["zone"]) if version and handoff else (),
        asked=tuple((label_of(name), said) for name, said in handoff.details.items() if said)
        if handoff
        else (),
        checklist=handoff_checklist(lead, at) if is_draft else (),
        why_not=why_not(judge.decision("handoff"), book) if is_draft else None,
        meeting=next_discovery(lead.pk),
        clocks=tuple(clock for clock in clocks_of(lead.pk, at=at) if clock.sla in PROMISES),
        is_draft=is_draft,
        notes=_notes(known_notes, *mine("notes")) if writes else (),
        submit=_submit(lead, *mine("submit")) if writes else (),
        can_write=writes,
        can_decide=decides,
        can_rate=handoff is not None and handoff.state == "accepted" and may(by, "handoff.rate", lead),
        can_amend=not is_draft and may(by, "handoff.submit", lead),
        reject=ending_fields("reject", "reject", book, *mine("reject")) if decides else (),
        recycle=ending_fields("recycle", "recycle", book, *mine("recycle")) if decides else (),
        rate=_rate(handoff, *mine("rate")),
        questions=_questions(handoff, book),
    )


def _is_draft(handoff: Handoff | None, lead: Lead) -> bool:
    return handoff is None or handoff.state == "draft" or is_over(handoff.state, lead)


def _as_it_stands(lead: Lead, at: datetime) -> tuple[Handoff | None, BriefVersion | None, Body]:
    """The newest handoff, the version of its brief that the AE has, and the brief to read."""
    handoff = latest_handoff(lead.pk)
    version = None if handoff is None or _is_draft(handoff, lead) else latest_version(handoff)
    return handoff, version, version.body if version else brief_of(lead, at)


def brief_on_paper(lead: Lead, language: Language, *, at: datetime) -> dict[str, Any]:
    """The brief in ``language``, with what stands at its head and foot; whoever hands it on chooses the language."""
    handoff, version, body = _as_it_stands(lead, at)
    with override(language):
        told_brief = tell(body, language, translator(language))
        sdr, ae = (handoff.sdr, handoff.ae) if handoff and version else (lead.owner, lead.ae)
        about = [
            gettext("version %(n)s") % {"n": version.number} if version else gettext("Draft"),
            f"{gettext('SDR')} {sdr.name if sdr else '—'}",
            f"{gettext('AE')} {ae.name if ae else '—'}",
            moment(version.at if version else at),
        ]
        return {
            "lang": language,
            "title": told_brief["title"],
            "file": f"{told_brief['title']} {lead.company_name or lead.name}",
            "company": lead.company_name or lead.name,
            "about": " · ".join(about),
            "missing": gettext("missing"),
            "completeness": f"{body['completeness']['filled']} / {body['completeness']['required']}",
            "playbook": told_brief["playbook"],
            "sections": told_brief["sections"],
        }


def read_by(shown: HandoffPage, *, by: Actor, at: datetime) -> None:
    """Remember that this version was read, so that the next visit shows what changed (HB-8)."""
    if shown.version is not None and shown.handoff is not None:
        mark_read(shown.handoff.pk, by=by, at=at)


def _changes(handoff: Handoff, by: Actor, zone: str) -> tuple[Mapping[str, Any], ...]:
    if by.person_id is None:
        return ()
    language = tongue()
    translate = translator(language)

    def told_line(line: Mapping[str, Any] | None) -> str:
        return str(line_in(line, language, translate, zone)["text"]) if line else ""

    return tuple(
        {
            "label": (change.after or change.before or {})["label"][language],
            "pieces": what_differs(told_line(change.before), told_line(change.after)),
        }
        for change in diff_since_read(handoff, by.person_id).changes
    )


def what_differs(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """A line fact by fact, sentence by sentence: ``same``, ``gone`` or ``new``, and the text of it."""
    was, now = _facts(before), _facts(after)
    pieces: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(
        None, [fact for fact, _ in was], [fact for fact, _ in now], autojunk=False
    ).get_opcodes():
        if kind == "equal":
            pairs = zip(was[i:j], now[k:m], strict=True)
            pieces.append(("same", _text((fact, end or ended) for (_, ended), (fact, end) in pairs)))
        else:
            pieces += [("gone", _text(was[i:j]))] if i < j else []
            pieces += [("new", _text(now[k:m]))] if k < m else []
    return tuple(pieces)


def _facts(text: str) -> list[tuple[str, str]]:
    """Each fact and what ends it: a fact is the same wherever in the line it stands."""
    parts = BETWEEN.split(text)
    return [pair for pair in zip(parts[::2], [*parts[1::2], ""], strict=True) if any(pair)]


def _text(facts: Iterable[tuple[str, str]]) -> str:
    return "".join(map("".join, facts))


def _notes(known: Any, refused: Refused | None, typed: Mapping[str, str] | None) -> tuple[Field, ...]:
    return told(retyped(fields_of(Notes, known, "handoff"), typed), refused)


def _submit(lead: Lead, refused: Refused | None, typed: Mapping[str, str] | None) -> tuple[Field, ...]:
    ae = lead.ae.handle if lead.ae else ""
    pairs = choices(Role.AE)
    empty = gettext("The AE of the meeting")
    field = Field("ae", gettext("AE"), "choice", ae, options(pairs, ae, empty), form="submit")
    return told(retyped((field,), typed), refused)


def _rate(
    handoff: Handoff | None, refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[Field, ...]:
    rating = str(handoff.rating or "") if handoff else ""
    marks = [(str(n), label) for n, label in enumerate(_marks(), start=1)]
    fields = (
        Field("rating", gettext("How good was the handoff?"), "choice", rating,
              options(marks, rating, gettext("Choose")), required=True, form="rate"),
        Field("feedback", gettext("Feedback to the SDR"), "area", handoff.feedback if handoff else "", form="rate"),
    )  # fmt: skip
    return told(retyped(fields, typed), refused)


def _marks() -> tuple[str, ...]:
    return (
        gettext("1: of no use"), gettext("2: weak"), gettext("3: fair"), gettext("4: good"), gettext("5: excellent"),
    )  # fmt: skip


def _questions(handoff: Handoff | None, book: Playbook) -> tuple[Mapping[str, str], ...]:
    if handoff is None or handoff.state != "accepted":
        return ()
    return tuple({"key": one.key, "text": spoken(one.text)} for one in questions_in_the_brief(book))
