"""One's own way in: password, second factor, sessions; and which roles must have a second factor."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.panels.settings.sign_in import rules_page, set_up_page, sign_in_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.platform.entry import devices, identities, passwords, second, sessions

NEW_SECRET = "entry_new_secret"


@page
def sign_in_settings(request: Visit) -> HttpResponse:
    return _shown(request)


def _shown(request: Visit, refused: Refused | None = None) -> HttpResponse:
    key = request.session.session_key or ""
    shown = sign_in_page(request.person, key, at=request.at, refused=refused)
    return settings_page(request, "sign_in_settings", "sign_in", page=shown, refused=refused)


def _done(request: Visit, act: Callable[[], object], said: str, form: str) -> HttpResponse:
    return submitted(
        request,
        act,
        done=lambda _: back(request, "sign_in_settings", said=said),
        again=lambda refused: _shown(request, refused),
        form=form,
    )


@sensitive_post_parameters("old", "password", "again")
@require_POST
@page
def change_password(request: Visit) -> HttpResponse:
    post = request.POST

    def act() -> None:
        passwords.change_password(
            request,
            post.get("old", ""),
            post.get("password", ""),
            post.get("again", ""),
            by=request.actor,
            at=request.at,
        )

    said = gettext("The password is changed, and your other sessions have ended.")
    return _done(request, act, said, "password")


@require_http_methods(["GET", "POST"])
@page
def set_up(request: Visit) -> HttpResponse:
    """An authenticator app: the picture to scan, and the code that proves it; then the recovery codes, once."""
    secret = request.session.setdefault(NEW_SECRET, second.new_secret())
    if request.method == "GET":
        return _set_up(request, secret)
    return submitted(
        request,
        lambda: second.add(request.person, secret, request.POST.get("code", ""), at=request.at),
        done=lambda codes: _codes(request, codes),
        again=lambda refused: _set_up(request, secret, refused),
    )


def _set_up(request: Visit, secret: str, refused: Refused | None = None) -> HttpResponse:
    shown = set_up_page(request.person, secret, refused)
    return settings_page(request, "sign_in_settings", "second_factor", page=shown, refused=refused)


def _codes(request: Visit, codes: tuple[str, ...]) -> HttpResponse:
    request.session.pop(NEW_SECRET, None)
    return settings_page(request, "sign_in_settings", "recovery_codes", codes=codes)


@require_POST
@page
def renew_codes(request: Visit) -> HttpResponse:
    return submitted(
        request,
        lambda: second.renew_codes(request.person, request.POST.get("code", ""), at=request.at),
        done=lambda codes: _codes(request, codes),
        again=lambda refused: _shown(request, refused),
        form="factor",
    )


@require_POST
@page
def remove(request: Visit) -> HttpResponse:
    def act() -> None:
        second.remove(request.person, request.POST.get("code", ""), at=request.at)

    return _done(request, act, gettext("The second factor is taken away."), "factor")


@require_POST
@page
def end_session(request: Visit, session_id: UUID) -> HttpResponse:
    sessions.end(request.person, session_id)
    return back(request, "sign_in_settings", said=gettext("The session has ended."), fragment="sessions")


@require_POST
@page
def end_others(request: Visit) -> HttpResponse:
    """Signed out everywhere but here; no browser is remembered any more."""
    sessions.end_all(request.person.pk, but=request.session.session_key)
    devices.forget_all(request.person)
    return back(request, "sign_in_settings", said=gettext("You are signed out everywhere else."))


@require_POST
@page
def unlink(request: Visit, provider: str) -> HttpResponse:
    identities.unlink(request.person, provider, at=request.at)
    return back(request, "sign_in_settings", said=gettext("The account is unlinked."))


@require_http_methods(["GET", "POST"])
@page
def rules(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _rules(request)
    return submitted(
        request,
        lambda: second.demand_of(request.POST.getlist("roles"), by=request.actor, at=request.at),
        done=lambda _: back(request, "sign_in_rules", said=gettext("The rule is kept.")),
        again=lambda refused: _rules(request, refused),
    )


def _rules(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = rules_page(by=request.actor, refused=refused)
    return settings_page(request, "sign_in_rules", "sign_in_rules", page=shown, refused=refused)
