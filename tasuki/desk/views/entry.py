"""The further steps of coming in: the code, setting up a second factor, and a forgotten password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from tasuki.desk.door import Arrival, entrance
from tasuki.desk.forms.field import Field, told
from tasuki.desk.forms.password import code_field, new_password_fields
from tasuki.desk.refused import refused_by
from tasuki.desk.views.session import following, safe_address
from tasuki.platform.entry import attempts, door, forgotten, mail, passwords, second
from tasuki.platform.entry.providers import provider_called
from tasuki.platform.entry.visitor import visitor_of
from tasuki.platform.refusals import Invalid, NotPossibleNow, Refusal, TooManyAttempts

REFUSALS = (Invalid, NotPossibleNow, TooManyAttempts)


@require_GET
@entrance
def elsewhere(request: Arrival, provider: str) -> HttpResponse:
    """Off to an identity provider: a link, because a form may lead to our own pages only."""
    from tasuki.platform.entry import oidc

    return oidc.start(request, provider_called(provider), safe_address(request, request.GET.get("next", "")))


@require_GET
@entrance
def back_from(request: Arrival, provider: str) -> HttpResponse:
    """Back from the identity provider."""
    from tasuki.platform.entry import oidc

    step, wanted = oidc.come_back(request, provider_called(provider), request.at)
    return following(step, safe_address(request, wanted))


@require_http_methods(["GET", "POST"])
@entrance
def code(request: Arrival) -> HttpResponse:
    """The second factor of somebody who has one."""
    who = door.coming_in(request, request.at)
    if request.method == "POST":
        try:
            door.by_code(request, request.POST.get("code", ""), request.at)
        except REFUSALS as refusal:
            return _code(request, refusal)
        answer = redirect(who.wanted)
        if "remember" in request.POST:
            door.remember_browser(request, answer, who, request.at)
        return answer
    return _code(request)


def _code(request: Arrival, refusal: Refusal | None = None) -> HttpResponse:
    fields = (
        code_field(gettext("The six digits that your app shows, or a recovery code.")),
        Field("remember", gettext("Do not ask in this browser for 30 days"), "check"),
    )
    return _page(request, "sign_in_code", fields, refusal)


@require_http_methods(["GET", "POST"])
@entrance
def set_up(request: Arrival) -> HttpResponse:
    """A second factor for somebody whose role demands one, before they are in."""
    who = door.coming_in(request, request.at)
    if not who.secret:
        return redirect("sign_in_code")
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _, codes = door.by_enrolling(request, request.POST.get("code", ""), request.at)
            return render(request, "desk/recovery_codes.html", {"codes": codes, "next": who.wanted})
        except REFUSALS as error:
            refusal = error
    fields = (code_field(gettext("The six digits that the app shows now.")),)
    enrolment = second.enrolment_of(who.person, who.secret)
    return _page(request, "sign_in_set_up", fields, refusal, enrolment=enrolment)


@require_http_methods(["GET", "POST"])
@entrance
def forgot(request: Arrival) -> HttpResponse:
    """Ask for a link by mail; the answer does not tell who is here."""
    refusal: Refusal | None = None
    if request.method == "POST" and mail.can_send():
        place = request.build_absolute_uri(reverse("new_password", args=["KEY"]))
        try:
            address = visitor_of(request).address
            forgotten.ask_for_link(request.POST.get("name", ""), place, address=address, at=request.at)
            said = gettext("If somebody of this name is here, a mail with a link is on its way.")
            messages.success(request, said)
            return redirect(settings.LOGIN_URL)
        except TooManyAttempts as error:
            refusal = error
    name = Field("name", gettext("Name or e-mail address"), required=True, autocomplete="username")
    return _page(request, "forgotten", (name,), refusal, can_send=mail.can_send())


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
@entrance
def new_password(request: Arrival, key: str) -> HttpResponse:
    """Whoever holds the link chooses a password."""
    refusal: Refusal | None = None
    try:
        attempts.count(request.at, key_address=(visitor_of(request).address,))
        person = passwords.holder_of(key, request.at)
    except (Invalid, TooManyAttempts) as error:
        return _page(request, "new_password", (), error)
    if request.method == "POST":
        new, again = request.POST.get("password", ""), request.POST.get("again", "")
        try:
            passwords.choose_password(key, new, again, at=request.at)
            messages.success(request, gettext("The new password is kept: sign in with it."))
            return redirect(settings.LOGIN_URL)
        except Invalid as error:
            refusal = error
    return _page(request, "new_password", new_password_fields(), refusal, person=person)


def _page(
    request: Arrival, template: str, fields: tuple[Field, ...], refusal: Refusal | None, **context: object
) -> HttpResponse:
    refused = refused_by(refusal) if refusal else None
    shown = {"fields": told(fields, refused), "refused": refused, **context}
    return render(request, f"desk/{template}.html", shown, status=refusal.status if refusal else 200)
