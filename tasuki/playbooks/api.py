"""/playbooks: the agreement in force, its history, and how a new version comes about."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.etag import expected_version
from tasuki.platform.http.json import answer
from tasuki.platform.http.schemas import Body
from tasuki.platform.language import language_of, translator
from tasuki.platform.refusals import invalid
from tasuki.playbooks import actions
from tasuki.playbooks.comparing import differences, lines_that_differ
from tasuki.playbooks.models import PlaybookVersion, SignOff
from tasuki.playbooks.queries import announcement_for, version_stamped
from tasuki.rules.wording import N_, Text

router = Router(tags=["playbooks"])


class SignOffOut(Schema):
    side: Literal["marketing", "sales"]
    name: str
    person_id: UUID | None = None
    comment: str
    at: datetime


class Said(Schema):
    """The same in both languages; an empty one falls back to the other."""

    en: str = Field("", max_length=5000)
    ja: str = Field("", max_length=5000)


class PlaybookOut(Schema):
    id: UUID
    stamp: str = Field(examples=["article@1"])
    name: str
    number: int
    state: Literal["draft", "in_force", "retired"]
    revision: int = Field(description="rises with every change of a draft; the ETag")
    note: str
    drafted_at: datetime
    changed_at: datetime | None = None
    in_force_at: datetime | None = None
    replaces: str | None = Field(None, description="the stamp of the version before")
    announcement: Said
    retired_at: datetime | None = None
    sign_offs: list[SignOffOut]


class PlaybookWithText(PlaybookOut):
    toml: str = Field(description="the agreement itself, to the letter")


class Playbooks(Schema):
    items: list[PlaybookOut]
    next_cursor: None = None


class News(Schema):
    playbook: PlaybookOut | None = Field(None, description="in force, and not read about yet by the caller")


class NewDraft(Body):
    toml: str = Field("", max_length=1_000_000, description="complete, or changes to a preset named by base")
    begin_with: str = Field(
        "", max_length=60, description="instead of toml: the version to begin with (“in_force”, “article@1”)"
    )
    note: str = Field("", max_length=5000, description="what changes, and why")


class ChangedDraft(Body):
    toml: str | None = Field(None, min_length=1, max_length=1_000_000)
    note: str | None = Field(None, max_length=5000)


class Values(Body):
    values: dict[str, Any] = Field(
        description="key → value as in the file; null takes a key out", examples=[{"close_within_days": 120}]
    )


class Place(Body):
    to: int = Field(ge=0, le=10_000, description="counted from 0")


class Yes(Body):
    side: Literal["marketing", "sales"]
    comment: str = Field("", max_length=5000)


class Publishing(Body):
    announcement: Said = Said(en="", ja="")


class Withdrawal(Body):
    reason: str = Field("", max_length=5000)


class WhichPlaybooks(Schema):
    state: Literal["draft", "in_force", "retired"] | None = None


class Against(Schema):
    against: str = Field("in_force", max_length=60, description="the version to compare with")


class DifferenceOut(Schema):
    kind: Literal["added", "removed", "changed", "moved"]
    table: str
    path: str = Field(examples=["gate/opportunity/require/budget/level"])
    said: str = Field(examples=["Budget at the opportunity gate: level 2 → 3"])
    before: Any = None
    after: Any = None


class Comparison(Schema):
    before: str
    after: str
    changes: list[DifferenceOut]
    toml: list[str] = Field(description="the same as lines of a unified diff")


@router.get("", response=Playbooks)
def list_playbooks(request: Call, which: Query[WhichPlaybooks]) -> HttpResponse:
    """All versions, newest first, without their text."""
    ask_any(request.auth, "playbook.read")
    versions = PlaybookVersion.objects.defer("toml").order_by("-drafted_at", "-number")
    if which.state:
        versions = versions.filter(state=which.state)
    signed = versions.select_related("replaces").prefetch_related(
        Prefetch("sign_offs", SignOff.objects.order_by("side"))
    )
    return answer({"items": [_shown(version) for version in signed], "next_cursor": None})


@router.get("/announcement", response=News)
def get_announcement(request: Call) -> HttpResponse:
    """What the caller has not read yet about the agreement in force; POST …/read when they have."""
    ask_any(request.auth, "playbook.read")
    version = announcement_for(request.auth)
    return answer({"playbook": _shown(version) if version else None})


@router.get("/{stamp}", response=PlaybookWithText)
def get_playbook(request: Call, stamp: str) -> HttpResponse:
    """One version with its TOML, by its stamp (“article@1”), its id, or ``in_force``."""
    ask_any(request.auth, "playbook.read")
    version = version_stamped(stamp)
    return answer({**_shown(version), "toml": version.toml}, version=version.revision)


@router.get("/{stamp}/changes", response=Comparison)
def compare_playbooks(request: Call, stamp: str, which: Query[Against]) -> HttpResponse:
    """What this version says differently, in words and line by line."""
    ask_any(request.auth, "playbook.read")
    before, after = version_stamped(which.against), version_stamped(stamp)
    language = language_of(request)
    changes = [
        {
            "kind": one.kind,
            "table": one.table,
            "path": one.path,
            "said": one.said.spoken(language, translator(language)),
            "before": one.before,
            "after": one.after,
        }
        for one in differences(before.toml, after.toml)
    ]
    lines = lines_that_differ(before.toml, after.toml)
    return answer({"before": str(before), "after": str(after), "changes": changes, "toml": lines})


@router.post("", response={201: PlaybookOut})
def draft_playbook(request: Call, payload: NewDraft) -> HttpResponse:
    """A new draft; 422 names every table and key that is not right."""
    by, at = request.auth, request.at
    if bool(payload.toml) == bool(payload.begin_with):
        raise invalid("/toml", N_("A draft begins with a text or with another version: send one of the two."))
    version = (
        actions.draft(payload.toml, by=by, at=at, note=payload.note)
        if payload.toml
        else actions.begin(payload.begin_with, by=by, at=at, note=payload.note)
    )
    return answer(_shown(version), 201, version=version.revision, location=f"{request.path}/{version}")


@router.patch("/{stamp}", response=PlaybookOut)
def change_playbook(request: Call, stamp: str, payload: ChangedDraft) -> HttpResponse:
    """Write a draft anew; with If-Match only from that revision. Sign-offs lapse when the text changes."""
    version = version_stamped(stamp)
    text = version.toml if payload.toml is None else payload.toml
    changed = actions.change(version.pk, text, note=payload.note, **_who(request))
    return _answered(changed)


@router.put("/{stamp}/tables/{table}", response=PlaybookOut)
def change_playbook_table(request: Call, stamp: str, table: str, payload: Values) -> HttpResponse:
    """Set keys of a table that stands alone, such as ``limits``; If-Match as for PATCH."""
    version = version_stamped(stamp)
    return _answered(actions.change_table(version.pk, table, payload.values, **_who(request)))


@router.post("/{stamp}/tables/{table}", response={201: PlaybookOut})
def add_playbook_row(request: Call, stamp: str, table: str, payload: Values) -> HttpResponse:
    """Add a row to a list of tables, such as ``sla``."""
    version = version_stamped(stamp)
    return _answered(actions.add_row(version.pk, table, payload.values, **_who(request)), 201)


@router.put("/{stamp}/tables/{table}/{path:name}", response=PlaybookOut)
def change_playbook_row(request: Call, stamp: str, table: str, name: str, payload: Values) -> HttpResponse:
    """Write a row anew, found by its name (``SL-4``, ``opportunity/amount``); other rows stay as they are written."""
    version = version_stamped(stamp)
    return _answered(actions.change_row(version.pk, table, name, payload.values, **_who(request)))


@router.delete("/{stamp}/tables/{table}/{path:name}", response=PlaybookOut)
def remove_playbook_row(request: Call, stamp: str, table: str, name: str) -> HttpResponse:
    """Take a row out."""
    version = version_stamped(stamp)
    return _answered(actions.remove_row(version.pk, table, name, **_who(request)))


@router.patch("/{stamp}/tables/{table}/{path:name}", response=PlaybookOut)
def move_playbook_row(request: Call, stamp: str, table: str, name: str, payload: Place) -> HttpResponse:
    """Put a row in another place of its table: routes are tried in their order."""
    version = version_stamped(stamp)
    return _answered(actions.move_row(version.pk, table, name, payload.to, **_who(request)))


@router.post("/{stamp}/sign-off", response=PlaybookOut)
def sign_playbook(request: Call, stamp: str, payload: Yes) -> HttpResponse:
    """The caller's yes to a draft, for marketing or for sales; with If-Match only to that revision."""
    version = version_stamped(stamp)
    actions.sign(version.pk, payload.side, comment=payload.comment, **_who(request))
    return _answered(version)


