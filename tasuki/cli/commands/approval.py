"""`tasuki approval`: the yes of somebody else that a pending opportunity waits for (AP-1 … AP-6)."""

from __future__ import annotations

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.rules.wording import N_

STATES = ("pending", "granted", "refused", "recalled")


@click.group("approval", cls=InOrder)
def approval_command() -> None:
    """Approvals that pending opportunities wait for."""


@approval_command.command("list")
@click.option("--state", type=click.Choice([*STATES, "all"]), default="pending", show_default=True)
@as_person
def list_approvals(session: Acting, state: str) -> Answer:
    """List approvals that you asked for, decide, or may see; the newest first.

    \b
    Example:
      tasuki approval list --as mio
    """
    from tasuki.cli.shapes.conversion import approval_shape, approvals_table
    from tasuki.stages.conversion.queries import approvals_for

    found = list(approvals_for(session.by, "" if state == "all" else state))
    lines = approvals_table(found, session) or [session.say(N_("There are none."))]
    return Answer({"items": [approval_shape(one) for one in found]}, lines)


@approval_command.command()
@click.argument("approval")
@click.option("--rationale", default="", help="Why, if you like.")
@as_person
def grant(session: Acting, approval: str, rationale: str) -> Answer:
    """Say yes: the opportunity opens and enters the forecast. Nobody grants their own request.

    \b
    Example:
      tasuki approval grant 0193a1b2-… --as mio
    """
    from tasuki.cli.naming import approval_named
    from tasuki.cli.shapes.conversion import approval_shape
    from tasuki.stages.conversion.actions import grant as say_yes

    key = approval_named(session.by, approval).pk
    decided = say_yes(key, by=session.by, at=session.at, rationale=rationale)
    return Answer(approval_shape(decided), [session.say(N_("Granted: the opportunity is open."))])


@approval_command.command()
@click.argument("approval")
@click.option("--rationale", required=True, help="Why not.")
@as_person
def refuse(session: Acting, approval: str, rationale: str) -> Answer:
    """Say no: the opportunity is voided and the lead returns to discovery.

    \b
    Example:
      tasuki approval refuse 0193a1b2-… --rationale "The amount rests on a guess; ask for a quote first" --as mio
    """
    from tasuki.cli.naming import approval_named
    from tasuki.cli.shapes.conversion import approval_shape
    from tasuki.stages.conversion.actions import refuse as say_no

    key = approval_named(session.by, approval).pk
    decided = say_no(key, rationale=rationale, by=session.by, at=session.at)
    return Answer(approval_shape(decided), [session.say(N_("Refused: the lead is back in discovery."))])


@approval_command.command()
@click.argument("approval")
@click.option("--to", "heir", required=True, metavar="HANDLE", help="Who decides instead.")
@click.option("--reason", default="", help="Why, if you like.")
@as_person
def delegate(session: Acting, approval: str, heir: str, reason: str) -> Answer:
    """Hand an approval to somebody else who may decide it; its clock goes on.

    \b
    Example:
      tasuki approval delegate 0193a1b2-… --to kei --as mio
    """
    from tasuki.cli.naming import approval_named
    from tasuki.cli.shapes.conversion import approval_shape
    from tasuki.stages.conversion.actions import delegate as hand_on

    key = approval_named(session.by, approval).pk
    handed = hand_on(key, heir, reason=reason, by=session.by, at=session.at)
    return Answer(approval_shape(handed), [session.say(N_("%(name)s decides now."), name=heir)])


@approval_command.command()
@click.argument("approval")
@as_person
def recall(session: Acting, approval: str) -> Answer:
    """Take your own request back; the conversion is undone.

    \b
    Example:
      tasuki approval recall 0193a1b2-… --as ren
    """
    from tasuki.cli.naming import approval_named
    from tasuki.cli.shapes.conversion import approval_shape
    from tasuki.stages.conversion.actions import recall as take_back

    decided, stays = take_back(approval_named(session.by, approval).pk, by=session.by, at=session.at)
    told = [session.speak(one) for one in stays]
    lines = [session.say(N_("Taken back: the lead is back in discovery.")), *(f"= {line}" for line in told)]
    return Answer({**approval_shape(decided), "stays": told}, lines)
