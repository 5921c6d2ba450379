"""/{list}.csv: every list of the desk as a file, with the parameters that stand in the address of its page."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.desk.lists.asking import lists_of, parameters_of
from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.lists.export import Shape, csv_answer, exported
from tasuki.platform.http.call import Call
from tasuki.platform.http.parameters import refuse_others
from tasuki.platform.language import language_of
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound

router = Router(tags=["exports"])


class ExportShape(Schema):
    model_config = {"extra": "allow"}

    encoding: Literal["utf-8", "utf-8-sig", "cp932"] = "utf-8"
    codes: bool = Field(
        True, description="columns by their keys, values as codes; false: words in the caller's language"
    )
    sort: str = Field("", max_length=50, description="as in the page's address, such as -captured")
    col: list[str] = Field([], description="columns by their keys; may be repeated; left out: the usual ones")


@router.get("/{name}.csv", response={200: None})
def export_list(request: Call, name: str, asked: Query[ExportShape]) -> StreamingHttpResponse:
    """Every row of a list that one may see, as CSV, sent while it is read.

    ``name`` is leads, opportunities, accounts, contacts, handoffs, campaigns or clocks. All filters of the page are
    parameters here, under the names that they have in its address: state, owner, source, q, captured …
    """
    listed = LISTS.get(name)
    if listed is None:
        raise NotFound("list", name)
    refuse_others(request.GET, (*ExportShape.model_fields, *parameters_of(listed)))
    zone = Person.objects.filter(pk=request.auth.person_id).values_list("zone", flat=True).first() or "UTC"
    shape = Shape(asked.encoding, asked.codes, language_of(request), ZoneInfo(zone))
    pieces = exported(listed, lists_of(request.GET), shape, by=request.auth, at=request.at)
    return csv_answer(pieces, name, shape, request.at.astimezone(shape.zone).date())
