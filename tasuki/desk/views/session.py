"""Sign in, sign out, and how the pages are: their language, light or dark."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Arrival, entrance
from tasuki.desk.forms.field import Field
from tasuki.desk.refused import Refused, refused_by
from tasuki.desk.theme import remember_theme
from tasuki.platform.entry import door, sessions
from tasuki.platform.entry.door import Step
from tasuki.platform.entry.providers import providers
from tasuki.platform.language import remember_language
from tasuki.platform.refusals import NotSignedIn, Refusal, TooManyAttempts

NEXT = {Step.CODE: "sign_in_code", Step.ENROL: "sign_in_set_up"}


@require_http_methods(["GET", "POST"])
@entrance
def sign_in(request: Arrival) -> HttpResponse:
    wanted = safe_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return redirect(wanted) if request.user.is_authenticated else _form(request, wanted)
    name, password = request.POST.get("name", ""), request.POST.get("password", "")
    try:
        step = door.by_password(request, name, password, wanted, request.at)
    except (NotSignedIn, TooManyAttempts) as refusal:
        return _form(request, wanted, name, refusal)
    return following(step, wanted)


def following(step: Step, wanted: str) -> HttpResponse:
    """The page that comes after a step of coming in."""
    return redirect(wanted) if step is Step.IN else redirect(NEXT[step])


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.sign_out(request)
    return redirect(settings.LOGIN_URL)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from here on, and stay on the page."""
    remember_language(request, request.POST.get("language", ""))
    return redirect(safe_address(request, request.POST.get("next", "")))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Be light, dark, or as the system is, from here on, and stay on the page."""
    answer = redirect(safe_address(request, request.POST.get("next", "")))
    remember_theme(answer, request.POST.get("theme", ""))
    return answer


def _form(request: HttpRequest, wanted: str, name: str = "", refusal: Refusal | None = None) -> HttpResponse:
    fields = (
        Field("name", gettext("Name or e-mail address"), value=name, required=True, autocomplete="username"),
        Field("password", gettext("Password"), "password", required=True, autocomplete="current-password"),
    )
    refused: Refused | None = refused_by(refusal) if refusal else None
    shown = {"fields": fields, "next": wanted, "refused": refused, "providers": providers()}
    return render(request, "desk/sign_in.html", shown, status=refusal.status if refusal else 200)


def safe_address(request: HttpRequest, wanted: str) -> str:
    """Only addresses of our own, from their root on; anything else leads to the first page."""
    own = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own else reverse(settings.LOGIN_REDIRECT_URL)
