"""Webhooks: made, changed, tried out, replayed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.forms.moments import moment_typed
from tasuki.desk.panels.settings.webhooks import webhook_page, webhooks_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.integrations.webhooks import actions
from tasuki.integrations.webhooks.models import Endpoint

Made = tuple[Endpoint, str]


@require_http_methods(["GET", "POST"])
@page
def webhooks(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _list(request)
    post = request.POST
    return submitted(
        request,
        lambda: actions.add(
            post.get("url", "").strip(),
            by=request.actor,
            at=request.at,
            codes=post.getlist("codes"),
            description=post.get("description", ""),
        ),
        done=lambda made: _one(request, made[0].pk, secret=made[1]),
        again=lambda refused: _list(request, refused),
    )


@require_http_methods(["GET", "POST"])
@page
def webhook(request: Visit, webhook_id: UUID) -> HttpResponse:
    if request.method == "GET":
        return _one(request, webhook_id)
    post = request.POST
    return submitted(
        request,
        lambda: actions.edit(
            webhook_id,
            by=request.actor,
            at=request.at,
            url=post.get("url", "").strip(),
            codes=post.getlist("codes"),
            description=post.get("description", ""),
        ),
        done=lambda _: back(request, "webhook", webhook_id, said=gettext("The endpoint is changed.")),
        again=lambda refused: _one(request, webhook_id, refused=refused),
    )


@require_POST
@page
def rotate(request: Visit, webhook_id: UUID) -> HttpResponse:
    """The new secret stands on the page that answers, and nowhere afterwards."""
    _, secret = actions.rotate(webhook_id, by=request.actor, at=request.at)
    return _one(request, webhook_id, secret=secret)


@require_POST
@page
def switch(request: Visit, webhook_id: UUID) -> HttpResponse:
    """On or off, as the pressed button says."""
    act = actions.enable if request.POST.get("to") == "on" else actions.disable
    endpoint = act(webhook_id, by=request.actor, at=request.at)
    said = (
        gettext("The endpoint is disabled.") if endpoint.disabled_at else gettext("The endpoint hears again.")
    )
    return back(request, "webhook", webhook_id, said=said)


@require_POST
@page
def remove(request: Visit, webhook_id: UUID) -> HttpResponse:
    actions.remove(webhook_id, by=request.actor, at=request.at)
    return back(request, "webhooks", said=gettext("The endpoint is removed."))


@require_POST
@page
def test(request: Visit, webhook_id: UUID) -> HttpResponse:
    actions.send_test(webhook_id, by=request.actor, at=request.at)
    return back(
        request, "webhook", webhook_id, said=gettext("A test is on its way: see the log."), fragment="log"
    )


@require_POST
@page
def replay(request: Visit, webhook_id: UUID, message_id: UUID) -> HttpResponse:
    actions.replay(webhook_id, message_id, by=request.actor, at=request.at)
    said = gettext("%(count)s messages are on their way.") % {"count": 1}
    return back(request, "webhook", webhook_id, said=said, fragment="log")


@require_POST
@page
def replay_since(request: Visit, webhook_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.replay_since(
            webhook_id,
            moment_typed(request.POST.get("since", ""), request.zone, "/since"),
            by=request.actor,
            at=request.at,
        ),
        done=lambda count: back(
            request, "webhook", webhook_id,
            said=gettext("%(count)s messages are on their way.") % {"count": count}, fragment="log",
        ),
        again=lambda refused: _one(request, webhook_id, refused=refused),
    )  # fmt: skip


def _list(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = webhooks_page(by=request.actor, refused=refused, typed=kept_from(request, refused))
    return settings_page(request, "webhooks", "webhooks", page=shown, refused=refused)


def _one(
    request: Visit, webhook_id: UUID, *, secret: str = "", refused: Refused | None = None
) -> HttpResponse:
    shown = webhook_page(
        webhook_id,
        request.GET,
        by=request.actor,
        secret=secret,
        refused=refused,
        typed=kept_from(request, refused),
    )
    return settings_page(request, "webhooks", "webhook", page=shown, refused=refused)
