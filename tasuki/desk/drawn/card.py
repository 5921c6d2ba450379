"""A criterion as a card, as HTML: written here and not as a template, because the page of a lead has nine of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tasuki.desk.drawn.field import all_drawn, radios, ticks
from tasuki.desk.formats import fact, moment
from tasuki.desk.panels.criteria import Card, QuestionLine
from tasuki.desk.words import spoken, tongue, word
from tasuki.rules.wording import Language, Text
from tasuki.stages.qualification.models import Evidence

WEB = ("https://", "http://")


def card_drawn(
    card: Card, lead_id: object, csrf: str, *, can_answer: bool, oob: bool, problem: Callable[[], str]
) -> SafeString:
    """The card, with its form where the reader may answer.

    ``csrf`` is the hidden field of a form; ``oob`` says that the card takes the place of the one on the page;
    ``problem`` draws why the form was refused.
    """
    key = escape(card.criterion.key)
    enough = " card-enough" if card.is_enough else ""
    swap = ' hx-swap-oob="true"' if oob else ""
    form = _form(card, key, lead_id, csrf, problem) if can_answer else ""
    return SafeString(
        f'<section class="panel card-criterion card-level-{card.level}{enough}" id="answers-{key}"{swap}'
        f' aria-labelledby="card-{key}"><div class="panel-head"><h3 id="card-{key}">'
        f'{escape(spoken(card.criterion.label))} <span class="finding-rule">{escape(card.criterion.id)}</span></h3>'
        f'{_level(card)}</div><p class="quiet">{escape(spoken(card.criterion.means))}</p>'
        f"{_lines(card)}{_evidence(card)}{_recorded(card)}{form}</section>"
    )


def tried(lead_id: object, criterion: str, key: str) -> SafeString:
    """Where what the form around it would change is told while somebody types."""
    address = escape(reverse("try_answer", args=[lead_id, criterion]))
    return SafeString(
        f'<div class="tried" id="tried-{escape(key)}" aria-live="polite" hx-post="{address}"'
        ' hx-trigger="input delay:500ms from:closest form, change delay:300ms from:closest form"'
        ' hx-swap="innerHTML" hx-sync="this:replace"></div>'
    )


@lru_cache(maxsize=256)
def new_evidence(key: str, language: Language) -> str:
    """The fields for a new piece of evidence; ``key`` tells the forms of a page apart."""
    return render_to_string("components/new_evidence.html", {"key": key})


@lru_cache(maxsize=512)
def _guide(questions: tuple[QuestionLine, ...], fails_when: Text, language: Language) -> str:
    """Written once per agreement and language: it is the same for every lead."""
    return render_to_string("components/guide.html", {"questions": questions, "fails_when": fails_when})


def _level(card: Card) -> str:
    label = gettext("Level")
    needs = gettext("(needs %(n)s: enough)") if card.is_enough else gettext("(needs %(n)s)")
    needed = (
        f' <span class="level-needed">{escape(needs % {"n": card.required})}</span>' if card.required else ""
    )
    return (
        f'<span class="level level-{card.level}"><meter min="0" max="3" value="{card.level}"'
        f' aria-label="{escape(label)}">{card.level}</meter> {card.level} · {escape(card.level_said)}'
        f"{needed}</span>"
    )


def _lines(card: Card) -> str:
    if not card.lines:
        return ""
    lines = "".join(f"<dt>{escape(one.label)}</dt><dd>{escape(fact(one.value))}</dd>" for one in card.lines)
    return f'<dl class="facts">{lines}</dl>'


def _evidence(card: Card) -> str:
    if not card.evidence:
        return ""
    label = gettext("Evidence")
    proofs = "".join(f"<li>{_proof(one)}</li>" for one in card.evidence)
    return f'<ul class="proofs" aria-label="{escape(label)}">{proofs}</ul>'


def _proof(proof: Evidence) -> str:
    parts = [
        f'<span class="chip">{escape(proof.key)}</span> {escape(word(proof.kind))}',
        escape(word(proof.by)),
    ]
    if proof.at:
        parts.append(escape(moment(proof.at)))
    if proof.ref:
        ref = escape(proof.ref)
        link = f'<a href="{ref}" rel="noreferrer noopener" target="_blank">{ref}</a>'
        parts.append(link if proof.ref.startswith(WEB) else ref)
    if proof.note:
        parts.append(escape(proof.note))
    return " · ".join(parts)


def _recorded(card: Card) -> str:
    if card.at is None:
        return ""
    said = gettext("Recorded by %(by)s, %(at)s") % {"by": card.by, "at": moment(card.at)}
    return f'<p class="quiet small">{escape(said)}</p>'


def _form(card: Card, key: str, lead_id: object, csrf: str, problem: Callable[[], str]) -> str:
    action = escape(reverse("answer", args=[lead_id, card.criterion.key]))
    summary = gettext("Change the answer") if card.at else gettext("Answer")
    sure, evidence, record = gettext("How sure are we?"), gettext("Evidence"), gettext("Record the answer")
    wrong = f'<p class="field-problem">{escape(card.problem)}</p>' if card.problem else ""
    help_ = gettext(
        "From level 2 on, an answer needs the call, e-mail, note or document in which the buyer said it."
    )
    return (
        f'<details class="fold" id="fold-{key}"{" open" if card.is_open else ""}><summary>{escape(summary)}'
        f'<span class="visually-hidden">: {escape(spoken(card.criterion.label))}</span></summary>{problem()}'
        f"{_guide(card.questions, card.criterion.fails_when, tongue())}"
        f'<form method="post" action="{action}" hx-post="{action}" hx-swap="none"'
        f' hx-disabled-elt="find button[type=submit]" hx-disinherit="*" data-live>{csrf}'
        f'<div class="fields">{all_drawn(card.fields)}</div>'
        f'<fieldset class="levels" id="answers-{key}-level"><legend>{escape(sure)}</legend>'
        f"{radios(card.levels, card.level_name)}{wrong}</fieldset>"
        f'<fieldset id="answers-{key}-evidence"><legend>{escape(evidence)}</legend>'
        f'<div class="ticks" id="proofs-{key}">{ticks(card.proofs, "evidence")}</div>'
        f'<p class="field-help">{escape(help_)}</p>{new_evidence(card.criterion.key, tongue())}</fieldset>'
        f'<div class="form-foot"><button class="btn btn-primary" type="submit">{escape(record)}'
        f"</button>{tried(lead_id, card.criterion.key, card.criterion.key)}</div></form></details>"
    )
