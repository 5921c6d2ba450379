"""What is missing, double or impossible in an export, with the lines of the file where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tasuki.insight.audit.joined import Joined
from tasuki.insight.audit.reading import Sheet
from tasuki.insight.audit.rows import DealRow, LeadRow, is_before
from tasuki.rules.wording import N_, Sentence

SHOWN = 5
Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Flaw:
    """``n`` of ``of`` rows; ``lines`` are the first of them as (file, line)."""

    key: str
    says: Sentence
    n: int
    of: int
    lines: tuple[tuple[str, int], ...] = ()

    @property
    def share(self) -> float:
        return self.n / self.of if self.of else 0.0


def flaws(
    sheets: Mapping[str, Sequence[Sheet]], joined: Joined, at: datetime, zone: ZoneInfo
) -> tuple[Flaw, ...]:
    """Everything that was found, only what is there at least once."""
    names: Names = {(sheet.kind, sheet.number): sheet.path.name for rows in sheets.values() for sheet in rows}
    found = [*_of_files(sheets), *_of_leads(joined.leads, names, zone)]
    found += [*_of_deals(joined.deals, names, at, zone), *_of_rows_again(joined, names), *_of_links(joined)]
    return tuple(flaw for flaw in found if flaw.n)


def _of_files(sheets: Mapping[str, Sequence[Sheet]]) -> Iterable[Flaw]:
    for rows in sheets.values():
        for sheet in rows:
            of = len(sheet.lines) + len(sheet.broken)
            yield Flaw(
                "broken_rows",
                Sentence(
                    N_("%(file)s: rows that cannot be read or are sums of others; they were left out"),
                    {"file": sheet.path.name},
                ),
                len(sheet.broken),
                of,
                tuple((sheet.path.name, line) for line, _ in sheet.broken[:SHOWN]),
            )
            for unread in sheet.unread:
                examples = [text for _, text in unread.examples]
                yield Flaw(
                    "unreadable_cells",
                    Sentence(
                        N_("%(file)s, column “%(header)s”: cells that cannot be read, such as %(examples)s"),
                        {"file": sheet.path.name, "header": unread.header, "examples": examples},
                    ),
                    unread.n,
                    len(sheet.lines),
                    tuple((sheet.path.name, line) for line, _ in unread.examples),
                )


def _of_leads(leads: Sequence[LeadRow], names: Names, zone: ZoneInfo) -> Iterable[Flaw]:
    mails = Counter(lead.email for lead in leads if lead.email)
    has = {
        name: any(getattr(lead, name) for lead in leads)
        for name in ("external_id", "email", "source", "owner", "captured_at", "company")
    }

    def flaw(key: str, template: str, is_one: Callable[[LeadRow], bool]) -> Flaw:
        rows = [lead for lead in leads if is_one(lead)]
        shown = tuple((names[("leads", lead.file)], lead.line) for lead in rows[:SHOWN])
        return Flaw(key, Sentence(template), len(rows), len(leads), shown)

    yield flaw(
        "lead_email_twice",
        N_("Leads whose e-mail address several rows have"),
        lambda one: mails[one.email] > 1,
    )
    if has["captured_at"]:
        yield flaw(
            "lead_undated", N_("Leads without the day on which they came"), lambda one: not one.captured_at
        )
    if has["source"]:
        yield flaw("lead_without_source", N_("Leads without a source"), lambda one: not one.source)
    if has["owner"]:
        yield flaw("lead_without_owner", N_("Leads that nobody owns"), lambda one: not one.owner)
    yield flaw(
        "lead_backwards",
        N_("Leads that became an opportunity, were won or were lost before they came"),
        lambda one: any(
            is_before(one.at.get(key), one.captured_at, zone) for key in ("converted", "won", "lost")
        ),
    )
    yield flaw(
        "flag_against_status",
        N_("Leads whose status says converted and whose flag says no: the flag counts"),
        lambda one: one.contradicts,
    )
    if any(lead.deals for lead in leads):
        yield flaw(
            "converted_without_opportunity",
            N_("Leads said to be converted of which no opportunity is in the files"),
            lambda one: "converted" in one.reached and not one.deals,
        )


def _of_deals(deals: Sequence[DealRow], names: Names, at: datetime, zone: ZoneInfo) -> Iterable[Flaw]:
    has = {
        name: any(getattr(deal, name) for deal in deals)
        for name in ("amount", "created_at", "owner", "account", "close_on", "source")
    }

    def flaw(key: str, template: str, is_one: Callable[[DealRow], bool], among: int = 0) -> Flaw:
        rows = [deal for deal in deals if is_one(deal)]
        kind = "leads" if deals and deals[0].derived else "opportunities"
        shown = tuple((names[(kind, deal.file)], deal.line) for deal in rows[:SHOWN])
        return Flaw(key, Sentence(template), len(rows), among or len(deals), shown)

    won = sum(deal.state == "won" for deal in deals)
    is_open = sum(deal.state == "open" for deal in deals)
    if has["created_at"]:
        yield flaw(
            "deal_undated",
            N_("Opportunities without the day on which they began"),
            lambda one: not one.created_at,
        )
    if has["amount"]:
        yield flaw(
            "won_without_amount",
            N_("Won opportunities without an amount"),
            lambda one: one.state == "won" and not one.amount,
            won,
        )
        yield flaw(
            "open_without_amount",
            N_("Open opportunities without an amount"),
            lambda one: one.state == "open" and not one.amount,
            is_open,
        )
    if has["owner"]:
        yield flaw("deal_without_owner", N_("Opportunities that nobody owns"), lambda one: not one.owner)
    if has["account"]:
        yield flaw("deal_without_account", N_("Opportunities without a company"), lambda one: not one.account)
    if has["close_on"]:
        yield flaw(
            "overdue",
            N_("Open opportunities whose expected close date has passed"),
            lambda one: one.state == "open" and is_before(one.close_on, at, zone),
            is_open,
        )
    yield flaw(
        "deal_backwards",
        N_("Opportunities that were closed before they began"),
        lambda one: is_before(one.closed_at, one.created_at, zone),
    )
    yield flaw(
        "closed_undated",
        N_("Opportunities that are won or lost, without the day"),
        lambda one: one.state != "open" and not one.closed_at,
        len(deals) - is_open,
    )


def _of_rows_again(joined: Joined, names: Names) -> Iterable[Flaw]:
    """Of several rows about one record, the last one counts."""
    for kind, template in (
        ("leads", N_("Rows about a lead that stands further down again: the last row counts")),
        (
            "opportunities",
            N_("Rows about an opportunity that stands further down again: the last row counts"),
        ),
    ):
        rows = joined.again.get(kind, [])
        of = len(rows) + len(joined.leads if kind == "leads" else joined.deals)
        shown = tuple((names[(kind, row.file)], row.line) for row in rows[:SHOWN])
        yield Flaw(f"{kind}_again", Sentence(template), len(rows), of, shown)


def _of_links(joined: Joined) -> Iterable[Flaw]:
    unlinked = joined.unlinked
    if unlinked < len(joined.deals):
        yield Flaw(
            "deal_without_lead",
            Sentence(N_("Opportunities whose lead is not in the files")),
            unlinked,
            len(joined.deals),
        )
    for key, template in (
        ("account", N_("Opportunities whose company is not among the accounts")),
        ("product", N_("Opportunities whose product is not on the list of products")),
        ("activity", N_("Activities about nothing in the files")),
        ("history", N_("Changes of something that is not in the files")),
    ):
        n = joined.strange[key]
        yield Flaw(f"strange_{key}", Sentence(template), n, n + joined.links[key])
