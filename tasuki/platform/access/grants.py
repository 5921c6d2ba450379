"""The grants table: one row per permission, saying which role reaches how far. A new permission is a new row.

A reach says over whose records a role has the permission: ``own`` (they are its SDR, AE or owner), ``team``
(somebody in their team is, or nobody is) or ``all``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tasuki.platform.access.roles import Role

Reach = Literal["own", "team", "all"]
REACHES: tuple[Reach, ...] = ("own", "team", "all")


def _row(**reach: Reach) -> Mapping[Role, Reach]:
    """Roles named in the row; RevOps and admin have everything everywhere."""
    named: dict[Role, Reach] = {Role(role): extent for role, extent in reach.items()}
    return {**named, Role.REVOPS: "all", Role.ADMIN: "all"}


def _admin_only() -> Mapping[Role, Reach]:
    return {Role.ADMIN: "all"}


_READ = _row(sdr="team", ae="team", manager="team", marketer="all", read_only="all")
_SDR_WORK = _row(sdr="own", manager="team")
_AE_WORK = _row(ae="own", manager="team")
_BOTH_WORK = _row(sdr="own", ae="own", manager="team")

GRANTS: Mapping[str, Mapping[Role, Reach]] = {
    "lead.read": _READ,
    "lead.create": _row(sdr="all", ae="all", manager="all", marketer="all"),
    "lead.edit": _row(sdr="own", ae="own", manager="team", marketer="all"),
    "lead.qualify_for_marketing": _row(marketer="all", manager="all", sdr="team"),
    "lead.accept": _row(sdr="team", ae="team", manager="team"),
    "lead.answer": _BOTH_WORK,
    "lead.qualify_for_sales": _SDR_WORK,
    "lead.disqualify": _row(sdr="own", ae="own", manager="team", marketer="all"),
    "lead.recycle": _row(sdr="own", ae="own", manager="team", marketer="all"),
    "lead.reopen": _row(manager="team"),
    "lead.reengage": _row(sdr="own", manager="team", marketer="all"),
    "lead.archive": _row(manager="team", marketer="all"),
    "lead.merge": _row(sdr="own", manager="team", marketer="all"),
    "lead.assign": _row(manager="team"),
    "routing.read": _row(sdr="own", ae="own", manager="team", marketer="all", read_only="all"),
    "registration.read": _row(sdr="all", ae="all", manager="all", marketer="all", read_only="all"),
    "registration.submit": _row(sdr="all", ae="all", manager="all", marketer="all"),
    "registration.decide": _row(manager="all"),
    "registration.overrule": _row(),
    "partner.edit": _row(manager="all"),
    "touch.log": _row(sdr="own", ae="own", manager="team", marketer="all"),
    "meeting.book": _BOTH_WORK,
    "meeting.record": _BOTH_WORK,
    "handoff.read": _READ,
    "handoff.submit": _SDR_WORK,
    "handoff.decide": _AE_WORK,
    "handoff.rate": _AE_WORK,
    "discovery.record": _AE_WORK,
    "lead.convert": _AE_WORK,
    "gate.override": _row(ae="own", manager="team", sdr="own"),
    "conversion.void": _AE_WORK,
    "approval.read": _row(ae="own", manager="team", sdr="own"),
    "approval.decide": _row(manager="team"),
    "opportunity.read": _READ,
    "opportunity.edit": _AE_WORK,
    "opportunity.close": _AE_WORK,
    "source.overwrite": _row(),
    "account.read": _row(sdr="all", ae="all", manager="all", marketer="all", read_only="all"),
    "account.edit": _row(sdr="all", ae="all", manager="all", marketer="all"),
    "account.merge": _row(ae="own", manager="team", marketer="all"),
    "plan.edit": _row(sdr="own", ae="team", manager="team"),
    "campaign.read": _row(sdr="all", ae="all", manager="all", marketer="all", read_only="all"),
    "campaign.edit": _row(marketer="all"),
    "task.edit": _row(sdr="own", ae="own", manager="team", marketer="own"),
    "clock.read": _READ,
    "clock.pause": _row(manager="team"),
    "feedback.read": _row(sdr="all", ae="all", manager="all", marketer="all", read_only="all"),
    "feedback.give": _row(sdr="all", ae="all", manager="all"),
    "review.read": _row(manager="all", marketer="all", read_only="all"),
    "review.edit": _row(manager="all", marketer="all"),
    "dispute.read": _READ,
    "dispute.open": _row(sdr="own", ae="own", manager="team", marketer="all"),
    "dispute.rule": _row(),
    "import.run": _row(marketer="all", manager="all"),
    "import.revert": _row(marketer="all", manager="all"),
    "playbook.read": _row(sdr="all", ae="all", manager="all", marketer="all", read_only="all"),
    "playbook.draft": _row(manager="all", marketer="all"),
    "playbook.publish": _row(),
    "playbook.sign": _row(manager="all", marketer="all"),
    "event.read": _row(manager="all", marketer="all", read_only="all"),
    "report.read": _row(sdr="team", ae="team", manager="team", marketer="all", read_only="all"),
    "edition.read": _row(manager="all", marketer="all", read_only="all"),
    "edition.issue": _row(manager="all", marketer="all"),
    "person.read": _row(sdr="all", ae="all", manager="all", marketer="all", read_only="all"),
    "person.edit": _row(),
    "team.edit": _row(),
    "absence.read": _row(sdr="team", ae="team", manager="team", marketer="team", read_only="team"),
    "absence.edit": _row(sdr="own", ae="own", manager="team", marketer="own", read_only="own"),
    "preference.edit": _row(sdr="own", ae="own", manager="own", marketer="own", read_only="own"),
    "notice.read": _row(sdr="own", ae="own", manager="own", marketer="own", read_only="own"),
    "view.save": _row(sdr="own", ae="own", manager="team", marketer="own", read_only="own"),
    "view.share": _row(sdr="team", ae="team", manager="all", marketer="all"),
    "webhook.edit": _row(),
    "sign_in.rule": _admin_only(),
    "token.create": _row(sdr="own", ae="own", manager="own", marketer="own", read_only="own"),
    "system.operate": _row(),
    "system.backup": _admin_only(),
    "clock.advance": _row(sdr="all", ae="all", manager="all", marketer="all", read_only="all"),
}


def reach_of(permission: str, roles: frozenset[str]) -> Reach | None:
    """The widest reach that any of these roles has for the permission; None where nobody of them has it."""
    row = GRANTS[permission]
    extents = [row[role] for role in row if role.value in roles]
    return max(extents, key=REACHES.index, default=None)


def roles_with(permission: str) -> tuple[str, ...]:
    return tuple(role.value for role in GRANTS[permission])
