"""The draft in forms: its tables, their rows, one row at a time."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tasuki.desk.door import Visit, back, page, submitted, typed_in
from tasuki.desk.forms.playbook.rows import row_typed
from tasuki.desk.forms.playbook.work_limit import NAME, TABLE, row_id, work_limit_row
from tasuki.desk.forms.shapes import typed_tree
from tasuki.desk.panels.playbook.tables import draft_for, row_named, row_page, table_page, tables_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.playbook_versions import revision_typed
from tasuki.platform.refusals import NotFound
from tasuki.playbooks import actions
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.shape import is_plain_list
from tasuki.rules.layering import name_of

Row = Mapping[str, Any]


@require_GET
@page
def tables(request: Visit, stamp: str) -> HttpResponse:
    shown = tables_page(stamp, by=request.actor)
    return render(request, "desk/playbook/tables.html", {"page": shown, "version": shown.version})


@require_http_methods(["GET", "POST"])
@page
def table(request: Visit, stamp: str, table: str) -> HttpResponse:
    """The rows of a list; of a table that stands alone its form."""
    if request.method == "GET":
        return _table(request, stamp, table)
    version = draft_for(stamp, request.actor)
    typed = _typed(request, table, version, "")
    values = {"free_mail": typed.get("value")} if is_plain_list(table) else _with_gaps(version, table, typed)
    return submitted(
        request,
        lambda: actions.change_table(version.pk, table, values, **_who(request)),
        done=lambda changed: back(request, "playbook_table", str(changed), table, said=_kept()),
        again=lambda refused: _table(request, stamp, table, _about(refused, table, ""), typed),
    )


def _table(
    request: Visit, stamp: str, table: str, refused: Refused | None = None, typed: Row | None = None
) -> HttpResponse:
    shown = table_page(stamp, table, by=request.actor, refused=refused, typed=typed)
    context = {"page": shown, "version": shown.version, "refused": refused}
    return render(request, "desk/playbook/table.html", context)


@require_http_methods(["GET", "POST"])
@page
def row(request: Visit, stamp: str, table: str, name: str = "") -> HttpResponse:
    """One row: to be changed, or without a name to be added."""
    if request.method == "GET":
        return _row(request, stamp, table, name)
    version = draft_for(stamp, request.actor)
    typed = _typed(request, table, version, name)
    return submitted(
        request,
        lambda: _written(request, version, table, name, typed),
        done=lambda changed: back(request, "playbook_table", str(changed), table, said=_kept()),
        again=lambda refused: _row(
            request, stamp, table, name, _about(refused, table, name_of(typed) or name), typed
        ),
    )


def _row(
    request: Visit,
    stamp: str,
    table: str,
    name: str,
    refused: Refused | None = None,
    typed: Row | None = None,
) -> HttpResponse:
    limit = request.POST.get(NAME) if typed is not None else None
    shown = row_page(stamp, table, name, by=request.actor, refused=refused, typed=typed, work_limit=limit)
    context = {"page": shown, "version": shown.version, "refused": refused}
    return render(request, "desk/playbook/row.html", context)


@transaction.atomic
def _written(request: Visit, version: PlaybookVersion, table: str, name: str, typed: Row) -> PlaybookVersion:
    """The row, and for a stage the row that limits how much it may hold."""
    who = _who(request)
    if name:
        changed = actions.change_row(version.pk, table, name, typed, **who)
    else:
        changed = actions.add_row(version.pk, table, typed, **who)
    limit = request.POST.get(NAME, "").strip()
    return _limited(changed, typed, limit, request) if table == "stage" else changed


def _limited(version: PlaybookVersion, stage: Row, limit: str, request: Visit) -> PlaybookVersion:
    who: dict[str, Any] = {"by": request.actor, "at": request.at}
    own = row_id(str(stage.get("key", "")))
    try:
        before = row_named(version, TABLE, own)
    except NotFound:
        return actions.add_row(version.pk, TABLE, work_limit_row(stage, limit), **who) if limit else version
    if not limit:
        return actions.remove_row(version.pk, TABLE, own, **who)
    return actions.change_row(version.pk, TABLE, own, {**before, "threshold": limit}, **who)


@require_POST
@page
def move(request: Visit, stamp: str, table: str) -> HttpResponse:
    version = draft_for(stamp, request.actor)
    name, to = request.POST.get("name", ""), request.POST.get("to", "")
    place = int(to) if to.isdecimal() else 0
    return submitted(
        request,
        lambda: actions.move_row(version.pk, table, name, place, **_who(request)),
        done=lambda changed: back(
            request,
            "playbook_table",
            str(changed),
            table,
            said=gettext("It stands there now."),
            fragment=f"row-{place}",
        ),
        again=lambda refused: _table(request, stamp, table, refused),
    )


@require_POST
@page
def remove(request: Visit, stamp: str, table: str) -> HttpResponse:
    version = draft_for(stamp, request.actor)
    name = request.POST.get("name", "")
    return submitted(
        request,
        lambda: actions.remove_row(version.pk, table, name, **_who(request)),
        done=lambda changed: back(
            request, "playbook_table", str(changed), table, said=gettext("It is taken out of the draft.")
        ),
        again=lambda refused: _table(request, stamp, table, refused),
    )


def _who(request: Visit) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at, "seen": revision_typed(request)}


def _kept() -> str:
    return gettext("The draft is kept.")


def _typed(request: Visit, table: str, version: PlaybookVersion, name: str) -> dict[str, Any]:
    """What the form says, as the file would say it."""
    tree = typed_tree({f"row/{key}": text for key, text in typed_in(request).items()}, "row")
    if is_plain_list(table):
        return {"value": [line.strip() for line in tree.get("value", "").splitlines() if line.strip()]}
    before = row_named(version, table, name) if name else _single(version, table)
    return row_typed(table, tree, before)


def _single(version: PlaybookVersion, table: str) -> Row:
    held = tomllib.loads(version.toml).get(table, {})
    return held if isinstance(held, Mapping) else {}


def _with_gaps(version: PlaybookVersion, table: str, typed: Row) -> dict[str, Any]:
    """What a form leaves empty is taken out of its table; what stays the same is not written again."""
    before = _single(version, table)
    gone = {key: None for key in before if key not in typed}
    return {**gone, **{key: value for key, value in typed.items() if before.get(key) != value}}


def _about(refused: Refused, table: str, name: str) -> Refused:
    """The same refusal with pointers as the fields of this form are called."""
    prefix = f"/{table}/{name}/" if name else f"/{table}/"
    problems = tuple(
        replace(one, pointer="/" + one.pointer.removeprefix(prefix))
        if one.pointer.startswith(prefix)
        else one
        for one in refused.problems
    )
    return replace(refused, problems=problems)
