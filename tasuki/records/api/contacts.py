"""/contacts: people at accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.etag import expected_version
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import page_schema
from tasuki.platform.identity.contact_points import normalised_email
from tasuki.platform.refusals import NotFound
from tasuki.records import actions
from tasuki.records.api.merging import add_merging
from tasuki.records.models import Contact
from tasuki.rules.reading import read

router = Router(tags=["contacts"])


class ContactOut(Schema):
    id: UUID
    external_id: str | None = None
    version: int
    account_id: UUID | None = None
    account: str | None = Field(None, description="the account's name")
    name: str = Field(examples=["高橋 美咲"])
    family_name: str
    given_name: str
    kana: str
    title: str
    email: str
    phone: str
    consent: dict[str, Any]
    fields: dict[str, Any]
    merged_into_id: UUID | None = None
    created_at: datetime


class WhichContacts(Schema):
    account: UUID | None = None
    email: str | None = None
    external_id: str | None = None


_EXAMPLE = {"name": "高橋 美咲", "email": "misaki.takahashi@example.co.jp", "title": "情報システム部長"}
NewContact = Annotated[dict[str, Any], shaped_like(actions.NewContact, _EXAMPLE), Body()]
ContactChanges = Annotated[dict[str, Any], shaped_like(actions.ContactFields, {"title": "取締役"}), Body()]

COLUMNS = (
    "id", "external_id", "version", "account_id", "name", "family_name", "given_name", "kana", "title", "email",
    "phone", "consent", "fields", "merged_into_id", "created_at", "account__name",
)  # fmt: skip


@router.get("", response=page_schema(ContactOut))
def list_contacts(request: Call, which: Query[WhichContacts], paging: Query[Paging]) -> HttpResponse:
    """Contacts, the newest first."""
    ask_any(request.auth, "account.read")
    rows = Contact.objects.all()
    if which.account:
        rows = rows.filter(account=which.account)
    if which.email:
        rows = rows.filter(email=normalised_email(which.email) or which.email)
    if which.external_id:
        rows = rows.filter(external_id=which.external_id)
    items, following = page_of(rows, paging, *COLUMNS, order=("-id",))
    return answer({"items": [shown(item) for item in items], "next_cursor": following})


@router.post("", response={201: ContactOut})
def create_contact(request: Call, payload: NewContact) -> HttpResponse:
    """A new person. 409 names the contact that it is exactly (O-10), unless ``force`` is sent."""
    asked = read(actions.NewContact, payload)
    contact = actions.create_contact(asked, by=request.auth, at=request.at)
    return _answer(contact.pk, 201, f"{request.path}/{contact.pk}")


@router.get("/{uuid:contact_id}", response=ContactOut)
def get_contact(request: Call, contact_id: UUID) -> HttpResponse:
    """One contact. The ETag is its version."""
    ask_any(request.auth, "account.read")
    return _answer(contact_id)


@router.patch("/{uuid:contact_id}", response=ContactOut)
def change_contact(request: Call, contact_id: UUID, payload: ContactChanges) -> HttpResponse:
    """Change the fields that are named; with If-Match only from that version."""
    actions.edit_contact(
        contact_id, payload, by=request.auth, at=request.at, expected=expected_version(request)
    )
    return _answer(contact_id)


def _answer(contact_id: UUID, status: int = 200, location: str | None = None) -> HttpResponse:
    row = Contact.objects.filter(pk=contact_id).values(*COLUMNS).first()
    if row is None:
        raise NotFound("contact", contact_id)
    return answer(shown(row), status, version=row["version"], location=location)


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"account": row.pop("account__name")}


add_merging(router, "contact", ContactOut, _answer)
