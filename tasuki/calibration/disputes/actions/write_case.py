"""What others can learn from a ruling is written down, and published without names (DS-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.calibration.disputes.actions.open import entry, too_long
from tasuki.calibration.disputes.models import Dispute, LearningCase
from tasuki.calibration.disputes.queries import dispute_for
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import append
from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.rules.dispute import DisputeState, names_in
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Lesson:
    """A title and a text, in Japanese, in English or in both. ``names_stay``: the names in it are meant."""

    title_ja: str = ""
    text_ja: str = ""
    title_en: str = ""
    text_en: str = ""
    is_published: bool = False
    names_stay: bool = False


TEXTS = ("title_ja", "text_ja", "title_en", "text_en")


@transaction.atomic
def write_case(dispute_id: UUID, lesson: Lesson, *, by: Actor, at: datetime) -> LearningCase:
    """Write the case of a ruled dispute, or write it anew; ``is_published`` says whether everybody may read it.

    Nothing of the record gets into it by itself; names that somebody typed are refused unless they are meant. Raises
    Forbidden, NotFound, NotPossibleNow (nothing is ruled yet), Invalid.
    """
    ask_any(by, "dispute.rule")
    dispute_for(by, dispute_id)
    row = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    if row.state != DisputeState.RULED:
        raise NotPossibleNow(
            Sentence(N_("There is nothing to learn from it yet: nobody has ruled.")),
            fix=Sentence(N_("Rule on the dispute first.")),
        )
    written = {name: getattr(lesson, name).strip() for name in TEXTS}
    problems = list(_problems(lesson, written, row))
    if problems:
        raise Invalid(problems)
    case, _ = LearningCase.objects.select_for_update().get_or_create(
        dispute=row, defaults={"written_at": at, "written_by_id": by.person_id}
    )
    was_published = case.published_at is not None
    changed = [name for name, text in written.items() if getattr(case, name) != text]
    for name in changed:
        setattr(case, name, written[name])
    case.written_at, case.written_by_id = at, by.person_id
    case.published_at = (case.published_at or at) if lesson.is_published else None
    case.save()
    if code := _happened(was_published, lesson.is_published, changed):
        data: dict[str, object] = {"cause": row.cause, "ruling": row.ruling, "changed": changed}
        append(entry(code, row, by, at, data, {}))
    return case


def _happened(was_published: bool, is_published: bool, changed: Sequence[str]) -> str:
    """What others notice of it, as an event code; nothing of a case that only its writer sees."""
    if is_published and not was_published:
        return "learning_case.published"
    if was_published and not is_published:
        return "learning_case.withdrawn"
    return "learning_case.rewritten" if was_published and changed else ""


def names_known(row: Dispute) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people and the companies that a case does not name: the lead's, who works it, both sides, the ruler."""
    ours = (row.opened_by, row.decided_by, row.ruler, row.ruled_by, row.lead.owner, row.lead.ae)
    people = [row.lead.name, *(one.name for one in ours if one is not None)]
    return tuple(one for one in people if one), (row.lead.company_name,) if row.lead.company_name else ()


def _problems(lesson: Lesson, written: dict[str, str], row: Dispute) -> Iterator[Problem]:
    for language in ("ja", "en"):
        title, text = written[f"title_{language}"], written[f"text_{language}"]
        if text and not title:
            yield Problem(f"/title_{language}", "missing", Sentence(N_("Give the case a title.")))
        if title and not text:
            yield Problem(f"/text_{language}", "missing", Sentence(N_("Write what others can learn.")))
        if len(title) > LONGEST_TITLE:
            most = Sentence(N_("At most %(most)s characters."), {"most": LONGEST_TITLE})
            yield Problem(f"/title_{language}", "too_long", most)
    yield from too_long({name: written[name] for name in ("text_ja", "text_en")})
    if not any(written.values()):
        yield Problem("/text_ja", "missing", Sentence(N_("Write what others can learn.")))
    if not lesson.names_stay:
        people, companies = names_known(row)
        for name, text in written.items():
            if found := names_in(text, people, companies):
                named = Sentence(
                    N_("It names %(names)s; cases are told without names."), {"names": list(found)}
                )
                fix = Sentence(N_("Say “the prospect” or “the SDR” instead, or tick that the names stay."))
                yield Problem(f"/{name}", "DS-1", named, fix)
