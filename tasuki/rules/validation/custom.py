"""A company's own rules from the table ``validation``: whenever ``when`` holds, ``must`` has to hold as well."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble
from tasuki.rules.conditions import ALWAYS
from tasuki.rules.decision import Standing
from tasuki.rules.dossier import Dossier
from tasuki.rules.fields import pointer_to
from tasuki.rules.playbook import Playbook, Validation
from tasuki.rules.wording import N_, Sentence, Text


@lru_cache(maxsize=256)
def custom_validations(gate_key: str, book: Playbook) -> tuple[Rule, ...]:
    """The company's own rules at this gate, in the order of the playbook."""
    return tuple(_rule(validation) for validation in book.validation if validation.gate == gate_key)


def _rule(validation: Validation) -> Rule:
    def does_the_companys_rule_hold(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
        if validation.when is not ALWAYS and not validation.when.holds(d):
            return NO_TROUBLE
        standing = validation.must.standing(d)
        return NO_TROUBLE if standing is Standing.MET else (_trouble(validation, standing),)

    return Rule(
        id=validation.id,
        ask=does_the_companys_rule_hold,
        met=N_("Our own rule holds: %(label)s."),
        pointer=pointer_to(validation.field),
        enforcement=validation.enforcement,
        values=lambda d: {"label": validation.label},
    )


def _trouble(validation: Validation, standing: Standing) -> Trouble:
    values = {"label": validation.label, "fix": validation.fix, "field": validation.field}
    unknown = N_("Our own rule cannot be judged yet: %(label)s.")
    unmet = N_("Our own rule does not hold: %(label)s.")
    fix = "%(fix)s" if validation.fix != Text() else N_("Correct the field %(field)s.")
    because = unknown if standing is Standing.UNKNOWN else unmet
    return Trouble(pointer_to(validation.field), Sentence(because, values), Sentence(fix, values), standing)
