"""The form for ending something with a reason: reject, disqualify, recycle, lose, reopen (AR-1 … AR-5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Kind, options, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken, tongue
from tasuki.rules.playbook import Playbook, Reason
from tasuki.rules.rationale import asked_by

ASKED_ALREADY = ("reason", "rationale", "reengage_on", "reengage_trigger")
_DATES = ("renewal_on", "decided_on")


def ending_fields(
    use: str, form: str, book: Playbook, refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[Field, ...]:
    """Reason and rationale, what the reasons ask for, and for a recycling when to come back."""
    reasons = book.reasons_for(use)
    fields = [_reason(reasons, form, optional=use == "recycle")] if reasons else []
    least = gettext("At least %(n)s characters: what you learned, from whom, and why it decides the matter.")
    fields.append(
        Field("rationale", label_of("rationale"), "area", help=least % {"n": book.limits.rationale_min},
              required=True, form=form)
    )  # fmt: skip
    if use == "recycle":
        fields.append(Field("reengage_on", label_of("reengage_on"), "date", form=form))
        fields.append(Field("reengage_trigger", label_of("reengage_trigger"), form=form))
    fields += [_asked(name, reasons, form) for name in _asked_for(reasons)]
    found = retyped(fields, typed)
    return told(found, refused if refused and refused.form == form else None)


def details_of(post: Mapping[str, str], use: str, book: Playbook) -> dict[str, str]:
    """What the reasons of this use ask for, as far as it was typed."""
    names = _asked_for(book.reasons_for(use))
    return {name: post[name].strip() for name in names if post.get(name, "").strip()}


def day_typed(text: str) -> date | None:
    """A date field's value; an empty or unreadable one is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _reason(reasons: tuple[Reason, ...], form: str, *, optional: bool) -> Field:
    pairs = [(reason.code, spoken(reason.label)) for reason in reasons]
    empty = gettext("Choose a reason")
    return Field(
        "reason",
        label_of("reason"),
        "choice",
        "",
        options(pairs, "", empty),
        required=not optional,
        form=form,
    )


def _asked_for(reasons: tuple[Reason, ...]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(name for reason in reasons for name in asked_by(reason) if name not in ASKED_ALREADY)
    )


def _asked(name: str, reasons: tuple[Reason, ...], form: str) -> Field:
    joiner = "、" if tongue() == "ja" else ", "
    asking = [reason for reason in reasons if name in asked_by(reason)]
    wanting = joiner.join(spoken(reason.label) for reason in asking)
    label = label_of("evidence_note" if name == "evidence" else name)
    kind: Kind = "date" if name in _DATES else "text"
    help_text = gettext("For: %(reasons)s") % {"reasons": wanting}
    codes = tuple(reason.code for reason in asking)
    return Field(name, label, kind, help=help_text, form=form, only_for=codes)
