"""What came up and is not everybody's: buying committees that form, partners' registrations to review, and what
marketing and sales have to settle between them, by themselves or by a ruling.

Companies that sell without partners, and weeks without such news, see nothing of it: these sections are never empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tasuki.calibration.disputes.models import Dispute
from tasuki.calibration.disputes.queries import to_rule_on as disputes_to_rule_on
from tasuki.calibration.disputes.words import RULINGS
from tasuki.desk.panels.disputes import clocks_of_disputes
from tasuki.desk.panels.reviews import review_called
from tasuki.desk.panels.today.decisions import COUNTED, SHOWN, Item, Section
from tasuki.desk.words import word
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.catalogue import EVENTS
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.rules.dispute import DisputeState
from tasuki.rules.registration import UNDECIDED, RegistrationState
from tasuki.sla.models import Clock
from tasuki.sla.queries import view_of
from tasuki.sla.reviews import reviews_for
from tasuki.stages.registration.models import Registration

NEWS_FOR = timedelta(days=14)
COMMITTEES = """
SELECT committee.account_id, committee.lead_id, committee.people, lead.company_name, lead.name, count(*) OVER ()
FROM routing_committee committee JOIN records_lead lead ON lead.id = committee.lead_id
WHERE (lead.owner_id = %(me)s OR lead.ae_id = %(me)s) AND committee.noticed_at > %(since)s
ORDER BY committee.noticed_at DESC LIMIT %(shown)s
"""


def committees(by: Actor, at: datetime) -> Iterator[Section]:
    """RT-6: several people of a company whose lead is one's own engage."""
    rows = run(COMMITTEES, {"me": by.person_id, "since": at - NEWS_FOR, "shown": SHOWN})
    if not rows:
        return
    items = tuple(
        Item(
            company or name,
            ngettext("%(n)s person engages", "%(n)s people engage", people) % {"n": people},
            reverse("account", args=[account]) if account else reverse("lead", args=[lead]),
            None,
        )
        for account, lead, people, company, name, _ in rows
    )
    yield Section(gettext("Buying committees"), gettext("Look"), items, "", "", min(rows[0][-1], COUNTED))


def registrations(by: Actor, at: datetime) -> Iterator[Section]:
    """DG-1: deals that partners registered, and that this person may decide."""
    if by.reach("registration.decide") is None:
        return
    states = UNDECIDED if by.reach("registration.overrule") else {RegistrationState.SUBMITTED}
    rows = Registration.objects.filter(state__in=states).exclude(submitted_by=by.person_id)
    shown = list(rows.select_related("partner").order_by("submitted_at")[:SHOWN])
    if not shown:
        return
    running = Clock.objects.filter(subject_id__in=[row.pk for row in shown], sla="DG-1", stopped_at=None)
    clocks = {row.subject_id: view_of(row, at) for row in running}
    items = tuple(
        Item(row.company_name, row.partner.name, reverse("registration", args=[row.pk]), clocks.get(row.pk))
        for row in shown
    )
    title, action = gettext("Deal registrations to review"), gettext("Decide")
    yield Section(
        title, action, items, f"{reverse('registrations')}?state=submitted", "", rows[:COUNTED].count()
    )


def reviews(by: Actor, at: datetime) -> Iterator[Section]:
    """SL-26: what both sides disagree on and one sees to; RevOps, who belong to neither, see all of it."""
    if by.reach("review.edit") is None:
        return
    rows = reviews_for(by, "open")
    if "revops" not in by.roles:
        rows = rows.filter(owner=by.person_id)
    shown, book = list(rows.order_by("meet_on", "pk")[:SHOWN]), in_force()
    if not shown:
        return
    running = Clock.objects.filter(subject_id__in=[row.pk for row in shown], sla="SL-26", stopped_at=None)
    clocks = {row.subject_id: view_of(row, at) for row in running}
    items = tuple(
        Item(
            review_called(row, book),
            row.owner.name if row.owner else gettext("nobody"),
            reverse("review", args=[row.pk]),
            clocks.get(row.pk),
        )
        for row in shown
    )
    title, action = gettext("Joint reviews to decide"), gettext("Decide")
    yield Section(title, action, items, reverse("reviews"), "", rows[:COUNTED].count())


def to_rule_on(by: Actor, at: datetime) -> Iterator[Section]:
    """DS-1: disputed decisions that wait for this person's ruling; those in which they have a part are left out."""
    if by.reach("dispute.rule") is None:
        return
    rows = disputes_to_rule_on(by)
    shown = list(rows.order_by("opened_at", "pk")[:SHOWN])
    if shown:
        title, action, more = (
            gettext("Disputes to rule on"),
            gettext("Rule on it"),
            f"{reverse('disputes')}?state=open",
        )
        items = _disputed(shown, at)
        yield Section(title, action, items, more, "", rows[:COUNTED].count(), key="u")


def disputed(by: Actor, at: datetime) -> Iterator[Section]:
    """What one has disputed oneself: it waits for its ruling, or was ruled on lately."""
    if by.reach("dispute.open") is None:
        return
    mine = Q(state=DisputeState.OPEN) | Q(state=DisputeState.RULED, ended_at__gt=at - NEWS_FOR)
    rows = Dispute.objects.filter(mine, opened_by=by.person_id).select_related("lead")
    shown = list(rows.order_by("-opened_at", "-pk")[:SHOWN])
    if shown:
        title, more = gettext("What you disputed"), reverse("disputes")
        yield Section(title, gettext("Look"), _disputed(shown, at), more, "", len(shown), waits=False)


def _disputed(rows: Sequence[Dispute], at: datetime) -> tuple[Item, ...]:
    clocks = clocks_of_disputes([row.pk for row in rows], at)
    return tuple(
        Item(
            row.lead.company_name or row.lead.name,
            gettext(EVENTS[row.code]),
            reverse("dispute", args=[row.pk]),
            clocks.get(row.pk),
            word(row.ruling, RULINGS) if row.ruling else "",
        )
        for row in rows
    )
