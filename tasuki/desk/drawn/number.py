"""A number of a report, as HTML: written here and not as a template, because a table has a thousand of them."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tasuki.desk.panels.reports import Shown


def number_drawn(shown: Shown) -> SafeString:
    """Its text, which opens the list behind it, and what makes it sure."""
    text = escape(shown.text)
    number = f'<a href="{escape(shown.href)}">{text}</a>' if shown.href else text
    before = gettext("before: %(figure)s") % {"figure": shown.before} if shown.before else ""
    return SafeString(number + _beside(shown.beside) + _beside(before))


def _beside(said: str) -> str:
    return f'<span class="number-beside">{escape(said)}</span>' if said else ""
