"""How one is told."""

from __future__ import annotations

from datetime import time

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.settings.notices import notice_settings
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.notices import actions
from tasuki.notices.actions.choose import Chosen
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_


@require_http_methods(["GET", "POST"])
@page
def notices(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _form(request)
    return submitted(
        request,
        lambda: actions.choose(request.person.pk, _chosen(request.POST), by=request.actor),
        done=lambda _: back(request, "notice_settings", said=gettext("Your preferences are kept.")),
        again=lambda refused: _form(request, refused),
    )


def _chosen(post: QueryDict) -> Chosen:
    """What was typed. Raises `Invalid`."""
    ways: dict[tuple[str, str], str] = {}
    addresses: dict[str, str] = {}
    for name in post:
        first, _, rest = name.partition("/")
        if first == "ways":
            kind, _, channel = rest.partition("/")
            ways[kind, channel] = post.get(name, "")
        elif first == "addresses":
            addresses[rest] = post.get(name, "")
    day = post.get("digest_on", "")
    return Chosen(
        ways=ways,
        quiet=(_clock(post, "quiet_from"), _clock(post, "quiet_until")),
        digest_at=_clock(post, "digest_at"),
        digest_on=int(day) if day.isdecimal() else None,
        addresses=addresses,
    )


def _clock(post: QueryDict, name: str) -> time | None:
    typed = post.get(name, "")
    try:
        return time.fromisoformat(typed) if typed else None
    except ValueError:
        raise invalid(f"/{name}", N_("Write a time of day such as 08:30."), "not_a_time") from None


def _form(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = notice_settings(request.person, refused, kept_from(request, refused))
    return settings_page(request, "notice_settings", "notices", page=shown, refused=refused)
