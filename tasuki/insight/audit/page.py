"""The report as one HTML file that asks nothing of anybody: styles and charts are inside."""

from __future__ import annotations

from django.template.loader import render_to_string

from tasuki.insight.audit.telling.parts import Speaker
from tasuki.insight.audit.telling.report import Told
from tasuki.rules.wording import N_


def html_of(told: Told) -> str:
    say = Speaker(told.language).say
    return render_to_string(
        "insight/audit.html",
        {
            "told": told,
            "contents": say(N_("Contents")),
            "footer": say(
                N_(
                    "Made by tasuki audit on your own machine; nothing was sent anywhere and nothing was kept."
                )
            ),
        },
    )
