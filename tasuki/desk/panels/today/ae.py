"""The AE's day: decide on handoffs, hold discoveries, convert what is ready, and look at what should not be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tasuki.desk.formats import day, money
from tasuki.desk.panels.deal_health import STALE
from tasuki.desk.panels.today.decisions import SHOWN, Item, Queue, Section, clocks_for, said_of, section_of
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead, Opportunity
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.stages.conversion.readiness import MOST, Readiness, how_ready
from tasuki.stages.discovery.models import Discovery
from tasuki.stages.pipeline.evidence import gaps_of
from tasuki.stages.pipeline.hygiene import hygiene_of

LOOKED_AT = 300
"""How many of one's open deals are looked at; those that have waited longest in their stage first."""
STUCK = "HY-4"
HELD = "EXISTS (SELECT FROM discovery_discovery held WHERE held.lead_id = lead.id)"
TO_DECIDE = """EXISTS (SELECT FROM handoff_handoff handoff
  WHERE handoff.lead_id = lead.id AND handoff.state = 'submitted' AND handoff.ae_id = %(me)s)"""
TO_HOLD = f"lead.ae_id = %(me)s AND lead.state = 'discovery' AND NOT {HELD}"
TO_RATE = f"""lead.ae_id = %(me)s AND {HELD} AND EXISTS (SELECT FROM handoff_handoff handoff
  WHERE handoff.lead_id = lead.id AND handoff.state = 'accepted' AND handoff.rating IS NULL
    AND handoff.ae_id = %(me)s)"""


def sections(by: Actor, at: datetime) -> Iterator[Section]:
    yield section_of(Queue(
        gettext("Handoffs to decide"), gettext("Read and decide"), TO_DECIDE, "SL-13",
        "handoff", gettext("Briefs that SDRs hand you appear here: accept, send back, or recycle."), key="h", role="ae",
    ), by, at)  # fmt: skip
    yield section_of(Queue(
        gettext("Discoveries to hold"), gettext("Record the call"), TO_HOLD, "SL-6", "discovery",
        gettext("Accepted handoffs whose discovery call is not on record appear here."), key="d", role="ae",
    ), by, at)  # fmt: skip
    held = Exists(Discovery.objects.filter(lead=OuterRef("pk")))
    discovered = Lead.objects.filter(held, ae=by.person_id, state="discovery")
    yield from _discovered(list(discovered.order_by("state_since")[:MOST]), at)
    yield section_of(Queue(
        gettext("Feedback due"), gettext("Rate the handoff"), TO_RATE, "SL-7", "handoff",
        gettext("After a discovery call, tell the SDR how good the handoff was."), key="f", role="ae",
    ), by, at)  # fmt: skip
    yield _not_true(by, at)


def _discovered(leads: list[Lead], at: datetime) -> Iterator[Section]:
    """Leads whose call was held: those that meet every criterion are revenue waiting, the others are worked on."""
    ready = how_ready((lead.pk for lead in leads), at=at)
    clocks = clocks_for((lead.pk for lead in leads), "SL-8", at)
    now = [lead for lead in leads if lead.pk in ready and ready[lead.pk].is_ready]
    rest = [lead for lead in leads if lead not in now]

    def item(lead: Lead) -> Item:
        title, detail = said_of(lead)
        return Item(
            title,
            detail,
            reverse("convert", args=[lead.pk]),
            clocks.get(lead.pk),
            _said_of(ready.get(lead.pk)),
        )

    def made(title: str, leads: list[Lead], teaches: str, key: str) -> Section:
        items = sorted(map(item, leads), key=lambda one: (one.clock is None, one.clock and one.clock.due_at))
        return Section(title, gettext("Convert"), tuple(items[:SHOWN]), "", teaches, len(items), key)

    teaches = gettext(
        "Leads that meet every criterion and are not converted appear here: revenue that waits."
    )
    yield replace(
        made(gettext("Convert now"), now, teaches, "v"), said=_waiting([ready[lead.pk] for lead in now])
    )
    teaches = gettext("Leads whose discovery was held appear here until they become opportunities or end.")
    yield made(gettext("Convert or close"), rest, teaches, "o")


def _said_of(ready: Readiness | None) -> str:
    if ready is None:
        return ""
    amount = money(ready.amount.amount, ready.amount.currency) if ready.amount else ""
    if ready.open:
        n = len(ready.open)
        left = ngettext("%(n)s criterion open", "%(n)s criteria open", n) % {"n": n}
    else:
        n = ready.to_fill
        left = ngettext("%(n)s field to fill", "%(n)s fields to fill", n) % {"n": n} if n else ""
    return " · ".join(part for part in (amount, left) if part)


def _waiting(ready: list[Readiness]) -> str:
    """What the leads that could be converted come to, currency by currency."""
    sums: dict[str, Decimal] = {}
    for one in ready:
        if one.amount:
            sums[one.amount.currency] = sums.get(one.amount.currency, Decimal(0)) + one.amount.amount
    said = " + ".join(money(amount, currency) for currency, amount in sorted(sums.items()))
    return gettext("Revenue waiting: %(amount)s") % {"amount": said} if said else ""


def _not_true(by: Actor, at: datetime) -> Section:
    """Open deals whose evidence does not hold: a gap past its day, a criterion below the gate, or stuck and stale."""
    book = in_force()
    rows = Opportunity.objects.filter(owner=by.person_id, state="open").select_related("account")
    deals = list(rows.order_by("stage_since")[:LOOKED_AT])
    said = reasons_against(deals, book, at)
    items = [
        Item(
            deal.account.name if deal.account else deal.name,
            " · ".join(part for part in (deal.product, deal.use_case) if part),
            reverse("opportunity", args=[deal.pk]) + "#hygiene",
            None,
            " · ".join(said[deal.pk]),
        )
        for deal in sorted(deals, key=lambda deal: -len(said.get(deal.pk, ())))
        if deal.pk in said
    ]
    teaches = gettext("Opportunities whose evidence no longer holds appear here: mend them, or close them.")
    return Section(
        gettext("Should not be here"),
        gettext("Mend or close"),
        tuple(items[:SHOWN]),
        "",
        teaches,
        len(items),
        "x",
    )


def reasons_against(deals: list[Opportunity], book: Playbook, at: datetime) -> Mapping[UUID, tuple[str, ...]]:
    """Deal → why it should not be in the pipeline as it is, in words; those that are all right are left out."""
    gaps, flags, today = gaps_of((deal.pk for deal in deals), book), hygiene_of(deals, at), day_of(at, book)
    found: dict[UUID, tuple[str, ...]] = {}
    for deal in deals:
        said = []
        if deal.waiver_expires_on and deal.waiver_expires_on < today:
            said.append(gettext("the override ran out on %(day)s") % {"day": day(deal.waiver_expires_on)})
        if deal.pk in gaps:
            names = [spoken(book.criteria[key].label) for key in gaps[deal.pk] if key in book.criteria]
            said.append(gettext("evidence does not hold: %(criteria)s") % {"criteria": "・".join(names)})
        rules = {flag.rule for flag in flags.get(deal.pk, ())}
        if STUCK in rules:
            said.append(gettext("stuck in its stage"))
        elif len(rules & STALE) > 1:
            said.append(gettext("stale: revive it, nurture it or close it"))
        if said:
            found[deal.pk] = tuple(said)
    return found
