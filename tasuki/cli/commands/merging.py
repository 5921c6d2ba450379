"""`tasuki account` and `tasuki contact`: list them, merge two that are one, and take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.language import translator
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.records.merging.parting import Parted
    from tasuki.records.merging.plan import MergePlan

SIDES = ("survivor", "gone")


def _as_choices(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    """``FIELD=survivor`` or ``FIELD=gone``. Raises `Misused`."""
    choices = {}
    for one in value:
        field, _, side = one.rpartition("=")
        if not field or side not in SIDES:
            text, fix = (
                N_("“%(found)s” says not whose value a field takes."),
                N_("Write FIELD=survivor or FIELD=gone."),
            )
            raise Misused(text, fix, where="--take", found=one)
        choices[field] = side
    return choices


TAKE: Callable[[Any], Any] = click.option(
    "--take",
    multiple=True,
    metavar="FIELD=SIDE",
    callback=_as_choices,
    help="Whose value a field takes: email=gone, fields.NAME=survivor, answers.need=gone. May be repeated.",
)
DRY_RUN: Callable[[Any], Any] = click.option(
    "--dry-run", is_flag=True, help="Show what would happen, field by field; write nothing."
)
LIMIT: Callable[[Any], Any] = click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many."
)
DRY_UNMERGE: Callable[[Any], Any] = click.option(
    "--dry-run", is_flag=True, help="Tell what would go back; put nothing back."
)


_FIELD = {
    "survivor": N_("  %(label)s: %(ours)s stays, not %(theirs)s (%(why)s)"),
    "gone": N_("  %(label)s: %(theirs)s replaces %(ours)s (%(why)s)"),
}


def _said(field: Mapping[str, Any]) -> dict[str, str]:
    ours, theirs = _short(field["survivor"]), _short(field["gone"])
    return {"label": field["label"], "ours": ours, "theirs": theirs, "why": field["because"]}


def plan_answer(plan: MergePlan, session: Acting) -> Answer:
    """The plan; exit code 1 where something stands in the way."""
    from tasuki.records.merging.telling import told_plan

    told = told_plan(plan, session.language, translator(session.language))
    lines = [session.say(N_("A dry run: nothing was written."))]
    for one in told["blockers"]:
        lines.append(session.say(N_("In the way: %(why)s"), why=one["message"]))
        lines += [session.say(N_("      → %(fix)s"), fix=one["fix"])] if one["fix"] else []
    lines += [session.say(N_("Note: %(note)s"), note=note) for note in told["notes"]]
    lines += [session.say(_FIELD[one["takes"]], **_said(one)) for one in told["fields"]]
    for one in told["rows"]:
        counts = {"label": one["label"], "moves": one["moves"], "stays": one["stays"]}
        lines.append(session.say(N_("  %(label)s: %(moves)s move, %(stays)s stay"), **counts))
        lines += [f"    {note}" for note in one["notes"]]
    return Answer(told, lines, exit_code=0 if told["possible"] else 1)


def parting_answer(parted: Parted, session: Acting, dry_run: bool) -> Answer:
    from tasuki.records.merging.telling import told_parting

    told = {**told_parting(parted, session.language, translator(session.language)), "dry_run": dry_run}
    head = N_("A dry run: nothing was put back.") if dry_run else N_("The two are apart again.")
    lines = [session.say(head)]
    lines += [f"  {one['label']}: {one['rows']}" for one in told["restored"]]
    if told["fields"]:
        lines.append(session.say(N_("Earlier values: %(names)s"), names=list(told["fields"])))
    lines += [session.say(N_("Not undone:"))] if told["kept"] else []
    lines += [f"  {one['place']} {one['id']}: {one['reason']}" for one in told["kept"]]
    return Answer(told, lines)


def _short(value: object) -> str:
    return "—" if value in (None, "", [], {}) else str(value)


def _group(subject: Literal["account", "contact"], help_text: str) -> click.Group:
    @click.group(subject, cls=InOrder, help=help_text)
    def group() -> None: ...

    @click.command("merge")
    @click.argument(subject, metavar=subject.upper())
    @click.option("--into", "survivor", required=True, metavar=subject.upper(), help="The one that stays.")
    @click.option("--rationale", default="", help="How you know that they are one.")
    @TAKE
    @DRY_RUN
    @as_person
    def merge(
        session: Acting, survivor: str, rationale: str, take: Mapping[str, str], dry_run: bool, **named: str
    ) -> Answer:
        from tasuki.cli.naming import company_named
        from tasuki.records.actions import merging

        gone, stays = (company_named(session.by, subject, key) for key in (named[subject], survivor))
        given: dict[str, Any] = {"by": session.by, "at": session.at, "choices": take}
        if dry_run:
            return plan_answer(merging.plan_merge(subject, gone, stays, **given), session)
        made = merging.merge(subject, gone, stays, rationale=rationale, **given)
        told = {"id": made.pk, "name": made.name, "version": made.version}
        return Answer(told, [session.say(N_("“%(name)s” stays: %(id)s"), name=made.name, id=str(made.pk))])

    merge.help = f"""Merge {subject} into another: what refers to it refers to the one that stays.

    \b
    Example:
      tasuki {subject} merge 0193a1b2 --into 0193a1c4 --dry-run --as kei
    """

    @click.command("unmerge")
    @click.argument(subject, metavar=subject.upper())
    @DRY_UNMERGE
    @as_person
    def unmerge(session: Acting, dry_run: bool, **named: str) -> Answer:
        from tasuki.cli.naming import company_named
        from tasuki.records.actions import merging

        key = company_named(session.by, subject, named[subject])
        parted = merging.unmerge(subject, key, by=session.by, at=session.at, dry_run=dry_run)
        return parting_answer(parted, session, dry_run)

    unmerge.help = f"""Take a merge back: the {subject} that went is one of its own again.

    \b
    Example:
      tasuki {subject} unmerge 0193a1b2 --as kei
    """
    group.add_command(merge)
    group.add_command(unmerge)
    return group


account_command = _group(
    "account",
    "Accounts: list them; merge two that are one. ACCOUNT is an id, its beginning, or an external id.",
)
contact_command = _group(
    "contact",
    "Contacts: list them; merge two who are one. CONTACT is an id, its beginning, or an external id.",
)


@account_command.command("list")
@click.option("--owner", default="", metavar="HANDLE", help="Only this person's.")
@click.option("--domain", default="", help="Only this domain's; a URL or an e-mail address will do.")
@click.option("--tier", default="", help="Only of this tier.")
@click.option("--name", default="", help="Only those whose name has this in it.")
@LIMIT
@as_person
def list_accounts(session: Acting, owner: str, domain: str, tier: str, name: str, limit: int) -> Answer:
    """List accounts, the newest first.

    \b
    Example:
      tasuki account list --tier tier_1 --owner ren --as ren
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.identity.contact_points import registrable_domain
    from tasuki.records.api.accounts import COLUMNS, shown
    from tasuki.records.models import Account

    ask_any(session.by, "account.read")
    wanted = {
        "owner__handle": owner,
        "domain": registrable_domain(domain) or domain,
        "tier": tier,
        "name__icontains": name,
    }
    rows = Account.objects.filter(**{key: value for key, value in wanted.items() if value})
    items = [shown(one) for one in rows.order_by("-id").values(*COLUMNS)[:limit]]
    headings = (N_("Account"), N_("Domain"), N_("Tier"), N_("Owner"), N_("Id"))
    cells = [(one["name"], one["domain"], one["tier"], one["owner"], one["id"]) for one in items]
    return _listed(session, headings, items, cells)


