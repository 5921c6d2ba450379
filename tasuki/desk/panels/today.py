"""Today: the decisions that wait for this person, each with its clock and one click to act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field
from tasuki.desk.forms.task import NEW, task_fields
from tasuki.desk.panels.deal_work import Work, work_of
from tasuki.desk.panels.people import choices
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor, visible
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead, Task
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, open_clocks, view_of
from tasuki.stages.conversion.queries import approvals_for
from tasuki.stages.discovery.models import Discovery
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.meetings.models import Meeting

SHOWN = 12
TASKS_SHOWN = 50
COUNTED = 1000
"""So far a section is counted; beyond it the number is a lower bound, and said to be one."""
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Item:
    """One decision: about whom, until when, and where it is taken."""

    title: str
    detail: str
    href: str
    clock: ClockView | None


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of decision. ``teaches`` is what an empty section says."""

    title: str
    action: str
    items: tuple[Item, ...]
    more: str
    teaches: str
    count: int
    """How many wait, not only those shown."""

    @property
    def counted(self) -> str:
        return f"{COUNTED}+" if self.count == COUNTED else str(self.count)


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """One's own tasks that are overdue, due today, or later."""

    key: str
    title: str
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class TodayPage:
    book: Playbook
    sections: tuple[Section, ...]
    tasks: tuple[TaskGroup, ...]
    more_tasks: bool
    task: tuple[Field, ...]
    is_adding: bool

    @property
    def waiting(self) -> int:
        return sum(section.count for section in self.sections)


@dataclass(frozen=True, slots=True)
class Queue:
    """Which leads wait for one kind of decision, whose promise it is, and the page to take it on."""

    title: str
    action: str
    leads: QuerySet[Lead]
    sla: str
    page: str
    teaches: str
    more: str = ""


def today_page(
    *, by: Actor, at: datetime, refused: Refused | None = None, typed: Mapping[str, str] | None = None
) -> TodayPage:
    """What waits for this person now, in the order of the process."""
    queues = [queue for role in _QUEUES if role in by.roles for queue in _QUEUES[role](by, at)]
    sections = [_section(queue, at) for queue in queues]
    if by.reach("approval.decide") is not None:
        sections.append(_approvals(by))
    if "manager" in by.roles or "revops" in by.roles:
        sections.append(_overdue(by, at))
    book, people = in_force(), choices()
    groups, more = _tasks(by, people, day_of(at, book), refused, typed)
    return TodayPage(
        book=book,
        sections=tuple(sections),
        tasks=groups,
        more_tasks=more,
        task=task_fields(None, by.handle, people, refused, typed),
        is_adding=refused is not None and refused.form == NEW,
    )


