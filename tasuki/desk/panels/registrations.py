"""Deal registrations: the list, one of them with what was there first, and the form for a new one (DG-1 … DG-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken, word
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.http.paging import Paging, page_of
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead, Opportunity
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.playbook import Playbook
from tasuki.rules.registration import UNDECIDED, RegistrationState
from tasuki.rules.wording import Sentence
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, view_of
from tasuki.stages.registration.claims import because_of, still_standing
from tasuki.stages.registration.models import Partner, Registration
from tasuki.stages.registration.queries import registration_for, registrations
from tasuki.stages.registration.words import CLAIMS, STATES

ROWS = 50
REVIEW = "DG-1"


@dataclass(frozen=True, slots=True)
class RegistrationsPage:
    rows: tuple[Registration, ...]
    clocks: Mapping[UUID, ClockView]
    states: tuple[tuple[str, str, bool], ...]
    following: str | None
    state: str
    can_submit: bool


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """What was there first: where to look at it, for those who may, and whether it still stands."""

    what: str
    name: str
    href: str
    since: datetime
    because: Sentence
    stands: bool


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """``approve``, ``reject`` and ``escalate`` are the forms of those who may; empty for others."""

    row: Registration
    book: Playbook
    clock: ClockView | None
    conflicts: tuple[ConflictShown, ...]
    approve: tuple[Field, ...]
    reject: tuple[Field, ...]
    escalate: tuple[Field, ...]
    opened: str


def registrations_page(asked: Mapping[str, str], *, by: Actor, at: datetime) -> RegistrationsPage:
    """Raises Forbidden, Invalid."""
    state = asked.get("state", "") if asked.get("state") in STATES else ""
    rows = registrations(by, state)
    paging = Paging(cursor=asked.get("cursor") or None, limit=ROWS)
    found, following = page_of(rows.select_related(None), paging, "id", order=("-submitted_at", "-id"))
    by_id = registrations(by).in_bulk([one["id"] for one in found])
    shown = tuple(by_id[one["id"]] for one in found)
    states = [("", gettext("All")), *((one, gettext(label)) for one, label in STATES.items())]
    return RegistrationsPage(
        rows=shown,
        clocks=_clocks([one.pk for one in shown], at),
        states=tuple((one, label, one == state) for one, label in states),
        following=following,
        state=state,
        can_submit=by.reach("registration.submit") is not None,
    )


def registration_page(
    registration_id: UUID,
    *,
    by: Actor,
    at: datetime,
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> RegistrationPage:
    """Raises Forbidden, NotFound."""
    row = registration_for(by, registration_id)
    may = _may_decide(row, by)
    first = bool(row.state in UNDECIDED and still_standing(row, at))

    def form(name: str, *fields: Field) -> tuple[Field, ...]:
        mine = refused if refused and refused.form == name else None
        return told(retyped(fields, typed if mine else None), mine) if may else ()

    rationale = gettext("Rationale")
    days = str(in_force().limits.protection_days)
    approving = [Field("days", gettext("Days of protection"), "number", days, form="approve")]
    if first and by.reach("registration.overrule"):
        why = gettext("Why the later one goes first")
        approving.append(Field("override_reason", why, "area", required=True, form="approve"))
    approving.append(Field("rationale", rationale, "area", form="approve"))
    return RegistrationPage(
        row=row,
        book=in_force(),
        clock=_clocks([row.pk], at).get(row.pk),
        conflicts=_conflicts(row, by, at),
        approve=form("approve", *approving),
        reject=form("reject", Field("rationale", rationale, "area", required=True, form="reject")),
        escalate=form("escalate", Field("reason", gettext("Reason"), "area", required=True, form="escalate"))
        if row.state == RegistrationState.SUBMITTED
        else (),
        opened=refused.form if refused else "",
    )


def _may_decide(row: Registration, by: Actor) -> bool:
    if row.state not in UNDECIDED or by.person_id == row.submitted_by_id:
        return False
    needed = "registration.overrule" if row.state == RegistrationState.ESCALATED else "registration.decide"
    return by.reach(needed) is not None


def _conflicts(row: Registration, by: Actor, at: datetime) -> tuple[ConflictShown, ...]:
    standing = {one["id"] for one in still_standing(row, at)}
    open_to_me = _seen(row.conflicts, by)
    return tuple(
        ConflictShown(
            word(one["kind"], CLAIMS),
            one["name"] if one["id"] in open_to_me else one["company"],
            _href(one) if one["id"] in open_to_me else "",
            datetime.fromisoformat(one["since"]),
            because_of(one),
            one["id"] in standing,
        )
        for one in row.conflicts
    )


def _seen(conflicts: list[dict[str, Any]], by: Actor) -> set[str]:
    """The conflicts whose records this person may open."""
    ids = {kind: [one["id"] for one in conflicts if one["kind"] == kind] for kind in CLAIMS}
    leads = visible(Lead.objects.filter(pk__in=ids["lead"]), by, "lead.read", *LEAD_OWNERS)
    deals = visible(
        Opportunity.objects.filter(pk__in=ids["opportunity"]), by, "opportunity.read", "owner", "sdr"
    )
    seen = {str(key) for rows in (leads, deals) for key in rows.values_list("pk", flat=True)}
    return seen | set(ids["registration"])


def _href(one: Mapping[str, Any]) -> str:
    return reverse(one["kind"], args=[one["id"]])


def _clocks(keys: list[UUID], at: datetime) -> Mapping[UUID, ClockView]:
    rows = Clock.objects.filter(subject_id__in=keys, sla=REVIEW, stopped_at=None)
    return {row.subject_id: view_of(row, at) for row in rows}


def new_fields(
    by: Actor, refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """The form of a new registration, in groups. Raises Forbidden."""
    ask_any(by, "registration.submit")
    book = in_force()
    partners = [(one.code, one.name) for one in Partner.objects.filter(is_active=True).order_by("name")]
    sources = [(one.key, spoken(one.label)) for one in book.source]
    groups = (
        (gettext("Who registers"), (
            Field("partner", gettext("Partner"), "choice", "", options(partners, "", gettext("Choose a partner")),
                  required=True),
        )),
        (gettext("The customer"), (
            Field("company_name", gettext("Legal name"), required=True),
            Field("company_domain", gettext("Domain"), placeholder="example.co.jp"),
            Field("country", gettext("Country"), placeholder="JP"),
            Field("territory", gettext("Territory")),
            Field("contact_name", gettext("Their person")),
            Field("contact_email", gettext("E-mail"), "email"),
        )),
        (gettext("The deal"), (
            Field("evidence", gettext("What proves it"), "area", required=True,
                  help=gettext("A letter of intent, a quote, notes of a meeting.")),
            Field("amount/amount", gettext("Total contract value"), "number"),
            Field("amount/currency", gettext("Currency"), value=book.playbook.currency),
            Field("product", gettext("Product")),
            Field("use_case", gettext("Use case")),
            Field("source", gettext("Source"), "choice", "", options(sources, "")),
            Field("rfp_status", gettext("State of a tender (RFP)")),
            Field("expected_close_on", gettext("Expected close date"), "date"),
        )),
    )  # fmt: skip
    return tuple((title, told(retyped(fields, typed), refused)) for title, fields in groups)


def registration_json(post: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as a program would send it; what is empty is left out."""
    names = (
        "partner", "company_name", "company_domain", "country", "territory", "contact_name", "contact_email",
        "evidence", "product", "use_case", "source", "rfp_status", "expected_close_on",
    )  # fmt: skip
    made: dict[str, Any] = {name: post[name].strip() for name in names if post.get(name, "").strip()}
    made.setdefault("partner", "")
    made.setdefault("company_name", "")
    if post.get("amount/amount", "").strip():
        made["amount"] = {
            "amount": post["amount/amount"].strip(),
            "currency": post.get("amount/currency", "").strip(),
        }
    return made