@contact_command.command("list")
@click.option("--account", default="", metavar="ACCOUNT", help="Only of this account.")
@click.option("--email", default="", help="Only with this address.")
@click.option("--name", default="", help="Only those whose name has this in it.")
@LIMIT
@as_person
def list_contacts(session: Acting, account: str, email: str, name: str, limit: int) -> Answer:
    """List contacts, the newest first.

    \b
    Example:
      tasuki contact list --account 0193a1b2 --as ren
    """
    from tasuki.cli.naming import company_named
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.identity.contact_points import normalised_email
    from tasuki.records.api.contacts import COLUMNS, shown
    from tasuki.records.models import Contact

    ask_any(session.by, "account.read")
    wanted = {
        "account": company_named(session.by, "account", account) if account else "",
        "email": normalised_email(email) or email,
        "name__icontains": name,
    }
    rows = Contact.objects.filter(**{key: value for key, value in wanted.items() if value})
    items = [shown(one) for one in rows.order_by("-id").values(*COLUMNS)[:limit]]
    headings = (N_("Contact"), N_("Title"), N_("Account"), N_("E-mail"), N_("Id"))
    cells = [(one["name"], one["title"], one["account"], one["email"], one["id"]) for one in items]
    return _listed(session, headings, items, cells)


def _listed(
    session: Acting, headings: Sequence[str], items: list[dict[str, Any]], cells: Sequence[Sequence[object]]
) -> Answer:
    lines = table([session.say(one) for one in headings], cells) or [session.say(N_("There are none."))]
    return Answer({"items": items}, lines)
