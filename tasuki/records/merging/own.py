"""What of the records follows a merge: who refers to a lead, an account or a contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from tasuki.records.merging.following import Changes, Fate, Follower, Rows, object_to, register
from tasuki.records.merging.pair import Pair
from tasuki.records.models import ContactRole
from tasuki.records.models.merge import Merge
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

TOUCHPOINTS, TASKS, LEADS = N_("touchpoints"), N_("tasks"), N_("leads")
OPPORTUNITIES, CONTACTS, PLANS = N_("opportunities"), N_("contacts"), N_("account plans")
MERGED_BEFORE = N_("records that were merged into it before")


class Roles(Follower):
    """What a contact is in a deal. Where both are the same there, one of the two roles is enough."""

    subject = "contact"
    place = "records.ContactRole"
    label = N_("roles in opportunities")
    columns = ("contact_id", "is_primary")
    restorable = "true"

    def look(self, pair: Pair) -> Fate:
        roles = list(_roles_of(pair.gone.pk))
        doubled = sum((role.opportunity_id, role.role) in _held_by(pair) for role in roles)
        said = (Sentence(_ONE_ROLE, {"n": doubled}),) if doubled else ()
        return Fate(self.place, self.label, len(roles) - doubled, 0, said)

    def follow(self, pair: Pair, merge: Merge) -> None:
        held, changes = _held_by(pair), Changes(merge, self.place)
        for role in _roles_of(pair.gone.pk):
            ours = held.get((role.opportunity_id, role.role))
            if ours is None:
                changes.change(role, contact_id=pair.survivor.pk)
                continue
            changes.take_away(role)
            if role.is_primary:
                changes.change(ours, is_primary=True)
        changes.save()


_ONE_ROLE = N_("%(n)s roles that both have in one opportunity become one.")


def _roles_of(contact_id: UUID) -> Iterable[ContactRole]:
    return ContactRole.objects.filter(contact=contact_id).order_by("pk")


def _held_by(pair: Pair) -> dict[tuple[object, str], ContactRole]:
    return {(role.opportunity_id, role.role): role for role in _roles_of(pair.survivor.pk)}


register(
    Rows("lead", "records.Touchpoint", "lead_id", TOUCHPOINTS),
    Rows("lead", "records.Task", "lead_id", TASKS),
    Rows("lead", "records.Opportunity", "lead_id", OPPORTUNITIES),
    Rows("lead", "records.Lead", "merged_into_id", MERGED_BEFORE),
    Rows("account", "records.Lead", "account_id", LEADS),
    Rows("account", "records.Contact", "account_id", CONTACTS),
    Rows("account", "records.Opportunity", "account_id", OPPORTUNITIES),
    Rows("account", "records.Touchpoint", "account_id", TOUCHPOINTS),
    Rows("account", "records.Task", "account_id", TASKS),
    Rows("account", "records.AccountPlan", "account_id", PLANS),
    Rows("account", "records.Account", "merged_into_id", MERGED_BEFORE),
    Rows("contact", "records.Lead", "contact_id", LEADS),
    Rows("contact", "records.Touchpoint", "contact_id", TOUCHPOINTS),
    Rows("contact", "records.Task", "contact_id", TASKS),
    Rows("contact", "records.Contact", "merged_into_id", MERGED_BEFORE),
    Roles(),
)


def _a_converted_lead_stays(pair: Pair) -> Iterator[Problem]:
    survivor, gone = pair.leads
    if gone.state != LeadState.CONVERTED:
        return
    because = Sentence(N_("The lead that goes is converted: an opportunity hangs on it."))
    other_way = Sentence(N_("Merge the other way round, so that the converted lead stays."))
    void = Sentence(
        N_("Both are converted: void one conversion, or merge their accounts and contacts instead.")
    )
    yield Problem("/lead", "AR-5", because, void if survivor.state == LeadState.CONVERTED else other_way)


object_to("lead", _a_converted_lead_stays)
