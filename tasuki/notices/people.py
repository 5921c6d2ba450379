"""From the agreement's names (owner, SDR, marketing …) to people, and from who is away to who stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tasuki.notices.looking import Look
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Absence, Person
from tasuki.rules.lifecycle import LeadState

WITH_THE_AE = frozenset({LeadState.DISCOVERY, LeadState.CONVERTED})
GROUPS: Mapping[str, Role] = {
    "marketing": Role.MARKETER,
    "marketer": Role.MARKETER,
    "revops": Role.REVOPS,
    "admin": Role.ADMIN,
}
TOGETHER: Mapping[str, tuple[str, ...]] = {"sales": ("sdr", "ae"), "joint": ("sdr", "ae", "marketing")}


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who is told, as what, and for whom they stand in."""

    person: Person
    as_role: str
    instead_of: Person | None = None


class Directory:
    """Everybody who works here at ``at``: asked by role, by id, and for who stands in."""

    def __init__(self, at: datetime) -> None:
        self._all: dict[UUID, Person] = Person.objects.in_bulk()
        self._away = set(
            Absence.objects.filter(from_at__lte=at, until_at__gt=at).values_list("person_id", flat=True)
        )
        self._by_handle = {one.handle: one for one in self._all.values()}
        self._by_role: dict[str, list[Person]] = defaultdict(list)
        for one in sorted(self._all.values(), key=lambda person: person.handle):
            for role in one.roles if one.is_active else ():
                self._by_role[role].append(one)

    def hearers(self, roles: Iterable[str], look: Look) -> list[Hearer]:
        """Who hears of the event, each once, whoever did it left out: they know."""
        found: dict[UUID, Hearer] = {}
        for role in roles:
            for person in self._named(role, look):
                hearer = self._present(person, role)
                if hearer is not None and hearer.person.pk != look.event.actor_id:
                    found.setdefault(hearer.person.pk, hearer)
        return list(found.values())

    def _named(self, role: str, look: Look) -> Iterable[Person]:
        if role in GROUPS:
            return self._by_role[GROUPS[role]]
        if role in TOGETHER:
            return [person for one in TOGETHER[role] for person in self._named(one, look)]
        if role in self._by_handle:
            return [self._by_handle[role]]
        person = self._all.get(who) if (who := self._id(role, look)) else None
        return [person] if person else []

    def _id(self, role: str, look: Look) -> UUID | None:
        match role:
            case "sdr":
                return _told(look, "sdr") or (look.lead.owner_id if look.lead else None)
            case "ae":
                return _told(look, "ae") or _ae(look)
            case "owner":
                return _owner(look)
            case "manager":
                return self._manager(look)
            case "backup":
                owner = self._all.get(_owner(look) or UUID(int=0))
                return owner.backup_id if owner else None
            case "approver":
                return look.approver_id or self._manager(look)
            case "opener":
                return _told(look, "opened_by")
            case "ladder":
                return _told(look, "person")
            case _:
                return None

    def _manager(self, look: Look) -> UUID | None:
        """The manager of whoever works it now."""
        for one in (_ae(look), look.lead.owner_id if look.lead else None, _told(look, "owner")):
            person = self._all.get(one) if one else None
            if person is not None and person.manager_id is not None:
                return person.manager_id
        return None

    def _present(self, person: Person, role: str) -> Hearer | None:
        """They themselves, or whoever stands in while they are away; without anybody it waits for their return."""
        asked, here = {person.pk}, person
        while not here.is_active or here.pk in self._away:
            backup = self._all.get(here.backup_id) if here.backup_id else None
            if backup is None or backup.pk in asked:
                return Hearer(person, role) if person.is_active else None
            asked.add(backup.pk)
            here = backup
        return Hearer(here, role, None if here is person else person)


def _ae(look: Look) -> UUID | None:
    if look.deal is not None and look.deal.owner_id is not None:
        return look.deal.owner_id
    return look.lead.ae_id if look.lead else None


def _owner(look: Look) -> UUID | None:
    """Whom the event names (whose promise it is, who was given the lead), else whoever works the record now."""
    named = _told(look, "owner") or (_told(look, "person") if look.event.code == "lead.assigned" else None)
    if named is not None:
        return named
    lead = look.lead
    if lead is None or lead.state in WITH_THE_AE:
        return _ae(look)
    return lead.owner_id or lead.ae_id


def _told(look: Look, name: str) -> UUID | None:
    """The person whom the event's own data names."""
    try:
        return UUID(str(look.event.data[name])) if look.event.data.get(name) else None
    except ValueError:
        return None
