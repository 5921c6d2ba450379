"""Refusals: every way in which Tasuki says no, as typed errors with a stable code, an HTTP status and the reasons.

A refusal is not a fault: nothing was written, and it tells the person which field, which rule and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from typing import ClassVar

from tasuki.platform.access.wording import PERMISSIONS, ROLES
from tasuki.rules.decision import Decision
from tasuki.rules.labels import gate_called, record_called
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence


class Refusal(Exception):
    """The base of all refusals. ``exit_code`` is the command line's: 1 refused by a rule, 2 bad input."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    exit_code: ClassVar[int] = 1

    def __init__(
        self, title: Sentence, problems: Sequence[Problem] = (), fix: Sentence | None = None
    ) -> None:
        self.title = title
        self.problems = tuple(problems)
        self.fix = fix
        super().__init__(title.spoken("en"))

    @property
    def reasons(self) -> tuple[Problem, ...]:
        """The problems, each with what to do; a refusal without any is its own and only reason."""
        return self.problems or (Problem("", self.code, self.title, self.fix),)


class GateRefused(Refusal):
    """A gate did not open; ``decision`` carries every finding at once (G-06)."""

    code = "gate_refused"

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        gate = gate_called(decision.gate)
        super().__init__(Sentence(N_("The %(gate)s gate is not open: see the findings."), {"gate": gate}))

    @property
    def reasons(self) -> tuple[Problem, ...]:
        """None: the decision's findings say it all."""
        return ()


class NotPossibleNow(Refusal):
    """The record's state does not allow this; the sentence says what is possible instead."""

    code = "not_possible_now"


class Clash(Refusal):
    """Somebody else changed the record, or the same key was used for something different."""

    code = "clash"


class TooManyAttempts(Refusal):
    """Something was tried too often; ``wait`` is how long until it may be tried again."""

    code = "too_many_attempts"
    status = 429

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        minutes = max(1, ceil(wait / timedelta(minutes=1)))
        super().__init__(
            Sentence(N_("This was tried too often.")),
            fix=Sentence(N_("Try again in %(minutes)s minutes."), {"minutes": minutes}),
        )


class Outdated(Refusal):
    """If-Match named an older version of the record."""

    code = "outdated"
    status = 412


class Invalid(Refusal):
    """The input does not hold: each problem names its field, its rule and the fix."""

    code = "invalid"
    status = 422
    exit_code = 2

    def __init__(self, problems: Sequence[Problem], title: Sentence | None = None) -> None:
        super().__init__(title or Sentence(N_("The input is not right: see the errors.")), problems)


class NotFound(Refusal):
    """No such record, or not one that this person may see."""

    code = "not_found"
    status = 404
    exit_code = 2

    def __init__(self, kind: str, key: object) -> None:
        values = {"kind": record_called(kind), "key": key}
        super().__init__(Sentence(N_("There is no %(kind)s “%(key)s” that you may see."), values))


class NotSignedIn(Refusal):
    """Nobody is named as the actor, or the token is not valid."""

    code = "not_signed_in"
    status = 401
    exit_code = 2


class Forbidden(Refusal):
    """The person is known and has no grant for this."""

    code = "forbidden"
    status = 403

    def __init__(self, permission: str, roles: Sequence[str], act: str = "") -> None:
        """``act`` says in words what the permission's own words do not."""
        said = act or PERMISSIONS.get(permission, permission)
        values = {"act": Sentence(said), "permission": permission}
        called = [Sentence(ROLES.get(role, role)) for role in roles]
        super().__init__(
            Sentence(N_("This needs the permission “%(act)s” (%(permission)s)."), values),
            fix=Sentence(N_("Ask somebody who may: %(roles)s."), {"roles": called}),
        )


def invalid(
    pointer: str, template: str, /, code: str = "invalid", *, fix: str = "", **values: object
) -> Invalid:
    """An `Invalid` with one problem; ``template`` and ``fix`` take the same values."""
    mend = Sentence(fix, values) if fix else None
    return Invalid([Problem(pointer, code, Sentence(template, values), mend)])
