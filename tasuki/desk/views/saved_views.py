"""Saved views of lists: keep one, change it, remove it, begin with it."""

from __future__ import annotations

from urllib.parse import parse_qs
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, page, submitted
from tasuki.desk.lists import saved
from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.models import SavedView
from tasuki.desk.refused import Refused
from tasuki.desk.views.lists import list_response


@require_POST
@page
def save(request: Visit, name: str) -> HttpResponse:
    post = request.POST
    query = post.get("query", "")
    return submitted(
        request,
        lambda: saved.save_view(
            name, post.get("name", ""), query, by=request.actor, at=request.at, shared=post.get("shared", ""),
            usual="usual" in post,
        ),
        done=lambda view: _to(request, view, gettext("The view is saved.")),
        again=lambda refused: list_response(request, LISTS[name], _asked(query), refused),
        form="view",
    )  # fmt: skip


@require_POST
@page
def change(request: Visit, view_id: UUID) -> HttpResponse:
    post = request.POST

    def again(refused: Refused) -> HttpResponse:
        view = SavedView.objects.get(pk=view_id)
        return list_response(request, LISTS[view.list], {"view": [str(view_id)]}, refused)

    return submitted(
        request,
        lambda: saved.change_view(
            view_id,
            by=request.actor,
            name=post.get("name"),
            query=post.get("query"),
            shared=post.get("shared"),
        ),
        done=lambda view: _to(request, view, gettext("The view is changed.")),
        again=again,
        form="change",
    )


@require_POST
@page
def remove(request: Visit, view_id: UUID) -> HttpResponse:
    view = saved.remove_view(view_id, by=request.actor)
    messages.success(request, gettext("The view is removed; the records stay."))
    return redirect(f"{reverse(view.list)}?view={saved.ALL}")


@require_POST
@page
def usual(request: Visit, name: str) -> HttpResponse:
    """The list begins with the view that is sent, or as it is."""
    chosen = request.POST.get("view", "")
    saved.make_usual(name, UUID(chosen) if chosen else None, by=request.actor)
    said = (
        gettext("The list begins with this view.") if chosen else gettext("The list begins with everything.")
    )
    messages.success(request, said)
    return redirect(f"{reverse(name)}?view={chosen or saved.ALL}")


def _to(request: Visit, view: SavedView, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(f"{reverse(view.list)}?view={view.pk}")


def _asked(query: str) -> dict[str, list[str]]:
    return {"view": [saved.ALL], **parse_qs(query)}
