"""Who owes the answer to a registration: a manager who may decide, and after an escalation who may overrule (DG-1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tasuki.platform.access.grants import roles_with
from tasuki.platform.people.models import Person
from tasuki.rules.escalation import MANAGER, REVOPS, fallback
from tasuki.sla.company import colleagues
from tasuki.stages.registration.models import Partner, Registration


def reviewer_of(partner: Partner, submitted_by: UUID | None, at: datetime) -> UUID | None:
    """The manager of whoever submitted it, else of whoever looks after the partner, else any who may decide."""
    ours = Person.objects.select_related("manager").in_bulk(
        [one for one in (submitted_by, partner.manager_id) if one is not None]
    )
    may = set(roles_with("registration.decide"))
    for key in (submitted_by, partner.manager_id):
        chief = ours[key].manager if key in ours else None
        if chief is not None and chief.is_active and chief.pk != submitted_by and may & set(chief.roles):
            found: UUID = chief.pk
            return found
    return _fallback(MANAGER, may, submitted_by, at)


def overruler_of(row: Registration, at: datetime) -> UUID | None:
    """Whoever is there of those who may overrule, RevOps first; nobody decides about what they submitted."""
    return _fallback(REVOPS, set(roles_with("registration.overrule")), row.submitted_by_id, at)


def _fallback(role: str, may: set[str], submitted_by: UUID | None, at: datetime) -> UUID | None:
    able = [one for one in colleagues((), at).values() if may & one.roles and one.id != submitted_by]
    return fallback(role, able)
