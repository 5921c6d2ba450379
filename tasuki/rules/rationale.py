"""Is this rationale specific enough? Whoever ends (AR-1, AR-3, AR-5, AR-8) or overrides (G-05) says why, in words.

“Bad lead” teaches nobody anything. A rationale has a length, says more than the playbook's empty phrases and its
placeholders, and is not the sentence that the same person pastes everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.decision import Enforcement, Standing
from tasuki.rules.dossier import Dossier
from tasuki.rules.placeholders import folded
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

ALIKE = 0.85
"""The share of common letter pairs from which two rationales count as the same text."""
FEWEST_LETTERS = 6
"""A sentence uses at least so many different letters; “ああああ” and “test test” do not."""
ALWAYS_ASKED: Mapping[str, tuple[str, ...]] = {
    "duplicate": ("surviving_id",),
    "wrong_contact": ("better_contact",),
}
"""What AR-5 asks for, whether or not the playbook's table of reasons repeats it."""
ASKED_WITHOUT_INSISTING = frozenset({"better_contact"})
_QUESTIONS: Mapping[str, tuple[str, str]] = {
    "surviving_id": (
        N_("A duplicate of what? The record that stays is not named."),
        N_("Enter the id of the record that stays."),
    ),
    "better_contact": (
        N_("Nobody is named who would be the better contact."),
        N_("If you know whom to ask at this company, name that person."),
    ),
}
_NO_WORD = re.compile(r"[\W\d_]+")
_FILLERS = re.compile(
    r"\b(?:the|this|that|it|its|is|was|were|are|be|an?|and|or|of|to|for|very|so|really|just|simply|quite|lead|leads)\b"
    r"|この|その|あの|リード|とても|すごく|本当に|ちょっと|と思います|と思う|でした|です|ます|ました|である"
)
_REPEATED_LETTER = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Ending:
    """How somebody wants a lead, a handoff or a deal to end: for a reason, or recycled until something happens.

    ``details`` holds what the reason asks for, such as ``surviving_id`` or ``better_contact``.
    """

    kind: Literal["reject", "disqualify", "recycle", "lose", "void"]
    reason: str = ""
    rationale: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    reengage_on: date | None = None
    reengage_trigger: str = ""


def rationale_troubles(
    rationale: str, book: Playbook, *, at_least: int, pointer: str = "/rationale", earlier: Iterable[str] = ()
) -> tuple[Trouble, ...]:
    """AR-3: why a rationale is not specific enough; ``earlier`` are the same person's latest, newest first."""
    text = rationale.strip()
    if not text:
        return unknown(
            pointer,
            N_("The rationale is missing."),
            N_(
                "Write what you learned, from whom, and why it decides the matter (at least %(minimum)s characters)."
            ),
            minimum=at_least,
        )
    said = what_is_said(text, book)
    if len(said) < min(len(text), at_least) // 2 or len(set(said)) < FEWEST_LETTERS:
        return unmet(
            pointer,
            N_("The rationale “%(text)s” says nothing specific."),
            N_("Say what is missing at this company, how you know it and what would change it."),
            text=text,
        )
    if len(text) < at_least:
        return unmet(
            pointer,
            N_("The rationale has %(length)s characters; at least %(minimum)s are needed."),
            N_(
                "Write what you learned, from whom, and why it decides the matter (at least %(minimum)s characters)."
            ),
            length=len(text),
            minimum=at_least,
        )
    return _not_pasted(text, book, pointer, earlier)


def _not_pasted(text: str, book: Playbook, pointer: str, earlier: Iterable[str]) -> tuple[Trouble, ...]:
    for count, other in enumerate(earlier):
        if count >= book.limits.similar_rationales:
            break
        if likeness(text, other) >= ALIKE:
            return unmet(
                pointer,
                N_("The rationale repeats an earlier one of yours: “%(other)s”."),
                N_("Write what is true of this lead in particular."),
                other=other,
            )
    return NO_TROUBLE


def what_is_said(text: str, book: Playbook) -> str:
    """What remains of a rationale without empty phrases, placeholders, fillers, digits, marks and repetitions."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    specific = _FILLERS.sub(" ", _empty_phrases(book).sub(" ", plain))
    words = dict.fromkeys(_NO_WORD.split(specific))
    return _REPEATED_LETTER.sub(r"\1", "".join(words))


@lru_cache(maxsize=64)
def _empty_phrases(book: Playbook) -> re.Pattern[str]:
    phrases = {folded(phrase) for phrase in (*book.placeholders.empty_phrases, *book.placeholder_texts)}
    longest_first = sorted((phrase for phrase in phrases if len(phrase) > 1), key=len, reverse=True)
    return re.compile("|".join(map(_as_pattern, longest_first)) or r"(?!)")


def _as_pattern(phrase: str) -> str:
    """A Latin phrase stands between word boundaries; Japanese has none."""
    pattern = re.escape(phrase)
    return rf"(?<!\w){pattern}(?!\w)" if phrase.isascii() else pattern


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0–1: common pairs of neighbouring letters, twice, over all pairs of both."""
    left, right = _pairs(one), _pairs(other)
    if not left or not right:
        return float(_letters(one) == _letters(other))
    return 2 * len(left & right) / (len(left) + len(right))


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset(letters[start : start + 2] for start in range(len(letters) - 1))


