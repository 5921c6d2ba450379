"""A card of the board, as HTML: written here and not as a template, because a board has fifty of them."""

from __future__ import annotations

from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from tasuki.desk.formats import day, money
from tasuki.desk.panels.cards import Card


def deal_drawn(card: Card, query: str, csrf: str) -> SafeString:
    """The card, with the menu that moves it where the reader may.

    ``query`` is the board's choice, which a move comes back to; ``csrf`` is the hidden field of a form.
    """
    deal, key = card.deal, card.deal.pk
    classes = f"deal deal-{card.step_standing}{' deal-movable' if card.moves else ''}"
    waiting = " deal-waiting" if card.is_waiting else ""
    return SafeString(
        f'<li class="{classes}{waiting}" id="deal-{key}"><p class="deal-name">'
        f'<a href="{reverse("opportunity", args=[key])}" title="{escape(deal.name)}">'
        f"{escape(card.company or deal.name)}</a></p>{_what(card)}{_figures(card)}{_outside(card)}"
        f'<p class="deal-step">{escape(card.step)}</p>{_forcing(card)}{_foot(card)}{_flags(card)}'
        f"{_menu(card, query, csrf) if card.moves else ''}</li>"
    )


def _what(card: Card) -> str:
    if not card.company:
        return ""
    said = " · ".join(part for part in (card.deal.product, card.deal.use_case) if part) or card.deal.name
    return f'<p class="deal-what quiet">{escape(said)}</p>'


def _figures(card: Card) -> str:
    deal, passed = card.deal, gettext("(passed)")
    said = (
        f"{day(deal.close_on)}{f' {passed}' if card.is_past else ''}"
        if deal.close_on
        else gettext("no close date")
    )
    past = ' class="deal-past"' if card.is_past else ""
    worth = escape(money(deal.amount, deal.currency))
    return f'<p class="deal-figures"><strong>{worth}</strong> <span{past}>{escape(said)}</span></p>'


def _outside(card: Card) -> str:
    if card.is_waiting:
        said = gettext("approval pending · outside the forecast")
    elif not card.deal.in_forecast:
        said = gettext("outside the forecast")
    else:
        return ""
    return f'<p><span class="state state-pending">{escape(said)}</span></p>'


def _forcing(card: Card) -> str:
    by = gettext("Forced by:")
    return f'<p class="deal-forcing quiet">{escape(by)} {escape(card.forcing)}</p>' if card.forcing else ""


def _foot(card: Card) -> str:
    owner = card.deal.owner.name if card.deal.owner else ""
    too_long = gettext("(too long)")
    age = f"{card.age} {too_long}" if card.is_old else card.age
    kind = "deal-old" if card.is_old else "quiet"
    return f'<p class="deal-foot"><span>{escape(owner or "—")}</span> <span class="{kind}">{escape(age)}</span></p>'


def _flags(card: Card) -> str:
    n = len(card.flags)
    if not n:
        return ""
    said = ngettext("%(n)s thing to mend", "%(n)s things to mend", n) % {"n": n}
    href = f"{reverse('opportunity', args=[card.deal.pk])}#hygiene"
    return f'<p class="deal-flags"><a href="{href}">{escape(said)}</a></p>'


def _menu(card: Card, query: str, csrf: str) -> str:
    deal, action = card.deal, reverse("advance", args=[card.deal.pk])
    move, stage, go = gettext("Move to …"), gettext("Stage"), gettext("Move there")
    options = "".join(
        f'<option value="{escape(one.value)}">{escape(one.label)}</option>' for one in card.moves
    )
    return (
        f'<details class="deal-menu" data-row-key="m" data-key-says="{escape(move)}">'
        f'<summary>{escape(move)}<span class="visually-hidden">'
        f" {escape(card.company or deal.name)}</span></summary>"
        f'<form class="deal-move" method="post" action="{action}" hx-post="{action}" hx-target="#board-asks">{csrf}'
        f'<input type="hidden" name="board" value="{escape(query)}">'
        f'<input type="hidden" name="before" value="{escape(deal.stage)}">'
        f'<input type="hidden" name="version" value="{deal.version}">'
        f'<label class="visually-hidden" for="to-{deal.pk}">{escape(stage)}</label>'
        f'<select class="form-select form-select-sm" id="to-{deal.pk}" name="stage">{options}</select>'
        f'<button class="btn btn-sm" type="submit">{escape(go)}</button></form></details>'
    )
