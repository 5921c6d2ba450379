"""One cell of a list: its form, and its change through the record's own action.

With htmx the form stands in the cell and the row follows; without, it is a page of its own that leads back to the list.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, kept_from, page, submitted, typed_in
from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.lists.description import Change, RecordList, Seen
from tasuki.desk.lists.editing import cell_form, change_cell
from tasuki.desk.lists.page import line_of
from tasuki.desk.refused import Refused
from tasuki.playbooks.queries import in_force


@require_http_methods(["GET", "POST"])
@page
def cell(request: Visit, name: str, key: UUID, column: str) -> HttpResponse:
    listed = LISTS[name]
    if request.method == "GET":
        return _form(request, listed, key, column)
    version = request.POST.get("version", "")
    change = Change(request.actor, request.at, request.zone, int(version) if version.isdigit() else None)
    return submitted(
        request,
        lambda: change_cell(listed, key, column, typed_in(request), change),
        done=lambda _: _changed(request, listed, key),
        again=lambda refused: _form(request, listed, key, column, refused),
    )


def _form(
    request: Visit, listed: RecordList, key: UUID, column: str, refused: Refused | None = None
) -> HttpResponse:
    seen = Seen(request.actor, request.at, in_force())
    shown = cell_form(listed, key, column, seen, kept_from(request, refused))
    context = {
        "cell": shown, "action": request.path, "refused": refused, "back": _back(request, listed),
        "name": str(shown.record),
    }  # fmt: skip
    return render(request, "desk/cell_form.html" if _in_place(request) else "desk/cell.html", context)


def _changed(request: Visit, listed: RecordList, key: UUID) -> HttpResponse:
    """The row as it is now, with the columns of the page where it stands; or back to that page."""
    if not _in_place(request):
        messages.success(request, gettext("The change is saved."))
        return redirect(_back(request, listed))
    line = line_of(listed, key, parse_qs(urlsplit(_seen_at(request)).query), by=request.actor, at=request.at)
    gone = HttpResponse("")  # it is no longer theirs to see
    answer = render(request, "desk/list_line.html", {"line": line}) if line else gone
    answer["HX-Retarget"] = f"#row-{key}"
    answer["HX-Reswap"] = "outerHTML"
    return answer


def _in_place(request: Visit) -> bool:
    return request.headers.get("HX-Request") == "true"


def _seen_at(request: Visit) -> str:
    """The address of the list where the cell stands."""
    return (
        request.headers.get("HX-Current-URL")
        or request.POST.get("back", "")
        or request.headers.get("Referer", "")
    )


def _back(request: Visit, listed: RecordList) -> str:
    """The list with the query under which it was seen; only the query is taken over, never a place elsewhere."""
    parts = urlsplit(_seen_at(request))
    here = reverse(listed.name)
    return f"{here}?{parts.query}" if parts.path == here and parts.query else here
