"""`tasuki plan`: account plans (AC-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import pairs, table
from tasuki.cli.typed import JSON_FILE
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.records.models import AccountPlan

FIELDS = click.option(
    "--input",
    "fields",
    type=JSON_FILE,
    metavar="FIELDS.json",
    help="objective, owner, stakeholders, competitors, risks, actions; or “-”.",
)


@click.group("plan", cls=InOrder)
def plan_command() -> None:
    """Account plans: objective, stakeholders, competitors, risks and the next ninety days (AC-1)."""


@plan_command.command("open")
@click.argument("account", type=click.UUID)
@click.option("--opportunity", default="", help="The deal that it is for.")
@FIELDS
@as_person
def open_one(session: Acting, account: UUID, opportunity: str, fields: Any) -> Answer:
    """Open a plan for an account, or for one of its deals.

    \b
    Example:
      tasuki plan open 0193a1b2-… --opportunity 0193c3d4-… --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.records.actions import PlanFields, open_plan
    from tasuki.rules.reading import read

    deal = opportunity_named(session.by, opportunity).pk if opportunity else None
    asked = read(PlanFields, fields or {})
    return _told(open_plan(account, asked, by=session.by, at=session.at, opportunity=deal), session)


@plan_command.command()
@click.argument("plan", type=click.UUID)
@as_person
def show(session: Acting, plan: UUID) -> Answer:
    """Show one plan.

    \b
    Example:
      tasuki plan show 0193e5f6-… --as ren
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.platform.refusals import NotFound
    from tasuki.records.models import AccountPlan

    ask_any(session.by, "account.read")
    found = AccountPlan.objects.select_related("owner", "account").filter(pk=plan).first()
    if found is None:
        raise NotFound("account plan", plan)
    return _told(found, session)


@plan_command.command()
@click.argument("plan", type=click.UUID)
@FIELDS
@as_person
def edit(session: Acting, plan: UUID, fields: Any) -> Answer:
    """Change the parts that are named; a list is replaced as a whole.

    \b
    Example:
      echo '{"risks": "The sponsor retires in spring"}' | tasuki plan edit 0193e5f6-… --input - --as ren
    """
    from tasuki.records.actions import edit_plan

    return _told(edit_plan(plan, fields or {}, by=session.by, at=session.at), session)


@plan_command.command()
@click.argument("plan", type=click.UUID)
@as_person
def close(session: Acting, plan: UUID) -> Answer:
    """The plan has served.

    \b
    Example:
      tasuki plan close 0193e5f6-… --as ren
    """
    from tasuki.records.actions import close_plan

    return _told(close_plan(plan, by=session.by, at=session.at), session)


@plan_command.command()
@click.argument("plan", type=click.UUID)
@as_person
def reopen(session: Acting, plan: UUID) -> Answer:
    """The plan is needed again.

    \b
    Example:
      tasuki plan reopen 0193e5f6-… --as ren
    """
    from tasuki.records.actions import reopen_plan

    return _told(reopen_plan(plan, by=session.by, at=session.at), session)


def _told(plan: AccountPlan, session: Acting) -> Answer:
    facts = {
        "id": plan.pk,
        "account_id": plan.account_id,
        "opportunity_id": plan.opportunity_id,
        "owner": plan.owner.handle if plan.owner else None,
        "objective": plan.objective,
        "stakeholders": plan.stakeholders,
        "competitors": plan.competitors,
        "risks": plan.risks,
        "actions": plan.actions,
        "opened_at": plan.opened_at,
        "closed_at": plan.closed_at,
        "version": plan.version,
    }
    lines = pairs(
        [
            (session.say(N_("Account plan")), plan.pk),
            (session.say(N_("Account")), plan.account.name),
            (session.say(N_("Owner")), facts["owner"]),
            (session.say(N_("Objective")), plan.objective),
            (session.say(N_("Competitors")), plan.competitors),
            (session.say(N_("Risks")), plan.risks),
        ]
    )
    headings = [session.say(text) for text in (N_("Due"), N_("Action"), N_("Owner"), N_("Done"))]
    rows = [
        (one["due_on"], one["action"], one["owner"], "✓" if one.get("done") else "") for one in plan.actions
    ]
    return Answer(facts, [*lines, "", *table(headings, rows)] if rows else lines)
