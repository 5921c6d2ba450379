"""`tasuki convert` and `tasuki void`: a lead becomes an opportunity, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY, JSON_FILE
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.stages.conversion.input import ConvertInput


@click.command("convert")
@click.argument("lead")
@click.option(
    "--preview",
    "only_preview",
    is_flag=True,
    help="Show what would be created, linked and asked; write nothing.",
)
@click.option(
    "--input",
    "fields",
    type=JSON_FILE,
    metavar="FIELDS.json",
    help="What the lead does not know yet (contract/convert.json), or “-”.",
)
@click.option("--account", default="", metavar="ID", help="Link this existing account.")
@click.option("--new-account", is_flag=True, help="Create a new account.")
@click.option(
    "--besides",
    multiple=True,
    metavar="ID",
    help="An existing account that looks like the company and is another one (O-10); with --new-account.",
)
@click.option(
    "--into", default="", metavar="OPPORTUNITY", help="Join this open opportunity instead of creating one."
)
@click.option(
    "--idempotency-key", metavar="KEY", help="The same key with the same request returns the first result."
)
@click.option("--override-rationale", default="", help="Go ahead with criteria missing, and say why (G-05).")
@click.option("--override-expires", type=DAY, metavar="DAY", help="The day by which the gap is closed.")
@click.option(
    "--override-approver", default="", metavar="HANDLE", help="Who agrees, where the deal's size asks for it."
)
@as_person
def convert_command(
    session: Acting,
    lead: str,
    only_preview: bool,
    fields: Any,
    account: str,
    new_account: bool,
    besides: tuple[str, ...],
    into: str,
    idempotency_key: str | None,
    override_rationale: str,
    override_expires: date | None,
    override_approver: str,
) -> Answer:
    """Convert a lead into an opportunity, in one transaction.

    Creates or links the account and the contacts with their roles. Where an existing account is probably the
    company, say which: --account links it, --new-account --besides names it as another one. A second call
    returns the first one's result. Exits with 1 and every finding where the gate refuses (a preview too); with 0
    where it lets the lead through, also when the opportunity waits for an approval.

    \b
    Example:
      tasuki convert web-000123 --preview --as ren
      tasuki convert web-000123 --input fields.json --idempotency-key 2026-11-20-1 --as ren
      tasuki convert web-000124 --input fields.json --into 0193a1b2 --as ren
    """
    from tasuki.cli.naming import lead_named, opportunity_named
    from tasuki.cli.shapes.conversion import outcome_lines, plan_lines, plan_shape
    from tasuki.stages.conversion.actions import convert, preview
    from tasuki.stages.conversion.input import read_input

    asked = _with_override(read_input(fields or {}), override_rationale, override_expires, override_approver)
    asked = _with_account(asked, account, new_account, besides)
    if into:
        asked = replace(asked, into_opportunity=str(opportunity_named(session.by, into).pk))
    lead_id = lead_named(session.by, lead).pk
    if only_preview:
        plan = preview(lead_id, asked, by=session.by, at=session.at)
        refused = not plan.decision.verdict.lets_through
        return Answer(plan_shape(plan, session), plan_lines(plan, session), int(refused))
    outcome = convert(lead_id, asked, by=session.by, at=session.at, idempotency_key=idempotency_key)
    return Answer(session.spoken(outcome), outcome_lines(outcome, session))


def _with_override(
    asked: ConvertInput, rationale: str, expires_on: date | None, approver: str
) -> ConvertInput:
    if not (rationale or expires_on or approver):
        return asked
    from tasuki.rules.dossier import Override

    given = asked.override or Override()
    override = Override(
        rationale or given.rationale, expires_on or given.expires_on, approver or given.approver
    )
    return replace(asked, override=override)


def _with_account(
    asked: ConvertInput, account: str, new_account: bool, besides: tuple[str, ...]
) -> ConvertInput:
    if account and (new_account or besides):
        raise Misused(
            N_("--account links an account, --new-account creates one: not both."), where="--account"
        )
    if account:
        return replace(asked, account=replace(asked.account, action="link", id=account))
    if new_account or besides:
        known = (*asked.account.besides, *besides)
        return replace(asked, account=replace(asked.account, action="create", id="", besides=known))
    return asked


@click.command("void")
@click.argument("conversion")
@click.option("--reason", default="", help="Why the conversion is undone; a preview asks for none.")
@click.option(
    "--preview",
    "only_preview",
    is_flag=True,
    help="Show what would be undone, what stays, and what blocks it.",
)
@as_person
def void_command(session: Acting, conversion: str, reason: str, only_preview: bool) -> Answer:
    """Undo a conversion inside its window.

    The opportunity is voided and the lead returns to discovery; all of it stays in the journal. CONVERSION is
    its id, or the id of its opportunity or lead. Exits with 1 and all blockers where it is too late.

    \b
    Example:
      tasuki void 0193a1b2-… --reason "Converted the wrong subsidiary; the buyer is the parent company" --as ren
    """
    from tasuki.cli.naming import conversion_named
    from tasuki.cli.shapes.conversion import void_lines, void_shape
    from tasuki.stages.conversion.actions import void, void_plan

    found = conversion_named(session.by, conversion)
    if only_preview:
        plan = void_plan(found.pk, by=session.by, at=session.at)
        return Answer(void_shape(plan, session), void_lines(plan, session), int(bool(plan.blockers)))
    plan = void(found.pk, reason=reason, by=session.by, at=session.at)
    return Answer(void_shape(plan, session), void_lines(plan, session))
