"""API tokens: made, and revoked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.forms.moments import moment_typed
from tasuki.desk.panels.settings.tokens import tokens_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.platform.access import tokens as tokens_made
from tasuki.platform.access.actor import ask_any
from tasuki.platform.people.queries import person_called


@require_http_methods(["GET", "POST"])
@page
def tokens(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _shown(request)
    return submitted(
        request,
        lambda: _make(request),
        done=lambda secret: _shown(request, secret=secret),
        again=lambda refused: _shown(request, refused=refused),
    )


def _make(request: Visit) -> str:
    """The new token's secret: it stands on the page that answers, and nowhere afterwards."""
    post = request.POST
    ask_any(request.actor, "token.create")
    ends = post.get("expires_at", "")
    _, secret = tokens_made.create(
        person_called(post.get("person") or request.actor.handle),
        by=request.actor,
        at=request.at,
        scopes=frozenset(post.get("scopes", "").replace(",", " ").split()),
        name=post.get("name", "").strip(),
        expires_at=moment_typed(ends, request.zone, "/expires_at") if ends else None,
    )
    return secret


@require_POST
@page
def revoke_token(request: Visit, token_id: UUID) -> HttpResponse:
    tokens_made.revoke(token_id, by=request.actor, at=request.at)
    return back(request, "tokens", said=gettext("The token is revoked."))


def _shown(request: Visit, *, secret: str = "", refused: Refused | None = None) -> HttpResponse:
    shown = tokens_page(
        request.GET,
        by=request.actor,
        at=request.at,
        secret=secret,
        refused=refused,
        typed=kept_from(request, refused),
    )
    return settings_page(request, "tokens", "tokens", page=shown, refused=refused)
