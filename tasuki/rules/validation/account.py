"""O-10: the opportunity has an account, and no second account is made for a company that we already know."""

from __future__ import annotations

from datetime import date

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import AccountMatch, Dossier
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

ACCOUNT = "/opportunity/account"
TO_BE_MADE = frozenset({"new", "create"})


def is_the_account_linked_once(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-10: an account is linked; a new one for an exact match is refused, for a likely or possible one it asks."""
    account = d.opportunity.account
    if not account:
        return unknown(
            ACCOUNT,
            N_("No account is linked."),
            N_("Choose the account, or choose to create a new one."),
        )
    matches = d.surroundings.accounts
    if not matches or account not in TO_BE_MADE:
        return NO_TROUBLE
    return tuple(_match_found(match) for match in matches)


def _match_found(match: AccountMatch) -> Trouble:
    values = {"name": match.name, "id": match.id, "why": match.because}
    if match.standing == "exact":
        because = N_("The account “%(name)s” (%(id)s) already exists. %(why)s")
        fix = N_("Link the existing account “%(name)s” instead of creating a second one.")
        return Trouble(ACCOUNT, Sentence(because, values), Sentence(fix, values))
    because = N_("The account “%(name)s” (%(id)s) may be the same company. %(why)s")
    fix = N_("Link “%(name)s” if it is the same company; otherwise go on with a new account.")
    return Trouble(ACCOUNT, Sentence(because, values), Sentence(fix, values), enforcement=Enforcement.WARN)


ACCOUNT_LINKED = Rule(
    "O-10", is_the_account_linked_once, N_("The account is linked, and none is made twice."), ACCOUNT
)