def _tasks(
    by: Actor,
    people: list[tuple[str, str]],
    today: date,
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> tuple[tuple[TaskGroup, ...], bool]:
    """One's own open tasks by when they are due, and whether there are more than are shown."""
    mine = Task.objects.filter(owner=by.person_id, done_at=None)
    rows = mine.select_related("owner", "lead", "opportunity", "account").order_by(
        F("due_on").asc(nulls_last=True), "id"
    )
    found = list(rows[: TASKS_SHOWN + 1])
    works = [work_of(one, people, today, refused, typed, may=lambda _: True) for one in found[:TASKS_SHOWN]]
    titles = {"behind": gettext("Overdue"), "today": gettext("Today"), "ahead": gettext("Later")}
    groups = tuple(
        TaskGroup(key, title, tuple(work for work in works if work.standing == key))
        for key, title in titles.items()
    )
    return tuple(group for group in groups if group.works), len(found) > TASKS_SHOWN


def _sdr(by: Actor, at: datetime) -> list[Queue]:
    mine = Lead.objects.filter(owner=by.person_id)
    return [
        Queue(
            gettext("Leads to accept"), gettext("Decide"), mine.filter(state__in=("captured", "mql")), "SL-3", "lead",
            gettext("New leads that are yours appear here; accept them, or send them back with a reason."),
            "state=mql&owner=me",
        ),
        Queue(
            gettext("Meetings to book"), gettext("Book"), _without_meeting(mine.filter(state__in=("sal", "sql"))),
            "SL-4", "lead", gettext("Accepted leads without a discovery meeting appear here."), "state=sal&owner=me",
        ),
        Queue(
            gettext("Handoffs to submit"), gettext("Open the brief"), _not_handed_over(mine.filter(state="sql")),
            "SL-5", "handoff", gettext("Qualified leads whose brief is not with an AE yet appear here."),
            "state=sql&owner=me",
        ),
    ]  # fmt: skip


def _ae(by: Actor, at: datetime) -> list[Queue]:
    mine = Lead.objects.filter(ae=by.person_id)
    submitted = Handoff.objects.filter(lead=OuterRef("pk"), state="submitted", ae=by.person_id)
    held = Discovery.objects.filter(lead=OuterRef("pk"))
    unrated = Handoff.objects.filter(lead=OuterRef("pk"), state="accepted", rating=None, ae=by.person_id)
    in_discovery = mine.filter(state="discovery")
    return [
        Queue(
            gettext("Handoffs to decide"), gettext("Read and decide"), Lead.objects.filter(Exists(submitted)), "SL-13",
            "handoff", gettext("Briefs that SDRs hand you appear here: accept, send back, or recycle."),
        ),
        Queue(
            gettext("Discoveries to hold"), gettext("Record the call"), in_discovery.filter(~Exists(held)), "SL-6",
            "discovery", gettext("Accepted handoffs whose discovery call is not on record appear here."),
        ),
        Queue(
            gettext("Convert or close"), gettext("Convert"), in_discovery.filter(Exists(held)), "SL-8", "convert",
            gettext("Leads whose discovery was held appear here until they become opportunities or end."),
        ),
        Queue(
            gettext("Feedback due"), gettext("Rate the handoff"),
            mine.filter(Exists(unrated), Exists(held)), "SL-7", "handoff",
            gettext("After a discovery call, tell the SDR how good the handoff was."),
        ),
    ]  # fmt: skip


def _marketer(by: Actor, at: datetime) -> list[Queue]:
    seen = visible(Lead.objects.all(), by, "lead.read", *LEAD_OWNERS)
    lately = at - LATELY
    return [
        Queue(
            gettext("To deliver to sales"), gettext("Check"), seen.filter(state="captured"), "SL-1", "lead",
            gettext("Captured leads that have not been delivered appear here."), "state=captured",
        ),
        Queue(
            gettext("Sent back lately"), gettext("See why"),
            seen.filter(state="disqualified", state_since__gte=lately, origin="native"), "", "lead",
            gettext("Leads that sales rejected in the last two weeks appear here, with the reason."),
            "state=disqualified",
        ),
        Queue(
            gettext("In nurture"), gettext("See why"),
            seen.filter(state="recycled", state_since__gte=lately, origin="native"), "", "lead",
            gettext("Leads recycled in the last two weeks appear here, with what brings them back."), "state=recycled",
        ),
    ]  # fmt: skip


def _revops(by: Actor, at: datetime) -> list[Queue]:
    unrouted = Lead.objects.filter(owner=None, state__in=("captured", "mql", "sal", "sql"), origin="native")
    return [
        Queue(
            gettext("Without an owner"), gettext("Assign"), unrouted, "SL-1", "lead",
            gettext("Leads that routing gave to nobody appear here."), "owner=nobody",
        )
    ]  # fmt: skip


_QUEUES: Mapping[str, Callable[[Actor, datetime], list[Queue]]] = {
    "sdr": _sdr,
    "ae": _ae,
    "marketer": _marketer,
    "revops": _revops,
}


def _without_meeting(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    booked = Meeting.objects.filter(lead=OuterRef("pk"), kind="discovery", state__in=("booked", "held"))
    return leads.filter(~Exists(booked))


def _not_handed_over(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    return leads.filter(~Exists(Handoff.objects.filter(lead=OuterRef("pk"), state="submitted")))


def _section(queue: Queue, at: datetime) -> Section:
    due = Clock.objects.filter(lead=OuterRef("pk"), sla=queue.sla, stopped_at=None).values("due_at")[:1]
    leads = list(queue.leads.annotate(due_at=due).order_by("due_at", "-captured_at")[:SHOWN])
    clocks = _clocks((lead.pk for lead in leads), queue.sla, at)
    items = tuple(
        Item(
            f"{lead.company_name or lead.name}",
            " · ".join(part for part in (lead.name if lead.company_name else "", lead.title) if part),
            reverse(queue.page, args=[lead.pk]),
            clocks.get(lead.pk),
        )
        for lead in leads
    )
    more = f"{reverse('leads')}?{queue.more}" if queue.more and len(items) == SHOWN else ""
    count = queue.leads[:COUNTED].count() if len(items) == SHOWN else len(items)
    return Section(queue.title, queue.action, items, more, queue.teaches, count)


def _clocks(leads: Iterable[UUID], sla: str, at: datetime) -> dict[UUID, ClockView]:
    rows = Clock.objects.filter(lead__in=list(leads), sla=sla, stopped_at=None)
    return {row.lead_id: view_of(row, at) for row in rows if row.lead_id}


def _approvals(by: Actor) -> Section:
    pending = approvals_for(by).exclude(asked_by=by.person_id).exclude(conversion__by=by.person_id)
    items = tuple(
        Item(one.opportunity.name, one.asked_by.name if one.asked_by else "", reverse("approvals"), None)
        for one in pending[:SHOWN]
    )
    teaches = gettext("Opportunities that need somebody else's yes appear here.")
    return Section(gettext("Approvals"), gettext("Decide"), items, "", teaches, pending[:COUNTED].count())


def _overdue(by: Actor, at: datetime) -> Section:
    rows = open_clocks(by).filter(due_at__lt=at, lead__isnull=False).select_related("lead")
    items = []
    for row in rows[:SHOWN]:
        if row.lead is None:
            continue
        shown = view_of(row, at)
        owner = row.owner.name if row.owner else gettext("nobody")
        detail = f"{spoken(shown.label)} · {owner}"
        items.append(
            Item(row.lead.company_name or row.lead.name, detail, reverse("lead", args=[row.lead_id]), shown)
        )
    teaches = gettext("Promises that were broken in your team appear here.")
    title, action = gettext("Overdue promises"), gettext("Look")
    return Section(title, action, tuple(items), "", teaches, rows[:COUNTED].count())
