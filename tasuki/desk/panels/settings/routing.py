"""The routing page: whether leads are shared as agreed, and what a draft's table would do with the latest ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options
from tasuki.desk.words import word
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.wording import ROLES
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import book_of, version_stamped
from tasuki.records.models import Lead
from tasuki.rules.routing import Assignment, Run
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.routing.dry_run import MOST, Tried, try_routes
from tasuki.stages.routing.fairness import Fairness, fairness
from tasuki.stages.routing.trace import with_names

SHOWN = 100
VERSIONS_OFFERED = 20
USUAL = 200
_NOBODY = N_("nobody")


@dataclass(frozen=True, slots=True)
class ShareShown:
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class MovedShown:
    """A lead that would go to somebody else, with why each table chooses as it does."""

    lead: Lead
    before: str
    after: str
    before_because: Sentence
    after_because: Sentence


@dataclass(frozen=True, slots=True)
class TriedShown:
    before_stamp: str
    after_stamp: str
    looked_at: int
    shares: tuple[ShareShown, ...]
    moved: tuple[MovedShown, ...]

    @property
    def shown(self) -> tuple[MovedShown, ...]:
        return self.moved[:SHOWN]


@dataclass(frozen=True, slots=True)
class RoutingPage:
    runs: tuple[Fairness, ...]
    fields: tuple[Field, ...]
    tried: TriedShown | None

    @property
    def can_try(self) -> bool:
        return bool(self.fields)


def routing_page(asked: Mapping[str, str], *, by: Actor, at: datetime) -> RoutingPage:
    """Raises Forbidden, NotFound, Invalid."""
    runs = tuple(fairness(run, by=by, at=at) for run in ("sdr", "ae"))
    versions = _versions() if by.reach("playbook.read") else []
    stamp, run = asked.get("playbook", ""), _run(asked.get("run", ""))
    tried = None
    if stamp:
        book = book_of(version_stamped(stamp))
        tried = _tried(try_routes(book, run, last=_number(asked.get("last", "")), by=by, at=at))
    return RoutingPage(runs, _fields(versions, stamp, run, asked) if versions else (), tried)


def _versions() -> list[PlaybookVersion]:
    """Drafts first: they are what somebody wants to try."""
    rows = PlaybookVersion.objects.exclude(state="in_force").defer("toml")
    return list(rows.order_by("-drafted_at")[:VERSIONS_OFFERED])


def _run(typed: str) -> Run:
    return "ae" if typed == "ae" else "sdr"


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() else USUAL


def _fields(
    versions: list[PlaybookVersion], stamp: str, run: Run, asked: Mapping[str, str]
) -> tuple[Field, ...]:
    drafts = [(str(one), str(one)) for one in versions]
    runs = [(one, word(one, ROLES)) for one in ("sdr", "ae")]
    last = asked.get("last", "") or str(USUAL)
    most = gettext("At most %(most)s.") % {"most": MOST}
    return (
        Field("playbook", gettext("Version"), "choice", stamp, options(drafts, stamp, None), required=True),
        Field("run", gettext("Run"), "choice", run, options(runs, run, None)),
        Field("last", gettext("Latest leads"), "number", last, help=most),
    )


def _tried(tried: Tried) -> TriedShown:
    def called(handle: str | None) -> str:
        return gettext(_NOBODY) if handle is None else tried.names.get(handle, handle)

    def because(choice: Assignment) -> Sentence:
        return with_names(choice.because, tried.names)

    found = tried.found
    people = sorted({*found.before, *found.after}, key=called)
    return TriedShown(
        tried.before.stamp,
        tried.after.stamp,
        found.looked_at,
        tuple(ShareShown(called(one), found.before.get(one, 0), found.after.get(one, 0)) for one in people),
        tuple(
            MovedShown(
                tried.leads[one.lead],
                called(one.before),
                called(one.after),
                because(one.was),
                because(one.would_be),
            )
            for one in found.moved
        ),
    )