@router.post("/{stamp}/publish", response=PlaybookOut)
def publish_playbook(request: Call, stamp: str, payload: Publishing | None = None) -> HttpResponse:
    """In force from now on; 409 names the side that has not signed (PB-1)."""
    said = payload.announcement if payload else Said(en="", ja="")
    version = version_stamped(stamp)
    announcement = Text(said.en, said.ja)
    return _answered(actions.publish(version.pk, by=request.auth, at=request.at, announcement=announcement))


@router.post("/{stamp}/retire", response=PlaybookOut)
def retire_playbook(request: Call, stamp: str, payload: Withdrawal | None = None) -> HttpResponse:
    """Withdraw a draft that nobody wants any more."""
    reason = payload.reason if payload else ""
    version = version_stamped(stamp)
    return _answered(actions.retire(version.pk, by=request.auth, at=request.at, reason=reason))


@router.post("/{stamp}/read", response=News)
def read_playbook_announcement(request: Call, stamp: str) -> HttpResponse:
    """The caller has read that this version came into force."""
    actions.read_announcement(version_stamped(stamp).pk, by=request.auth, at=request.at)
    return get_announcement(request)


def _who(request: Call) -> dict[str, Any]:
    return {"by": request.auth, "at": request.at, "seen": expected_version(request)}


def _answered(version: PlaybookVersion, status: int = 200) -> HttpResponse:
    return answer(_shown(version), status, version=version.revision)


def _shown(version: PlaybookVersion) -> dict[str, Any]:
    return {
        "id": version.pk,
        "stamp": str(version),
        "name": version.name,
        "number": version.number,
        "state": version.state,
        "revision": version.revision,
        "note": version.note,
        "drafted_at": version.drafted_at,
        "changed_at": version.changed_at,
        "in_force_at": version.in_force_at,
        "replaces": str(version.replaces) if version.replaces else None,
        "announcement": {"en": "", "ja": "", **version.announcement},
        "retired_at": version.retired_at,
        "sign_offs": [
            {
                "side": yes.side,
                "name": yes.name,
                "person_id": yes.person_id,
                "comment": yes.comment,
                "at": yes.at,
            }
            for yes in version.sign_offs.all()
        ],
    }
