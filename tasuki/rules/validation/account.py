"""O-10: the opportunity has an account, and no second account is made for a company that we already know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import AccountMatch, Dossier
from tasuki.rules.matching.in_short import in_short
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

ACCOUNT = "/opportunity/account"
TO_BE_MADE = frozenset({"new", "create"})


def is_the_account_linked_once(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-10: an account is linked; a second one for the same company is refused, for one that looks alike it asks."""
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
    because, fix, enforcement = _SAID[match.standing]
    values = {"name": match.name, "id": match.id, "why": _why(match)}
    return Trouble(ACCOUNT, Sentence(because, values), Sentence(fix, values), enforcement=enforcement)


def _why(match: AccountMatch) -> Sentence | str:
    if match.clues:
        return Sentence(N_("In common: %(clues)s."), {"clues": in_short(match.clues)})
    return match.because


_MAY_BE = (
    N_("The account “%(name)s” (%(id)s) may be the same company. %(why)s"),
    N_("Link “%(name)s” if it is the same company; otherwise go on with a new account."),
    Enforcement.WARN,
)
_SAID: Mapping[str, tuple[str, str, Enforcement | None]] = {
    "exact": (
        N_("The account “%(name)s” (%(id)s) already exists. %(why)s"),
        N_("Link the existing account “%(name)s” instead of creating a second one."),
        None,
    ),
    "choose": (
        N_("The account “%(name)s” (%(id)s) is probably this company. %(why)s"),
        N_("Say which: link “%(name)s”, or create a new account and name this one under “besides”."),
        None,
    ),
    "likely": _MAY_BE,
    "possible": _MAY_BE,
}

ACCOUNT_LINKED = Rule(
    "O-10", is_the_account_linked_once, N_("The account is linked, and none is made twice."), ACCOUNT
)
