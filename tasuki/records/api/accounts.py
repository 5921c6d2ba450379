"""/accounts: companies."""

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
from tasuki.platform.identity.contact_points import registrable_domain
from tasuki.platform.refusals import NotFound
from tasuki.records import actions
from tasuki.records.api.merging import add_merging
from tasuki.records.models import Account
from tasuki.rules.reading import read

router = Router(tags=["accounts"])


class AccountOut(Schema):
    id: UUID
    external_id: str | None = None
    version: int
    name: str = Field(examples=["株式会社サンプル製作所"])
    legal_form: str = Field(description="kept apart from the name: ㈱ and ㈲ of one name are two companies")
    domain: str
    country: str
    region: str
    industry: str
    segment: str
    employees: int | None = None
    business_model: str
    technologies: list[str]
    tier: str
    background: str
    owner: str | None = Field(None, description="handle")
    fields: dict[str, Any]
    merged_into_id: UUID | None = None
    created_at: datetime


class WhichAccounts(Schema):
    domain: str | None = Field(None, description="also a URL or an e-mail address")
    owner: str | None = Field(None, description="handle; me is the caller")
    external_id: str | None = None


_EXAMPLE = {"name": "株式会社サンプル製作所", "domain": "example.co.jp", "country": "JP", "employees": 850}
NewAccount = Annotated[dict[str, Any], shaped_like(actions.NewAccount, _EXAMPLE), Body()]
AccountChanges = Annotated[dict[str, Any], shaped_like(actions.AccountFields, {"tier": "a"}), Body()]

COLUMNS = (
    "id", "external_id", "version", "name", "legal_form", "domain", "country", "region", "industry", "segment",
    "employees", "business_model", "technologies", "tier", "background", "fields", "merged_into_id", "created_at",
    "owner__handle",
)  # fmt: skip


@router.get("", response=page_schema(AccountOut))
def list_accounts(request: Call, which: Query[WhichAccounts], paging: Query[Paging]) -> HttpResponse:
    """Accounts, the newest first."""
    ask_any(request.auth, "account.read")
    rows = Account.objects.all()
    if which.domain:
        rows = rows.filter(domain=registrable_domain(which.domain) or which.domain)
    if which.owner:
        rows = rows.filter(owner__handle=request.auth.handle if which.owner == "me" else which.owner)
    if which.external_id:
        rows = rows.filter(external_id=which.external_id)
    items, following = page_of(rows, paging, *COLUMNS, order=("-id",))
    return answer({"items": [shown(item) for item in items], "next_cursor": following})


@router.post("", response={201: AccountOut})
def create_account(request: Call, payload: NewAccount) -> HttpResponse:
    """A new company. 409 names the account that it is exactly (O-10), unless ``force`` is sent."""
    asked = read(actions.NewAccount, payload)
    account = actions.create_account(asked, by=request.auth, at=request.at)
    return _answer(account.pk, 201, f"{request.path}/{account.pk}")


@router.get("/{uuid:account_id}", response=AccountOut)
def get_account(request: Call, account_id: UUID) -> HttpResponse:
    """One account. The ETag is its version."""
    ask_any(request.auth, "account.read")
    return _answer(account_id)


@router.patch("/{uuid:account_id}", response=AccountOut)
def change_account(request: Call, account_id: UUID, payload: AccountChanges) -> HttpResponse:
    """Change the fields that are named; with If-Match only from that version."""
    actions.edit_account(
        account_id, payload, by=request.auth, at=request.at, expected=expected_version(request)
    )
    return _answer(account_id)


def _answer(account_id: UUID, status: int = 200, location: str | None = None) -> HttpResponse:
    row = Account.objects.filter(pk=account_id).values(*COLUMNS).first()
    if row is None:
        raise NotFound("account", account_id)
    return answer(shown(row), status, version=row["version"], location=location)


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"owner": row.pop("owner__handle")}


add_merging(router, "account", AccountOut, _answer)
