"""The web's front door: who asks and when, and how every refusal becomes a page.

A view is written as ``@page def show(request: Visit, …)``. What it does not catch becomes a page of its own: not
found, forbidden, not possible now. A form's view gives the refusal back to the form (`submitted`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tasuki.desk.refused import Refused, refused_by
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor
from tasuki.platform.entry import sessions
from tasuki.platform.http.request_id import request_id_of
from tasuki.platform.people.models import Person
from tasuki.platform.postgresql.storable import is_of_the_input
from tasuki.platform.refusals import NotFound, NotSignedIn, Refusal, invalid
from tasuki.platform.time.now import now
from tasuki.rules.problem import NOT_STORABLE
from tasuki.rules.reading import Unreadable

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class Visit(HttpRequest):
    """A signed-in person's request: ``person``, ``actor`` (``by=``), the moment (``at=``, UTC) and their zone."""

    person: Person
    actor: Actor
    at: datetime
    zone: ZoneInfo


Page = Callable[Concatenate[Visit, P], HttpResponse]


def page(view: Callable[Concatenate[Visit, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for signed-in people, in their own time zone; others are asked to sign in first."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        visit = cast(Visit, request)
        visit.person = request.user
        visit.actor = Actor.of(visit.person, "web")
        visit.at = now()
        visit.zone = ZoneInfo(visit.person.zone)
        sessions.note(visit, visit.at)
        with timezone.override(visit.zone):
            try:
                return view(visit, *args, **kwargs)
            except Refusal as refusal:
                return refusal_page(visit, refusal)
            except DataError as error:
                return refusal_page(visit, _not_storable(visit, error))

    return opened


class Arrival(HttpRequest):
    """The request of somebody who is not signed in yet, with its moment."""

    at: datetime


def entrance(view: Callable[Concatenate[Arrival, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the way in. Whoever took too long, or skipped a step, begins anew."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        arrival = cast(Arrival, request)
        arrival.at = now()
        try:
            return view(arrival, *args, **kwargs)
        except NotSignedIn as refusal:
            messages.error(request, spoken(refusal.title))
            return redirect(settings.LOGIN_URL)
        except NotFound as refusal:
            return _plain(request, refusal)
        except DataError as error:
            return _plain(request, _not_storable(request, error))

    return opened


def _plain(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "desk/plain_refused.html", {"refused": refused_by(refusal)}, status=refusal.status)


def _not_storable(request: HttpRequest, error: DataError) -> Refusal:
    """A NUL in a text, a number beyond its column: forms need not repeat every limit of the database.

    Raises the error itself where it is a fault of ours.
    """
    if not is_of_the_input(error):
        raise error
    log.warning("request %s sent what the database cannot hold: %s", request_id_of(request), error)
    return invalid("", NOT_STORABLE, "not_storable")


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    wanted = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': wanted})}")


def refusal_page(request: Visit, refusal: Refusal) -> HttpResponse:
    """A refusal that belongs to no form."""
    return render(request, "desk/refused.html", {"refused": refused_by(refusal)}, status=refusal.status)


def submitted(
    request: Visit,
    act: Callable[[], T],
    *,
    done: Callable[[T], HttpResponse],
    again: Callable[[Refused], HttpResponse],
    form: str = "",
) -> HttpResponse:
    """Carry out what a form asks; when it is refused, show the form again with the reasons and the typed values.

    ``form`` names the form on a page with several. A record that is not there is a page of its own.
    """
    try:
        result = act()
    except NotFound:
        raise
    except Refusal as refusal:
        return _again(again(refused_by(refusal, form)), refusal.status)
    except DataError as error:
        return _again(again(refused_by(_not_storable(request, error), form)), 422)
    except Unreadable as unreadable:
        return _again(again(refused_by(unreadable, form)), 422)
    return done(result)


def _again(response: HttpResponse, status: int) -> HttpResponse:
    response.status_code = status
    return response


def back(
    request: Visit, where: str, *args: Any, said: str = "", fragment: str = "", undo: str = ""
) -> HttpResponse:
    """Go to a page and say there what was done; ``undo`` is the address of the action that takes it back."""
    if said:
        messages.success(request, said, extra_tags=undo)
    return redirect(reverse(where, args=args) + (f"#{fragment}" if fragment else ""))


def typed_in(request: HttpRequest) -> dict[str, str]:
    """What was typed, name by name; what was ticked several times has a line each."""
    return {name: "\n".join(str(one) for one in request.POST.getlist(name)) for name in request.POST}


def kept_from(request: HttpRequest, refused: Refused | None) -> dict[str, str] | None:
    """What was typed, for a form that is shown again because it was refused; else None."""
    return typed_in(request) if refused is not None else None
