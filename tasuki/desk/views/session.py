"""Sign in, sign out, and how the pages are: their language, light or dark."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tasuki.desk.forms.field import Field
from tasuki.desk.refused import Refused
from tasuki.desk.theme import remember_theme
from tasuki.platform.language import remember_language
from tasuki.platform.people import sign_in as people
from tasuki.platform.refusals import NotSignedIn


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    wanted = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return redirect(wanted) if request.user.is_authenticated else _form(request, wanted)
    name, password = request.POST.get("name", ""), request.POST.get("password", "")
    try:
        people.sign_in(request, name, password)
    except NotSignedIn as refusal:
        return _form(request, wanted, name, Refused(refusal.title))
    return redirect(wanted)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    people.sign_out(request)
    return redirect(settings.LOGIN_URL)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from here on, and stay on the page."""
    remember_language(request, request.POST.get("language", ""))
    return redirect(_safe(request, request.POST.get("next", "")))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Be light, dark, or as the system is, from here on, and stay on the page."""
    answer = redirect(_safe(request, request.POST.get("next", "")))
    remember_theme(answer, request.POST.get("theme", ""))
    return answer


def _form(request: HttpRequest, wanted: str, name: str = "", refused: Refused | None = None) -> HttpResponse:
    fields = (
        Field("name", gettext("Name or e-mail address"), value=name, required=True),
        Field("password", gettext("Password"), "password", required=True),
    )
    shown = {"fields": fields, "next": wanted, "refused": refused}
    return render(request, "desk/sign_in.html", shown, status=401 if refused else 200)


def _safe(request: HttpRequest, wanted: str) -> str:
    """Only addresses of our own; anything else leads to the first page."""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and own else reverse(settings.LOGIN_REDIRECT_URL)
