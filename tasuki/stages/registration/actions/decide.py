"""A registration is approved with an id and a protection, rejected, or escalated (DG-1, DG-2, DG-4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.grants import roles_with
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Forbidden, NotFound, NotPossibleNow, invalid
from tasuki.playbooks.queries import in_force
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.registration import UNDECIDED, RegistrationState, protected_until
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.registration.claims import still_standing
from tasuki.stages.registration.models import Registration
from tasuki.stages.registration.queries import one_at_a_time
from tasuki.stages.registration.reviewers import overruler_of
from tasuki.stages.registration.words import STATES


@transaction.atomic
def approve(
    registration_id: UUID,
    *,
    by: Actor,
    at: datetime,
    rationale: str = "",
    override_reason: str = "",
    days: int | None = None,
) -> Registration:
    """The company is the partner's until the protection ends (``days``, else the agreement's `protection_days`).

    Where somebody was first and still is, only who may overrule approves, with a reason (DG-4). Raises Forbidden,
    NotFound, NotPossibleNow (decided already, or somebody was first), Invalid.
    """
    row, book = _undecided(registration_id, by)
    window = book.limits.protection_days if days is None else days
    least, most = book.limits.protection_least_days, book.limits.protection_most_days
    if not least <= window <= most:
        text = N_("A protection lasts from %(least)s to %(most)s days.")
        raise invalid(
            "/days",
            text,
            "DG-2",
            fix=N_("Choose a number in between."),
            least=least,
            most=most,
        )
    one_at_a_time()
    first = still_standing(row, at)
    if first:
        _overrule(first, override_reason, book, by)
    row.number = (Registration.objects.aggregate(most=Max("number"))["most"] or 0) + 1
    row.protected_until = protected_until(at, window)
    row.override_reason = override_reason.strip() if first else ""
    _decided(row, RegistrationState.APPROVED, rationale, by, at)
    data = {
        "partner": row.partner.code,
        "number": row.called,
        "protected_until": row.protected_until.isoformat(),
        "overruled": [f"{one['kind']}:{one['id']}" for one in first],
    }
    words = {"rationale": row.rationale, "override_reason": row.override_reason}
    _tell("registration.approved", row, by, at, data, words)
    return row


def _overrule(first: list[dict[str, str]], reason: str, book: Playbook, by: Actor) -> None:
    if by.reach("registration.overrule") is None:
        problems = [
            Problem(
                f"/conflicts/{one['kind']}", "DG-4",
                Sentence(N_("“%(name)s” was there first."), {"name": one["name"]}),
                Sentence(N_("Reject it, or escalate it to somebody who may overrule: %(roles)s."),
                         {"roles": list(roles_with("registration.overrule"))}),
            )
            for one in first
        ]  # fmt: skip
        raise NotPossibleNow(Sentence(N_("Somebody was first to this company.")), problems)
    if len(reason.strip()) < book.limits.rationale_min:
        text = N_("Say why the later one goes first, in at least %(least)s characters.")
        raise invalid(
            "/override_reason", text, "DG-4", fix=N_("Write the reason."), least=book.limits.rationale_min
        )


@transaction.atomic
def reject(registration_id: UUID, *, rationale: str, by: Actor, at: datetime) -> Registration:
    """No, with a rationale that the partner can be told. Raises Forbidden, NotFound, NotPossibleNow, Invalid."""
    row, book = _undecided(registration_id, by)
    if len(rationale.strip()) < book.limits.rationale_min:
        raise invalid(
            "/rationale", N_("Say why, in at least %(least)s characters."), least=book.limits.rationale_min
        )
    _decided(row, RegistrationState.REJECTED, rationale, by, at)
    _tell("registration.rejected", row, by, at, {"partner": row.partner.code}, {"rationale": row.rationale})
    return row


@transaction.atomic
def escalate(registration_id: UUID, *, reason: str, by: Actor, at: datetime) -> Registration:
    """To those who may overrule, one of whom owes the answer from now on; its clock goes on.

    Raises Forbidden, NotFound, NotPossibleNow, Invalid.
    """
    row, book = _undecided(registration_id, by)
    if row.state == RegistrationState.ESCALATED:
        raise _not_now(row)
    if len(reason.strip()) < book.limits.rationale_min:
        raise invalid(
            "/reason", N_("Say why, in at least %(least)s characters."), least=book.limits.rationale_min
        )
    row.state, row.escalated_at, row.escalation_reason = RegistrationState.ESCALATED, at, reason.strip()
    row.save(update_fields=["state", "escalated_at", "escalation_reason"])
    overruler = overruler_of(row, at)
    _tell(
        "registration.escalated",
        row,
        by,
        at,
        {"partner": row.partner.code, **({"owner": str(overruler)} if overruler else {})},
        {"reason": row.escalation_reason},
    )
    return row


def _undecided(registration_id: UUID, by: Actor) -> tuple[Registration, Playbook]:
    """The registration, locked, still to be decided, by somebody who did not submit it."""
    ask_any(by, "registration.decide")
    rows = Registration.objects.select_for_update(of=("self",)).select_related("partner", "account")
    row = rows.filter(pk=registration_id).first()
    if row is None:
        raise NotFound("registration", registration_id)
    if row.state not in UNDECIDED:
        raise _not_now(row)
    if row.state == RegistrationState.ESCALATED:
        ask_any(by, "registration.overrule")
    if by.person_id is not None and by.person_id == row.submitted_by_id:
        raise Forbidden(
            "registration.decide",
            roles_with("registration.decide"),
            N_("Decide on somebody else's registration"),
        )
    return row, in_force()


def _not_now(row: Registration) -> NotPossibleNow:
    text = N_("This registration is %(state)s already.")
    return NotPossibleNow(Sentence(text, {"state": Sentence(STATES[row.state])}))


def _decided(row: Registration, state: RegistrationState, rationale: str, by: Actor, at: datetime) -> None:
    row.state, row.decided_at, row.decided_by_id, row.rationale = state, at, by.person_id, rationale.strip()
    row.save(
        update_fields=[
            "state", "decided_at", "decided_by", "rationale", "number", "protected_until", "override_reason",
        ]
    )  # fmt: skip


def _tell(
    code: str, row: Registration, by: Actor, at: datetime, data: Mapping[str, object], words: dict[str, str]
) -> None:
    said = {name: text for name, text in words.items() if text}
    append(Entry(code, at, by, "registration", row.pk, playbook=in_force().stamp, data=data, words=said))
