"""Whom the agreement names by a role: owners of promises, approvers, and who hears of what."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.platform.access.grants import roles_with
from tasuki.rules.wording import N_, Sentence

PEOPLE: Mapping[str, str] = {
    "sdr": N_("SDR"),
    "ae": N_("AE"),
    "manager": N_("manager"),
    "marketer": N_("marketer"),
    "marketing": N_("marketing"),
    "sales": N_("sales"),
    "revops": N_("RevOps"),
    "admin": N_("admin"),
    "owner": N_("whose promise it is"),
    "backup": N_("their stand-in"),
    "joint_review": N_("joint leadership review"),
    "ladder": N_("the next on the escalation ladder"),
    "approver": N_("who approves"),
    "opener": N_("who disputed it"),
    "vp": N_("vice president"),
    "deal_desk": N_("deal desk"),
    "system": N_("the product itself"),
    "joint": N_("both sides"),
}
# Who takes a lead through a gate is who may: the grants say it (V-07).
_ACT_AT: Mapping[str, str] = {
    "mql": "lead.qualify_for_marketing",
    "sal": "lead.accept",
    "sql": "lead.qualify_for_sales",
    "handoff": "handoff.decide",
    "opportunity": "lead.convert",
}
_KEEPERS = frozenset({"revops", "admin"})


def person_called(role: str) -> Sentence:
    """The role in words; a name that is no role stands as it is."""
    return Sentence(PEOPLE[role]) if role in PEOPLE else Sentence("%(name)s", {"name": role})


def people_called(roles: tuple[str, ...]) -> tuple[Sentence, ...]:
    return tuple(person_called(role) for role in roles)


def ladder_told(roles: tuple[str, ...]) -> Sentence:
    """The rungs in their order (SL-20)."""
    told = person_called(roles[0]) if roles else Sentence(N_("nobody"))
    for role in roles[1:]:
        told = Sentence("%(first)s → %(then)s", {"first": told, "then": person_called(role)})
    return told


def validators_of(gate: str) -> tuple[Sentence, ...]:
    """Who validates at this gate; RevOps and admin, who may do everything, are left out."""
    roles = roles_with(_ACT_AT[gate])
    return tuple(person_called(role) for role in roles if role not in _KEEPERS)
