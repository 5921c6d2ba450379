"""Many records changed at once: which, with which words, how far it is, what came of it, and back again.

Without JavaScript it is three pages: the list with its ticks, the question, the result. The result follows while a job
is at work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, urlencode
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.forms.field import Field, retyped
from tasuki.desk.lists.bulk.choosing import matching, ticked
from tasuki.desk.lists.bulk.starting import AT_ONCE, start_bulk, start_undo, verb_called
from tasuki.desk.lists.bulk.telling import bulk_page, recent_bulks, title_of_verb
from tasuki.desk.lists.bulk.working import take_back, work_off
from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.lists.description import RecordList, Seen, Verb
from tasuki.desk.lists.page import records_named
from tasuki.desk.lists.saved import opened
from tasuki.desk.models import Bulk
from tasuki.desk.refused import Refused
from tasuki.desk.views.lists import list_response
from tasuki.platform.access.actor import ask_any
from tasuki.playbooks.queries import in_force

NAMED = 10
ALL = "all"
EACH = "each"


@require_POST
@page
def ask(request: Visit, name: str) -> HttpResponse:
    """What has to be said before it is done; or the list again, where nothing was chosen."""
    listed = LISTS[name]
    if "export" in request.POST:
        return _export(request, listed)

    def again(refused: Refused) -> HttpResponse:
        return list_response(request, listed, parse_qs(request.POST.get("query", "")), refused)

    return submitted(
        request,
        lambda: _question(request, listed),
        done=lambda context: _asked(request, context),
        again=again,
    )


def _export(request: Visit, listed: RecordList) -> HttpResponse:
    """The file of the ticked rows; without a tick, of all that match."""
    ids = [("id", one) for one in request.POST.getlist("id")]
    asked = urlencode([*parse_qsl(request.POST.get("query", "")), *ids])
    return redirect(f"{reverse(f'{listed.name}_csv')}?{asked}")


def _asked(request: Visit, context: Mapping[str, object]) -> HttpResponse:
    return render(request, "desk/bulk_ask.html", context)


def _question(request: Visit, listed: RecordList, refused: Refused | None = None) -> Mapping[str, object]:
    post = request.POST
    seen = Seen(request.actor, request.at, in_force())
    verb = verb_called(listed.name, post.get("verb", ""))
    ask_any(request.actor, verb.permission)
    keys = _meant(request, listed, seen, verb)
    typed = kept_from(request, refused)
    each = verb.each is not None
    names = records_named(listed, keys[: AT_ONCE if each else NAMED], seen)
    return {
        "listed": listed,
        "verb": verb,
        "title": title_of_verb(verb),
        "undo_says": gettext(verb.undo_says) if verb.undo_says else "",
        "count": len(keys),
        "names": list(names.values()),
        "more": len(keys) - len(names),
        "fields": retyped(verb.fields(seen), typed),
        "each": [(name, _of_one(verb, seen, key, typed)) for key, name in names.items()] if each else (),
        "ids": [str(key) for key in keys] if post.get("which") != ALL else (),
        "which": post.get("which", ""),
        "query": post.get("query", ""),
        "key": post.get("key") or uuid4().hex,
        "at_once": AT_ONCE,
        "refused": refused,
    }


def _meant(request: Visit, listed: RecordList, seen: Seen, verb: Verb) -> list[UUID]:
    post = request.POST
    if post.get("which") == ALL:
        given = opened(listed, parse_qs(post.get("query", "")), request.actor).given
        return matching(listed, {name: list(values) for name, values in given.items()}, seen, verb)
    return ticked(listed, post.getlist("id"), seen)


def _of_one(verb: Verb, seen: Seen, key: UUID, typed: Mapping[str, str] | None) -> tuple[Field, ...]:
    """The fields that are asked for this record alone."""
    fields = verb.each(seen) if verb.each else ()
    named = tuple(
        Field(f"{EACH}/{key}/{one.name}", one.label, one.kind, help=one.help, required=one.required)
        for one in fields
    )
    return retyped(named, typed)


@require_POST
@page
def run(request: Visit, name: str) -> HttpResponse:
    """Do it: at once for a few, by a job for many. The same submission twice is done once."""
    listed = LISTS[name]

    def again(refused: Refused) -> HttpResponse:
        return render(request, "desk/bulk_ask.html", _question(request, listed, refused))

    return submitted(request, lambda: _start(request, listed), done=_started, again=again, form="bulk")


def _start(request: Visit, listed: RecordList) -> Bulk:
    post = request.POST
    seen = Seen(request.actor, request.at, in_force())
    verb = verb_called(listed.name, post.get("verb", ""))
    names = [field.name for field in verb.fields(seen)]
    bulk = start_bulk(
        listed.name,
        verb.key,
        lambda: _meant(request, listed, seen, verb),
        {name: post.get(name, "") for name in names},
        key=post.get("key", "") or uuid4().hex,
        by=request.actor,
        at=request.at,
        each=_each(request),
    )
    if bulk.total <= AT_ONCE:
        work_off(bulk.pk, lambda: request.at)
    return bulk


def _each(request: Visit) -> Mapping[UUID, Mapping[str, str]]:
    """Record → what was typed about it alone."""
    found: dict[UUID, dict[str, str]] = {}
    for name, value in request.POST.items():
        parts = name.split("/", 2)
        if parts[0] == EACH and len(parts) == 3:
            found.setdefault(UUID(parts[1]), {})[parts[2]] = str(value)
    return found


def _started(bulk: Bulk) -> HttpResponse:
    return redirect("bulk", bulk.pk)


@page
def show(request: Visit, bulk_id: UUID) -> HttpResponse:
    return _shown(request, bulk_id)


def _shown(request: Visit, bulk_id: UUID, refused: Refused | None = None) -> HttpResponse:
    shown = bulk_page(bulk_id, by=request.actor, at=request.at, cursor=request.GET.get("cursor", ""))
    only = request.headers.get("HX-Target") == "bulk"
    template = "desk/bulk_progress.html" if only else "desk/bulk.html"
    return render(request, template, {"page": shown, "refused": refused})


@require_POST
@page
def undo(request: Visit, bulk_id: UUID) -> HttpResponse:
    def act() -> Bulk:
        bulk = start_undo(bulk_id, by=request.actor, at=request.at)
        if bulk.total <= AT_ONCE:
            take_back(bulk.pk, lambda: request.at)
        return bulk

    return submitted(
        request,
        act,
        done=lambda bulk: back(request, "bulk", bulk.pk),
        again=lambda refused: _shown(request, bulk_id, refused),
    )


@page
def recent(request: Visit) -> HttpResponse:
    bulks: Sequence[tuple[Bulk, str]] = recent_bulks(request.actor)
    return render(request, "desk/bulks.html", {"bulks": bulks})