def _letters(text: str) -> str:
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def ending_troubles(
    ending: Ending, book: Playbook, today: date, earlier: Iterable[str] = ()
) -> tuple[Trouble, ...]:
    """AR-1, AR-3, AR-5, AR-8: everything that keeps a lead or a handoff from ending like this."""
    return tuple(
        trouble for rule, troubles in ending_questions(ending, book, today, earlier) for trouble in troubles
    )


def ending_questions(
    ending: Ending, book: Playbook, today: date, earlier: Iterable[str] = ()
) -> tuple[tuple[str, tuple[Trouble, ...]], ...]:
    """The same by rule id, for whoever words the findings."""
    return (
        ("AR-1", _reason_chosen(ending, book) + _comes_back(ending, today)),
        (
            "AR-3",
            rationale_troubles(ending.rationale, book, at_least=book.limits.rationale_min, earlier=earlier),
        ),
        ("AR-5", _asked_for(ending, book)),
        ("AR-8", _days_readable(ending) + _decided_by_today(ending, today)),
    )


def days_told(ending: Ending) -> dict[str, str]:
    """The days among the details (``decided_on``): reports count by them, and they tell nothing about a person."""
    return {name: text for name, text in ending.details.items() if name.endswith("_on") and text.strip()}


def _reason_chosen(ending: Ending, book: Playbook) -> tuple[Trouble, ...]:
    allowed = tuple(reason.code for reason in book.reasons_for(ending.kind))
    if ending.reason in allowed or (ending.kind == "recycle" and not ending.reason):
        return NO_TROUBLE
    fix = N_("Choose one of the agreed reasons: %(allowed)s.")
    if not ending.reason:
        return unknown("/reason", N_("No reason is chosen."), fix, allowed=allowed)
    because = N_("“%(reason)s” is not an agreed reason here.")
    return unmet("/reason", because, fix, reason=ending.reason, allowed=allowed)


def _comes_back(ending: Ending, today: date) -> tuple[Trouble, ...]:
    if ending.kind != "recycle":
        return NO_TROUBLE
    if ending.reengage_on is None and not ending.reengage_trigger.strip():
        return unknown(
            "/reengage_on",
            N_("Nothing says when this lead comes back."),
            N_("Enter the day on which to try again, the event that brings it back, or both."),
        )
    if ending.reengage_on is not None and ending.reengage_on <= today:
        return unmet(
            "/reengage_on",
            N_("The day to try again, %(reengage_on)s, is not ahead."),
            N_("Enter a day after %(today)s."),
            reengage_on=ending.reengage_on,
            today=today,
        )
    return NO_TROUBLE


def _asked_for(ending: Ending, book: Playbook) -> tuple[Trouble, ...]:
    reason = book.reasons.get(ending.reason)
    asked = dict.fromkeys((*ALWAYS_ASKED.get(ending.reason, ()), *(reason.asks_for if reason else ())))
    return tuple(_ask_for(name) for name in asked if not ending.details.get(name, "").strip())


def _ask_for(name: str) -> Trouble:
    because, fix = _QUESTIONS.get(
        name, (N_("This reason also asks for: %(name)s."), N_("Fill in: %(name)s."))
    )
    values = {"name": name}
    enforcement = Enforcement.WARN if name in ASKED_WITHOUT_INSISTING else None
    return Trouble(
        f"/{name}", Sentence(because, values), Sentence(fix, values), Standing.UNKNOWN, enforcement
    )


def _days_readable(ending: Ending) -> tuple[Trouble, ...]:
    because, fix = N_("“%(text)s” is no date."), N_("Enter a date such as 2026-11-20.")
    return tuple(
        trouble
        for name, text in days_told(ending).items()
        if _day(text) is None
        for trouble in unmet(f"/{name}", because, fix, text=text)
    )


def _decided_by_today(ending: Ending, today: date) -> tuple[Trouble, ...]:
    """What was decided was decided by today; a renewal lies ahead."""
    decided_on = _day(ending.details.get("decided_on", ""))
    if decided_on is None or decided_on <= today:
        return NO_TROUBLE
    because, fix = N_("%(day)s has not come yet."), N_("Enter the day on which it was decided.")
    return unmet("/decided_on", because, fix, day=decided_on)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def is_the_override_documented(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """G-05: going ahead with criteria missing takes a rationale and a day, soon enough, by which the gap closes."""
    override = d.override
    if override is None:
        return NO_TROUBLE
    limits = book.limits
    troubles = rationale_troubles(
        override.rationale, book, at_least=limits.override_rationale_min, pointer="/override/rationale"
    )
    return troubles + _expires_soon_enough(override.expires_on, today, limits.override_days)


def _expires_soon_enough(expires_on: date | None, today: date, days: int) -> tuple[Trouble, ...]:
    latest = today + timedelta(days=days)
    fix = N_("Enter a day from %(today)s to %(latest)s by which the missing criteria are met.")
    if expires_on is None:
        because = N_("The override has no day by which the gap closes.")
        return unknown("/override/expires_on", because, fix, today=today, latest=latest)
    if today <= expires_on <= latest:
        return NO_TROUBLE
    because = N_("The override runs until %(expires_on)s, which is not within %(days)s days from today.")
    return unmet(
        "/override/expires_on", because, fix, expires_on=expires_on, days=days, today=today, latest=latest
    )


OVERRIDE_DOCUMENTED = Rule(
    "G-05",
    is_the_override_documented,
    N_("No override is used, or it is documented and expires in time."),
    "/override/rationale",
)
